import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Step } from '../draft';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { cx } from '@/lib/classes';

interface StepCardProps {
  step: Step;
  number: number;
  title: string;
  isOpen: boolean;
  /** What was decided, in a line or two; shown while the step is closed. */
  decided?: ReactNode;
  onOpen?: () => void;
  /** Why the shop refused, when it can be mended here. */
  problem?: string;
  children: ReactNode;
}

/** One step of the checkout: open with its fields, or closed with what was decided. */
export function StepCard({ step, number, title, isOpen, decided, onOpen, problem, children }: StepCardProps) {
  const isDone = Boolean(decided) && !isOpen;
  return (
    <section
      data-step={step}
      aria-labelledby={`step-${step}`}
      className={cx(
        'rounded-card border px-5 py-4 transition-colors sm:px-6',
        isOpen || isDone ? 'border-line bg-raised' : 'border-line bg-transparent',
        isOpen && 'sm:py-6',
      )}
    >
      <div className="flex items-start gap-3.5">
        <span
          aria-hidden
          className={cx(
            'tabular mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-full text-small font-bold',
            isDone ? 'bg-leaf-soft text-leaf' : isOpen ? 'bg-leaf text-on-leaf' : 'bg-sunken text-muted',
          )}
        >
          {isDone ? <Check className="size-4" strokeWidth={3} /> : number}
        </span>
        <div className="min-w-0 flex-1">
          <h2
            id={`step-${step}`}
            tabIndex={-1}
            className={cx('scroll-mt-24 text-lead leading-8', !isOpen && !isDone && 'text-muted')}
          >
            {title}
            {isDone && <span className="sr-only">, decided</span>}
          </h2>
          {isDone && <div className="text-muted">{decided}</div>}
        </div>
        {isDone && onOpen && (
          <Button look="quiet" size="small" onClick={onOpen}>
            Change <span className="sr-only">{title.toLowerCase()}</span>
          </Button>
        )}
      </div>
      {isOpen && (
        <div className="mt-5 flex animate-fade-in flex-col gap-5">
          {problem && <Notice kind="problem">{problem}</Notice>}
          {children}
        </div>
      )}
    </section>
  );
}

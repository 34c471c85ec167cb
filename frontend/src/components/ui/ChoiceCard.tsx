import type { ComponentProps, ReactNode } from 'react';

import { cx } from '@/lib/classes';

interface ChoiceCardProps extends Omit<ComponentProps<'input'>, 'type' | 'className'> {
  children: ReactNode;
  className?: string;
}

/** One of several, as a card with a radio button. Give all of a group one `name`, inside a fieldset with a legend. */
export function ChoiceCard({ children, className, ...input }: ChoiceCardProps) {
  return (
    <label
      className={cx(
        'flex min-h-13 items-center gap-3.5 rounded-card border border-line-strong/40 bg-raised px-4 py-3 transition-colors',
        'hover:border-leaf has-checked:border-leaf has-checked:bg-leaf-soft has-checked:text-leaf-strong',
        'has-disabled:pointer-events-none has-disabled:border-line has-disabled:bg-transparent has-disabled:text-muted',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
        className,
      )}
    >
      <input type="radio" className="peer sr-only" {...input} />
      <span
        aria-hidden
        className="size-5 shrink-0 rounded-full border-2 border-line-strong/70 transition-[border-width] peer-checked:border-6 peer-checked:border-leaf peer-disabled:opacity-40"
      />
      <span className="min-w-0 flex-1">{children}</span>
    </label>
  );
}

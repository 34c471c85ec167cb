import { sayProblem } from '@/api/problem';
import type { LearnedFact } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { announce } from '@/lib/announce';
import { cx } from '@/lib/classes';
import { ago, percent, plural } from '@/lib/format';
import { useForgetFact } from '@/lib/learning/changes';

interface FactRowProps {
  fact: LearnedFact;
  /** The strongest fact of its group: the bar is long for what counts most among its like. */
  strongest: number;
}

/** One learned fact: in words, how strong, from what, and a button that makes it unlearned. */
export function FactRow({ fact, strongest }: FactRowProps) {
  const forget = useForgetFact();
  const strength = strongest > 0 ? Math.abs(fact.value) / strongest : 0;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-b border-line py-3.5 last:border-0 sm:grid-cols-[minmax(0,1fr)_8rem_auto]">
      <div className="min-w-0">
        <p className="font-semibold">{fact.text}</p>
        <p className="text-small text-muted">
          From {plural(fact.events, 'moment')}, last {ago(fact.last_at)}
        </p>
        {forget.error && (
          <p role="alert" className="text-small text-tomato-text">
            {sayProblem(forget.error)}
          </p>
        )}
      </div>
      <div
        aria-hidden
        className="row-start-2 h-1.5 overflow-hidden rounded-full bg-sunken max-sm:max-w-48 sm:row-start-auto"
      >
        <div
          className={cx('h-full rounded-full', fact.value < 0 ? 'bg-tomato' : 'bg-leaf-mid')}
          style={{ width: percent(Math.max(0.04, strength)) }}
        />
      </div>
      <Button
        look="secondary"
        size="small"
        className="max-sm:row-span-2 max-sm:row-start-1 max-sm:col-start-2"
        busy={forget.isPending}
        aria-label={`Forget: ${fact.text}`}
        onClick={() => forget.mutate(fact.id, { onSuccess: () => announce(`Forgotten: ${fact.label}.`) })}
      >
        Forget
      </Button>
    </li>
  );
}

import { sayProblem } from '@/api/problem';
import type { LearnedFact } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { announce } from '@/lib/announce';
import { cx } from '@/lib/classes';
import { ago, plural } from '@/lib/format';
import { useForgetFact } from '@/lib/learning/changes';

/** One learned fact: in words, how strong, from what, and a button that makes it unlearned. */
export function FactRow({ fact }: { fact: LearnedFact }) {
  const forget = useForgetFact();
  const strength = Math.round(Math.abs(fact.value) * 100);
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-2 border-b border-line py-3.5 last:border-0">
      <div className="min-w-0 flex-1 basis-56">
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
      <div aria-hidden className="h-2 w-24 overflow-hidden rounded-full bg-sunken">
        <div
          className={cx('h-full rounded-full', fact.value < 0 ? 'bg-tomato' : 'bg-leaf-mid')}
          style={{ width: `${Math.max(6, strength)}%` }}
        />
      </div>
      <Button
        look="secondary"
        size="small"
        busy={forget.isPending}
        aria-label={`Forget: ${fact.text}`}
        onClick={() => forget.mutate(fact.id, { onSuccess: () => announce(`Forgotten: ${fact.label}.`) })}
      >
        Forget
      </Button>
    </li>
  );
}

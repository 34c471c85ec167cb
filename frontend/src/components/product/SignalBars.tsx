import type { SignalShare } from '@/api/schema';
import { cx } from '@/lib/classes';
import { percent } from '@/lib/format';

/** How much each signal moved the product, as bars: to the right it helped, in red it held back. */
export function SignalBars({ signals }: { signals: readonly SignalShare[] }) {
  const shown = signals
    .filter(({ contribution }) => contribution !== 0)
    .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
  const whole = shown.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  if (whole === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(0,10.5rem)_1fr_auto] items-center gap-x-3 gap-y-1.5 text-small">
      {shown.map(({ signal, label, contribution }) => (
        <div key={signal} className="contents">
          <dt className="leading-tight text-muted">{label}</dt>
          <dd aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className={cx('h-full min-w-2 rounded-full', contribution < 0 ? 'bg-tomato' : 'bg-leaf-mid')}
              style={{ width: percent(Math.abs(contribution) / whole) }}
            />
          </dd>
          <dd className="tabular text-right font-semibold">
            {contribution < 0 && <span aria-hidden>−</span>}
            {percent(Math.abs(contribution) / whole)}
            {contribution < 0 && <span className="sr-only"> against it</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

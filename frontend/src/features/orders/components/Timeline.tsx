import { Check, X } from 'lucide-react';

import { isStopped, stages } from '../status';
import type { Order } from '@/api/schema';
import { cx } from '@/lib/classes';
import { day, time } from '@/lib/format';

/** The way of an order, from placed to the door. */
export function Timeline({ order }: { order: Order }) {
  const way = stages(order);
  const isEnded = isStopped(order.status);
  return (
    <ol
      aria-label="Where your order is"
      className="grid gap-y-4"
      style={{ gridTemplateColumns: `repeat(${Math.max(way.length, 1)}, minmax(0, 1fr))` }}
    >
      {way.map((stage, index) => {
        const isReached = stage.at !== null;
        const Icon = isEnded && stage.isCurrent ? X : Check;
        return (
          <li
            key={`${stage.status} ${stage.at}`}
            aria-current={stage.isCurrent ? 'step' : undefined}
            className="relative flex flex-col items-center gap-1.5 px-1 text-center"
          >
            {index > 0 && (
              <span
                aria-hidden
                className={cx(
                  'absolute top-3.25 right-[calc(50%+0.875rem)] h-0.5 w-[calc(100%-1.75rem)]',
                  isReached ? 'bg-leaf' : 'bg-line',
                )}
              />
            )}
            <span
              aria-hidden
              className={cx(
                'relative flex size-7 items-center justify-center rounded-full border-2',
                isReached ? 'border-leaf bg-leaf text-on-leaf' : 'border-line bg-raised',
                isEnded && stage.isCurrent && 'border-tomato-text bg-tomato-text text-page',
                stage.isCurrent && !isEnded && 'ring-4 ring-leaf-soft',
              )}
            >
              {isReached && <Icon className="size-4" strokeWidth={3} />}
            </span>
            <span
              className={cx('text-small leading-tight', stage.isCurrent ? 'font-bold' : !isReached && 'text-muted')}
            >
              {stage.label}
              {!isReached && <span className="sr-only">, still to come</span>}
            </span>
            {stage.at && (
              <time dateTime={stage.at} className="tabular text-small leading-tight text-muted">
                <span className="whitespace-nowrap">{day(stage.at)}</span>{' '}
                <span className="whitespace-nowrap">{time(stage.at)}</span>
              </time>
            )}
          </li>
        );
      })}
    </ol>
  );
}

import { isOver, isStopped } from '../status';
import type { OrderStatus } from '@/api/schema';
import { cx } from '@/lib/classes';

/** Where an order is, in a word. */
export function StatusPill({ status, label }: { status: OrderStatus; label: string }) {
  const look = isStopped(status)
    ? 'bg-tomato-soft text-tomato-text'
    : isOver(status)
      ? 'bg-sunken text-text'
      : 'bg-leaf-soft text-leaf-strong';
  return <span className={cx('rounded-full px-3 py-1 text-small font-semibold whitespace-nowrap', look)}>{label}</span>;
}

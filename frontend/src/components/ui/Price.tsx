import { cx } from '@/lib/classes';
import { money } from '@/lib/format';

interface PriceProps {
  price: string;
  compareAt?: string | null;
  currency: string;
  size?: 'base' | 'lead' | 'title';
  className?: string;
}

const SIZES = { base: 'text-base', lead: 'text-lead', title: 'text-title' };

/** A price, and what it was before when it is lower now. */
export function Price({ price, compareAt = null, currency, size = 'lead', className }: PriceProps) {
  return (
    <span className={cx('tabular inline-flex flex-wrap items-baseline gap-x-2 leading-tight', className)}>
      <span className={cx('font-bold', SIZES[size], compareAt && 'text-tomato-text')}>
        {compareAt && <span className="sr-only">Now </span>}
        {money(price, currency)}
      </span>
      {compareAt && (
        <span className="text-small text-muted">
          <span className="sr-only">was </span>
          <s>{money(compareAt, currency)}</s>
        </span>
      )}
    </span>
  );
}

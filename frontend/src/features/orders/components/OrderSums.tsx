import type { Order } from '@/api/schema';
import { cx } from '@/lib/classes';
import { money } from '@/lib/format';
import { isZero } from '@/lib/money';

export function OrderSums({ order }: { order: Order }) {
  const row = 'flex items-baseline justify-between gap-4';
  return (
    <dl className="tabular flex flex-col gap-1.5">
      <div className={row}>
        <dt>Groceries</dt>
        <dd>{money(order.subtotal, order.currency)}</dd>
      </div>
      {order.discounts.map((discount) => (
        <div key={`${discount.label} ${discount.code}`} className={cx(row, 'text-tomato-text')}>
          <dt className="min-w-0 truncate">{discount.label}</dt>
          <dd>−{money(discount.amount, order.currency)}</dd>
        </div>
      ))}
      <div className={row}>
        <dt>Delivery</dt>
        <dd>{isZero(order.delivery_fee) ? 'Free' : money(order.delivery_fee, order.currency)}</dd>
      </div>
      <div className={cx(row, 'mt-1.5 text-lead font-bold')}>
        <dt>Total</dt>
        <dd>{money(order.total, order.currency)}</dd>
      </div>
    </dl>
  );
}

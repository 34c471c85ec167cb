import { ChevronDown } from 'lucide-react';

import type { Cart, CartLine, Slot } from '@/api/schema';
import { ProductArt } from '@/components/ui/ProductArt';
import { cx } from '@/lib/classes';
import { money, plural } from '@/lib/format';
import { isZero } from '@/lib/money';

interface OrderSummaryProps {
  cart: Cart;
  slot: Slot | undefined;
  total: string;
  className?: string;
}

function SummaryLine({ line: { product, quantity, line_subtotal } }: { line: CartLine }) {
  return (
    <li className="flex items-center gap-3">
      <ProductArt
        art={product.art}
        brand={product.brand?.name}
        department={product.category.department}
        className="size-11 shrink-0"
      />
      <span className="min-w-0 flex-1 leading-snug">
        <span className="line-clamp-2">{product.name}</span>
        <span className="tabular text-small text-muted">× {quantity}</span>
      </span>
      <span className="tabular">{money(line_subtotal, product.currency)}</span>
    </li>
  );
}

/** What is ordered and what it comes to: beside the steps, folded above them on a phone. */
export function OrderSummary({ cart, slot, total, className }: OrderSummaryProps) {
  const row = 'flex items-baseline justify-between gap-4';
  const sums = (
    <dl className="tabular flex flex-col gap-1.5 border-t border-line pt-4">
      <div className={row}>
        <dt>Groceries</dt>
        <dd>{money(cart.subtotal, cart.currency)}</dd>
      </div>
      {cart.discounts.map((discount) => (
        <div key={`${discount.label} ${discount.code}`} className={cx(row, 'text-tomato-text')}>
          <dt className="min-w-0 truncate">{discount.label}</dt>
          <dd>−{money(discount.amount, cart.currency)}</dd>
        </div>
      ))}
      <div className={row}>
        <dt>Delivery</dt>
        <dd className={slot ? undefined : 'text-muted'}>
          {slot ? (isZero(slot.fee) ? 'Free' : money(slot.fee, cart.currency)) : 'depends on the time'}
        </dd>
      </div>
      <div className={cx(row, 'mt-1.5 text-lead font-bold')}>
        <dt>Total</dt>
        <dd>{money(total, cart.currency)}</dd>
      </div>
    </dl>
  );
  const lines = (
    <ul className="flex flex-col gap-3">
      {cart.lines.map((line) => (
        <SummaryLine key={line.product.sku} line={line} />
      ))}
    </ul>
  );
  return (
    <aside aria-label="Your order" className={cx('lg:sticky lg:top-24', className)}>
      <details className="group rounded-card border border-line bg-raised lg:hidden">
        <summary className="flex min-h-14 list-none items-center gap-2 px-5 font-semibold [&::-webkit-details-marker]:hidden">
          <span>{plural(cart.item_count, 'item')}</span>
          <ChevronDown aria-hidden className="size-5 text-muted transition-transform group-open:rotate-180" />
          <span className="tabular ml-auto text-lead font-bold">{money(total, cart.currency)}</span>
        </summary>
        <div className="flex flex-col gap-4 px-5 pb-5">
          {lines}
          {sums}
        </div>
      </details>
      <div className="hidden flex-col gap-4 rounded-card border border-line bg-raised p-5 lg:flex">
        <h2 className="text-lead">Your order</h2>
        <div className="-mx-1 max-h-[45dvh] overflow-y-auto px-1">{lines}</div>
        {sums}
      </div>
    </aside>
  );
}

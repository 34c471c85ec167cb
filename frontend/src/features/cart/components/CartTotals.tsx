import { useCartState } from '../cart-state';
import { cx } from '@/lib/classes';
import { money, plural } from '@/lib/format';

/** What the cart comes to, what was taken off and why. Delivery is chosen at checkout. */
export function CartTotals() {
  const { cart, isSaving } = useCartState();
  if (!cart) return null;
  const row = 'flex items-baseline justify-between gap-4';
  return (
    <div
      aria-busy={isSaving}
      className={cx('tabular flex flex-col gap-1.5 transition-opacity', isSaving && 'opacity-55')}
    >
      <dl className="flex flex-col gap-1.5">
        {cart.discounts.length > 0 && (
          <div className={cx(row, 'text-muted')}>
            <dt>Subtotal</dt>
            <dd>{money(cart.subtotal, cart.currency)}</dd>
          </div>
        )}
        {cart.discounts.map((discount) => (
          <div
            key={`${discount.label} ${discount.code}`}
            className={cx(row, 'text-tomato-text', cart.discounts.length > 1 && 'max-md:hidden')}
          >
            <dt className="min-w-0 truncate">{discount.label}</dt>
            <dd>−{money(discount.amount, cart.currency)}</dd>
          </div>
        ))}
        {cart.discounts.length > 1 && (
          <div className={cx(row, 'text-tomato-text md:hidden')}>
            <dt>{plural(cart.discounts.length, 'offer')}</dt>
            <dd>−{money(cart.discount, cart.currency)}</dd>
          </div>
        )}
        <div className={cx(row, 'text-lead font-bold')}>
          <dt>Total</dt>
          <dd>{money(cart.total, cart.currency)}</dd>
        </div>
      </dl>
      <p className="text-small text-muted">
        {cart.discounts.length > 0 && (
          <span className="font-medium text-leaf">You save {money(cart.discount, cart.currency)}. </span>
        )}
        Delivery is added at checkout.
      </p>
    </div>
  );
}

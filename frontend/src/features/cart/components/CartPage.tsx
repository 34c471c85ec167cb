import { useNavigate } from 'react-router';

import { useCartState } from '../cart-state';
import { CartContents } from './CartContents';
import { CartTotals } from './CartTotals';
import { CheckoutButton } from './CheckoutButton';
import { cx } from '@/lib/classes';
import { plural } from '@/lib/format';
import { usePageTitle } from '@/lib/page-title';

/** The cart as a page of its own. */
export function CartPage() {
  usePageTitle('Your cart');
  const { itemCount = 0, cart } = useCartState();
  const navigate = useNavigate();
  const hasItems = cart !== undefined && itemCount > 0;
  return (
    <div className="mx-auto max-w-5xl">
      <div className="mb-4 flex items-baseline gap-3">
        <h1 className="text-title">Your cart</h1>
        {hasItems && <span className="tabular text-muted">{plural(itemCount, 'item')}</span>}
      </div>
      <div className={cx('grid items-start gap-6 lg:gap-10', hasItems && 'md:grid-cols-[minmax(0,1fr)_20rem]')}>
        <CartContents />
        {hasItems && (
          <aside
            aria-label="Total"
            className="sticky bottom-20 flex flex-col gap-4 rounded-card border border-line bg-raised p-5 md:top-24 md:bottom-auto"
          >
            <CartTotals />
            <CheckoutButton onGo={() => void navigate('/checkout')} />
          </aside>
        )}
      </div>
    </div>
  );
}

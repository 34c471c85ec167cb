import { House, type LucideIcon, RotateCcw, Search, ShoppingBasket, UserRound } from 'lucide-react';
import { NavLink } from 'react-router';

import { useCartActions } from '@/lib/cart-actions';
import { cx } from '@/lib/classes';
import { plural } from '@/lib/format';
import { paths } from '@/lib/paths';

const ITEM =
  'relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] font-semibold';

function Place({ to, label, icon: Icon, end = false }: { to: string; label: string; icon: LucideIcon; end?: boolean }) {
  return (
    <NavLink to={to} end={end} className={({ isActive }) => cx(ITEM, isActive ? 'text-leaf' : 'text-muted')}>
      <Icon aria-hidden className="size-5.5" />
      {label}
    </NavLink>
  );
}

/** On a phone, the places of the shop under the thumb. */
export function BottomBar() {
  const cart = useCartActions();
  const items = cart?.itemCount ?? 0;
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <Place to={paths.home} label="Home" icon={House} end />
      <Place to="/search" label="Search" icon={Search} />
      <Place to={paths.usuals} label="Usuals" icon={RotateCcw} />
      <button type="button" onClick={cart?.openCart} className={cx(ITEM, 'text-muted')}>
        <span className="relative">
          <ShoppingBasket aria-hidden className="size-5.5" />
          {items > 0 && (
            <span
              aria-hidden
              className="tabular absolute -top-1.5 left-3.5 min-w-4.5 rounded-full bg-leaf px-1 text-center text-[0.6875rem] leading-4.5 text-on-leaf"
            >
              {items}
            </span>
          )}
        </span>
        Cart
        <span className="sr-only">, {plural(items, 'item')}</span>
      </button>
      <Place to={paths.you} label="You" icon={UserRound} />
    </nav>
  );
}

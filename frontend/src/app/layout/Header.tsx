import { Menu, ShoppingBasket, UserRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';

import { Logo } from './Logo';
import { PersonalizationIndicator } from '@/features/learning/components/PersonalizationIndicator';
import { SearchBar } from '@/features/search/components/SearchBar';
import { useMe } from '@/api/me';
import { DepartmentNav } from '@/components/DepartmentNav';
import { IconButton } from '@/components/ui/Button';
import { useCartActions } from '@/lib/cart-actions';
import { plural } from '@/lib/format';
import { paths } from '@/lib/paths';
import { usePersonalMark } from '@/lib/personal-mark';

const Sheet = lazy(async () => ({ default: (await import('@/components/ui/Sheet')).Sheet }));

/** The search owns the header; around it the way home, to the departments, to oneself and to the cart. */
export function Header() {
  const personal = usePersonalMark();
  const [menu, setMenu] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const openMenu = () => {
    setMenu(true);
    setWasOpen(true);
  };
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-page">
      <div className="page-column flex h-16 items-center gap-2 md:h-18 md:gap-4">
        <Logo />
        <div className="hidden md:block lg:hidden">
          <IconButton label="Departments" onClick={openMenu}>
            <Menu aria-hidden className="size-5.5" />
          </IconButton>
        </div>
        <div className="relative mx-auto min-w-0 max-w-3xl flex-1">
          <SearchBar personal={personal} />
          <PersonalizationIndicator />
        </div>
        <You />
        <CartButton />
      </div>
      {wasOpen && (
        <Suspense fallback={null}>
          <Sheet side="left" title="Departments" open={menu} onOpenChange={setMenu}>
            <DepartmentNav onNavigate={() => setMenu(false)} />
          </Sheet>
        </Suspense>
      )}
    </header>
  );
}

function You() {
  const { data: me } = useMe();
  const name = me?.first_name || (me?.authenticated ? 'You' : 'Sign in');
  return (
    <Link
      to={me && !me.authenticated ? '/sign-in' : paths.you}
      className="hidden min-h-11 max-w-40 items-center gap-2 rounded-full px-3 font-semibold hover:bg-leaf-soft hover:text-leaf md:flex"
    >
      <UserRound aria-hidden className="size-5 shrink-0" />
      <span className="hidden truncate lg:inline">{me ? name : 'You'}</span>
      <span className="sr-only lg:hidden">{name}</span>
    </Link>
  );
}

function CartButton() {
  const cart = useCartActions();
  if (!cart) return null;
  const items = cart.itemCount ?? 0;
  return (
    <button
      type="button"
      onClick={cart.openCart}
      className="hidden min-h-11 items-center gap-2 rounded-full bg-leaf px-4 font-semibold text-on-leaf transition-colors hover:bg-leaf-strong md:flex"
    >
      <ShoppingBasket aria-hidden className="size-5" />
      <span className="sr-only">Open your cart, {plural(items, 'item')}</span>
      <span aria-hidden className="tabular min-w-3">
        {items}
      </span>
    </button>
  );
}

import { ChevronRight, Leaf, LockKeyhole, LogOut, type LucideIcon, MapPin, ReceiptText, UserRound } from 'lucide-react';
import { NavLink } from 'react-router';

import { useSignOut } from '../api/sign-out';
import { sayProblem } from '@/api/problem';
import type { Me } from '@/api/schema';
import { Notice } from '@/components/ui/Notice';
import { useCartActions } from '@/lib/cart-actions';
import { cx } from '@/lib/classes';
import { paths } from '@/lib/paths';

const PLACES: { to: string; label: string; icon: LucideIcon }[] = [
  { to: '/orders', label: 'Your orders', icon: ReceiptText },
  { to: paths.learned, label: 'What LeafLoaf knows', icon: Leaf },
  { to: '/account/addresses', label: 'Addresses', icon: MapPin },
  { to: '/account/details', label: 'Name and email', icon: UserRound },
  { to: '/account/security', label: 'Password and security', icon: LockKeyhole },
];

const ROW = 'flex min-h-12 w-full items-center gap-3 rounded-full px-4 text-left font-medium transition-colors';

/** Who is signed in, the pages of the account, and the way out. */
export function AccountNav({ me }: { me: Me }) {
  const signOut = useSignOut();
  const cart = useCartActions();
  const leave = async () => {
    await cart?.saveNow();
    signOut.mutate();
  };
  return (
    <>
      <p className="font-display text-title font-semibold">{me.first_name ? `Hello, ${me.first_name}` : 'Hello'}</p>
      <p className="truncate text-small text-muted">{me.email}</p>
      <nav aria-label="Your account" className="mt-5 -mx-4 flex flex-col gap-0.5 max-md:mx-0">
        {PLACES.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            to={to}
            className={({ isActive }) =>
              cx(
                ROW,
                isActive ? 'bg-leaf-soft text-leaf-strong' : 'hover:bg-leaf-soft/60 hover:text-leaf',
                'max-md:px-1',
              )
            }
          >
            <Icon aria-hidden className="size-5 shrink-0 text-leaf" />
            <span className="flex-1">{label}</span>
            <ChevronRight aria-hidden className="size-5 text-muted md:hidden" />
          </NavLink>
        ))}
        <button
          type="button"
          disabled={signOut.isPending}
          onClick={() => void leave()}
          className={cx(ROW, 'mt-2 text-muted hover:bg-leaf-soft/60 hover:text-leaf max-md:px-1')}
        >
          <LogOut aria-hidden className="size-5 shrink-0" />
          Sign out
        </button>
      </nav>
      {signOut.error && (
        <Notice kind="problem" className="mt-3">
          {sayProblem(signOut.error)}
        </Notice>
      )}
    </>
  );
}

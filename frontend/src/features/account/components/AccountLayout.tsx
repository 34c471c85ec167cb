import { Navigate, Outlet, useLocation } from 'react-router';

import { AccountNav } from './AccountNav';
import { GuestAccount } from './GuestAccount';
import { useMe } from '@/api/me';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { Skeleton } from '@/components/ui/Skeleton';
import { cx } from '@/lib/classes';
import { signInPath } from '@/lib/return-to';

const HOME = '/account';

/** The account's pages with their list beside them; on a phone the list is a page of its own. */
export function AccountLayout() {
  const { data: me, error, refetch } = useMe();
  const { pathname, search } = useLocation();
  const isHome = pathname.replace(/\/$/, '') === HOME;

  if (error && !me) {
    return <RetryNotice reason={error} retry={() => void refetch()} />;
  }
  if (!me) {
    return (
      <div role="status" aria-label="Your account is loading" className="mx-auto flex max-w-5xl flex-col gap-4">
        <Skeleton className="h-9 w-56" />
        <Skeleton className="h-64" />
      </div>
    );
  }
  if (!me.authenticated) return isHome ? <GuestAccount /> : <Navigate to={signInPath(pathname + search)} replace />;
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-8 md:grid-cols-[15rem_minmax(0,1fr)] lg:gap-12">
      <div className={cx('md:sticky md:top-24', !isHome && 'max-md:hidden')}>
        <AccountNav me={me} />
      </div>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

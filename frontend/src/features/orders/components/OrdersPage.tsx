import { useInfiniteQuery } from '@tanstack/react-query';

import { ordersQuery } from '../api/orders';
import { OrderCard } from './OrderCard';
import { useMe } from '@/api/me';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { Skeleton } from '@/components/ui/Skeleton';
import { usePageTitle } from '@/lib/page-title';
import { signInPath } from '@/lib/return-to';

function NoOrders() {
  const { data: me } = useMe();
  return (
    <EmptyState
      icon="receipt"
      title="No orders yet"
      action={
        <>
          <ButtonLink to="/">Go shopping</ButtonLink>
          {me?.authenticated === false && (
            <ButtonLink to={signInPath('/orders')} look="secondary">
              Sign in
            </ButtonLink>
          )}
        </>
      }
    >
      {me?.authenticated === false
        ? 'Orders you placed with an account are here once you are signed in.'
        : 'What you order is kept here, ready to be ordered again with one click.'}
    </EmptyState>
  );
}

export function OrdersPage() {
  usePageTitle('Your orders');
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(ordersQuery);
  const orders = data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <h1 className="text-title">Your orders</h1>
      {isPending && (
        <div role="status" aria-label="Your orders are loading" className="flex flex-col gap-4">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      )}
      {error && <RetryNotice reason={error} retry={() => void refetch()} />}
      {data && orders.length === 0 && <NoOrders />}
      {orders.map((order) => (
        <OrderCard key={order.number} order={order} />
      ))}
      {hasNextPage && (
        <Button look="secondary" busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="self-center">
          Earlier orders
        </Button>
      )}
    </div>
  );
}

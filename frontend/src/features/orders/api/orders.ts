import { infiniteQueryOptions } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

/** The shopper's orders, newest first, a page at a time. */
export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders', 'list'],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET('/api/v1/orders/', { params: { query: { cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next ?? undefined,
});

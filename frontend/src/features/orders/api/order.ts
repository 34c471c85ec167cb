import { queryOptions } from '@tanstack/react-query';

import { isOver } from '../status';
import { answer, api } from '@/api/client';

const LOOK_AGAIN_MS = 30_000;

/** One order; looked at again while it is on its way. */
export function orderQuery(number: string) {
  return queryOptions({
    queryKey: ['orders', number],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/orders/{number}/', { params: { path: { number } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : LOOK_AGAIN_MS),
  });
}

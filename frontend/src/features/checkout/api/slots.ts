import { queryOptions } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

const FRESH_MS = 30_000;

export const slotsQuery = queryOptions({
  queryKey: ['slots'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/delivery/slots/', { signal })),
  staleTime: FRESH_MS,
  // Places go while one thinks about it.
  refetchInterval: 60_000,
});

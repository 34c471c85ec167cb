import { queryOptions, useQuery } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

/** The shelves of the home page, the shopper's own first. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/home/', { signal })),
});

export function useHome() {
  return useQuery(homeQuery);
}

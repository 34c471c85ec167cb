import { useQuery } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

/** The shelves of the home page, the shopper's own first. */
export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: ({ signal }) => answer(api.GET('/api/v1/home/', { signal })) });
}

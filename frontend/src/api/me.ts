import { useQuery } from '@tanstack/react-query';

import { answer, api } from './client';

/** Who is shopping, as far as the shop knows. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: () => answer(api.GET('/api/v1/me/')), staleTime: 5 * 60_000 });
}

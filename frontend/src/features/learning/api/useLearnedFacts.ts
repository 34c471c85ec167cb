import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { answer, api } from '@/api/client';
import { refreshPersonal } from '@/lib/learning/fresh';

const KEY = ['learned'];

/** What the shop has learned about this shopper, and whether it goes on learning. */
export function useLearnedFacts() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => answer(api.GET('/api/v1/learned/', { signal })) });
}

/** Switches learning, and everything personal in the shop, on or off. */
export function useSetPersonalization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) => answer(api.PATCH('/api/v1/personalization/settings/', { body: { enabled } })),
    onSuccess: async () => {
      await Promise.all([refreshPersonal(client), client.invalidateQueries({ queryKey: ['me'] })]);
    },
  });
}

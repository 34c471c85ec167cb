/** The shopper's own word on what was learned: less like this, forget this, take that back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { refreshPersonal } from './fresh';
import { tellLearned } from './news';
import { answer, api } from '@/api/client';

export function useLessLikeThis() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sku: string) => answer(api.POST('/api/v1/learned/less/', { body: { sku } })),
    onSuccess: async ({ learned }) => {
      tellLearned(learned);
      await refreshPersonal(client);
    },
  });
}

export function useForgetFact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (facet: string) => answer(api.DELETE('/api/v1/learned/{facet}/', { params: { path: { facet } } })),
    onSuccess: () => refreshPersonal(client),
  });
}

export function useTakeBackEvent() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (eventId: string) =>
      answer(api.DELETE('/api/v1/learned/events/{event_id}/', { params: { path: { event_id: eventId } } })),
    onSuccess: () => refreshPersonal(client),
  });
}

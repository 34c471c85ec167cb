import { useMutation, useQueryClient } from '@tanstack/react-query';

import { keepCart } from '@/api/cart';
import { answer, api } from '@/api/client';
import { askWhatWasLearned } from '@/lib/learning/recent';

/** Puts what an order held into the cart again, as far as there is any. */
export function useReorder(number: string) {
  const client = useQueryClient();
  return useMutation({
    onMutate: () => ({ since: new Date().toISOString() }),
    mutationFn: () => answer(api.POST('/api/v1/orders/{number}/reorder/', { params: { path: { number } } })),
    onSuccess: ({ cart }, _, { since }) => {
      keepCart(client, cart);
      void askWhatWasLearned(client, since);
    },
  });
}

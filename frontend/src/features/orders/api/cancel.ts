import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

export function useCancelOrder(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/orders/{number}/cancel/', { params: { path: { number } } })),
    onSuccess: (order) => {
      client.setQueryData(['orders', number], order);
      void client.invalidateQueries({ queryKey: ['orders', 'list'] });
    },
    // It may have moved on meanwhile.
    onError: () => client.invalidateQueries({ queryKey: ['orders', number] }),
  });
}

import { useMutation, useQueryClient } from '@tanstack/react-query';

import { keepCart } from '@/api/cart';
import { answer, api } from '@/api/client';

export function useAddCode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => answer(api.POST('/api/v1/cart/codes/', { body: { code } })),
    onSuccess: (cart) => keepCart(client, cart),
  });
}

export function useRemoveCode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => answer(api.DELETE('/api/v1/cart/codes/{code}/', { params: { path: { code } } })),
    onSuccess: (cart) => keepCart(client, cart),
  });
}

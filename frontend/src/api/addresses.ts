/** The account's address book, for checkout and for the account's own page. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { answer, api } from './client';
import type { AddressRequest, PatchedAddressRequest } from './schema';

const ADDRESSES_KEY = ['addresses'] as const;

/** Default first. Only for those who are signed in. */
export const addressesQuery = queryOptions({
  queryKey: ADDRESSES_KEY,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/addresses/', { signal })),
});

export function useAddAddress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AddressRequest) => answer(api.POST('/api/v1/addresses/', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ADDRESSES_KEY }),
  });
}

export function useChangeAddress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id: number; changes: PatchedAddressRequest }) =>
      answer(api.PATCH('/api/v1/addresses/{address_id}/', { params: { path: { address_id: id } }, body: changes })),
    onSuccess: () => client.invalidateQueries({ queryKey: ADDRESSES_KEY }),
  });
}

export function useRemoveAddress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      answer(api.DELETE('/api/v1/addresses/{address_id}/', { params: { path: { address_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ADDRESSES_KEY }),
  });
}

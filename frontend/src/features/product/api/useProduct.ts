import { queryOptions, useQuery } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

/** One product with what is like it and what goes with it. */
export const productQuery = (sku: string) =>
  queryOptions({
    queryKey: ['product', sku],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/products/{sku}/', { params: { path: { sku } }, signal })),
  });

export function useProduct(sku: string) {
  return useQuery(productQuery(sku));
}

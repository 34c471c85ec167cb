import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import type { ListBase, ListParams } from '../list-query';
import { answer, api } from '@/api/client';
import type { operations, ProductList } from '@/api/schema';

type ListSort = NonNullable<operations['listProducts']['parameters']['query']>['sort'];

async function fetchPage(params: ListParams, cursor: string | undefined, signal: AbortSignal): Promise<ProductList> {
  const query = { ...params, cursor };
  if (params.q !== undefined) return answer(api.GET('/api/v1/search/', { params: { query }, signal }));
  const sort = params.sort === 'relevance' ? undefined : (params.sort satisfies ListSort);
  return answer(api.GET('/api/v1/products/', { params: { query: { ...query, sort } }, signal }));
}

/** A list, page by page. */
export const listQuery = (base: ListBase, params: ListParams) =>
  infiniteQueryOptions({
    queryKey: [base.q === undefined ? 'products' : 'search', JSON.stringify(base), params],
    queryFn: ({ pageParam, signal }) => fetchPage(params, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/**
 * The list of a page. While filters change the products before stay in view; another page (other words, another
 * category) starts empty.
 */
export function useProductList(base: ListBase, params: ListParams) {
  const options = listQuery(base, params);
  return useInfiniteQuery({
    ...options,
    placeholderData: (previous, previousQuery) =>
      previousQuery?.queryKey[1] === options.queryKey[1] ? keepPreviousData(previous) : undefined,
  });
}

import { useQuery } from '@tanstack/react-query';

import { answer, api } from './client';
import type { CategoryNode } from './schema';

const HALF_HOUR_MS = 30 * 60_000;

/** The departments with all that is below them. */
export function useDepartments() {
  return useQuery({
    queryKey: ['categories'],
    queryFn: () => answer(api.GET('/api/v1/catalog/categories/')),
    select: ({ departments }) => departments,
    staleTime: HALF_HOUR_MS,
  });
}

/** The way from a department down to a category, or undefined when there is no such category. */
export function pathTo(departments: readonly CategoryNode[], slug: string): CategoryNode[] | undefined {
  for (const node of departments) {
    if (node.slug === slug) return [node];
    const below = pathTo(node.children, slug);
    if (below) return [node, ...below];
  }
  return undefined;
}

import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

import { Listing } from '@/features/catalog/components/Listing';
import type { ProductList } from '@/api/schema';
import { DepartmentTiles } from '@/components/DepartmentTiles';
import { track } from '@/lib/events';
import { usePageTitle } from '@/lib/page-title';

const SAME_SEARCH_MS = 5 * 60_000;
const lastSearched = new Map<string, number>();

/** Coming back to results that one has just seen is not another search. */
function isSearchedAnew(query: string): boolean {
  const now = Date.now();
  const before = lastSearched.get(query) ?? -Infinity;
  lastSearched.set(query, now);
  return now - before > SAME_SEARCH_MS;
}

export function SearchPage() {
  const [search] = useSearchParams();
  const query = (search.get('q') ?? '').trim();
  usePageTitle(query ? `“${query}”` : 'Search');

  const onAnswer = useCallback(
    ({ ranking_id, total }: ProductList) => {
      if (isSearchedAnew(query)) track({ event_type: 'search_performed', query, ranking_id, data: { total } });
    },
    [query],
  );

  if (!query) {
    return (
      <>
        <h1 className="mb-6 text-title md:text-display">What are you looking for?</h1>
        <DepartmentTiles />
      </>
    );
  }
  return <Listing key={query} base={{ q: query }} list="search" heading={`“${query}”`} onAnswer={onAnswer} />;
}

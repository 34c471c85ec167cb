import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';

import { EmptyResults } from './EmptyResults';
import { FacetPanel } from './FacetPanel';
import { FilterChips } from './FilterChips';
import { ListToolbar } from './ListToolbar';
import { ShowMore } from './ShowMore';
import { useProductList } from '../api/useProductList';
import { activeFilters, type ListBase, readParams } from '../list-query';
import { sayProblem } from '@/api/problem';
import type { ProductList } from '@/api/schema';
import { ProductGrid, ProductGridSkeleton } from '@/components/product/ProductGrid';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { cx } from '@/lib/classes';
import { ListView } from '@/lib/events/list-view';
import { useMarkPersonal } from '@/lib/personal-mark';

interface ListingProps {
  base: ListBase;
  /** Which list it is, for the events: "search", "category:oat-milk". */
  list: string;
  heading: string;
  /** Above the heading: the way here. */
  trail?: ReactNode;
  /** Above the filters in the side column. */
  aside?: ReactNode;
  /** Called with the first page of a question, once for each. */
  onAnswer?: (page: ProductList) => void;
}

/** A list with its filters: the body of search, category and brand pages. */
export function Listing({ base, list, heading, trail, aside, onAnswer }: ListingProps) {
  const [search] = useSearchParams();
  const params = readParams(search, base);
  const { data, error, isPlaceholderData, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useProductList(
    base,
    params,
  );
  const first = data?.pages[0];
  const products = useMemo(() => unique(data?.pages ?? []), [data]);
  useMarkPersonal(first?.personalized ?? false);

  const answered = useRef<string>(undefined);
  useEffect(() => {
    if (!first || isPlaceholderData || answered.current === list + first.query) return;
    answered.current = list + first.query;
    onAnswer?.(first);
  }, [first, isPlaceholderData, list, onAnswer]);

  const filters = activeFilters(search);
  // Where nothing was found there is nothing to narrow.
  const isVain = first?.total === 0 && filters.length === 0 && !aside;
  return (
    <div className={cx(!isVain && 'lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-10')}>
      {!isVain && (
        <aside aria-label="Departments and filters" className="hidden lg:block">
          <div className="flex flex-col gap-8">
            {aside}
            {first?.facets && <FacetPanel facets={first.facets} base={base} />}
          </div>
        </aside>
      )}
      <div className="min-w-0">
        {trail}
        <h1 className="text-title md:text-display">{heading}</h1>
        {error && !data ? (
          <Notice
            kind="problem"
            className="mt-6"
            action={
              <Button look="secondary" size="small" onClick={() => void refetch()}>
                Try again
              </Button>
            }
          >
            {sayProblem(error)}
          </Notice>
        ) : (
          <>
            {(first?.total !== 0 || filters.length > 0) && (
              <ListToolbar page={first} base={base} filterCount={filters.length} />
            )}
            <FilterChips filters={filters} facets={first?.facets ?? null} />
            {first?.notice && <Notice className="mb-5">{first.notice}</Notice>}
            {!first && <ProductGridSkeleton />}
            {first && products.length === 0 && <EmptyResults query={first.query} filtered={filters.length > 0} />}
            {first && products.length > 0 && (
              <div className={cx('transition-opacity', isPlaceholderData && 'opacity-50')}>
                <ListView list={list} rankingId={first.ranking_id} query={base.q} skus={products.map(({ sku }) => sku)}>
                  <ProductGrid products={products} label="Products" />
                </ListView>
                <ShowMore
                  shown={products.length}
                  total={first.total}
                  exact={first.total_is_exact}
                  more={hasNextPage}
                  busy={isFetchingNextPage}
                  onMore={() => void fetchNextPage()}
                />
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** All products of the pages, each once: a list that changed between two pages may name one again. */
function unique(pages: readonly ProductList[]) {
  const bySku = new Map(pages.flatMap((page) => page.results).map((product) => [product.sku, product]));
  return [...bySku.values()];
}

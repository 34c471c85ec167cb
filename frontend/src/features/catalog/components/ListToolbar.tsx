import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { FacetPanel } from './FacetPanel';
import { changed, type ListBase, type Sort } from '../list-query';
import { useListAddress } from '../use-list-address';
import type { ProductList } from '@/api/schema';
import { LeafMark } from '@/components/product/LeafMark';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';
import { count, plural } from '@/lib/format';

// On a wide screen the filters stand beside the list: most never open the sheet.
const loadSheet = () => import('@/components/ui/Sheet');
const Sheet = lazy(async () => ({ default: (await loadSheet()).Sheet }));

const SORTS: [Sort, string][] = [
  ['price', 'Lowest price'],
  ['-price', 'Highest price'],
  ['unit_price', 'Lowest unit price'],
  ['newest', 'Newest'],
  ['name', 'Name, A to Z'],
];

interface ListToolbarProps {
  page: ProductList | undefined;
  base: ListBase;
  filterCount: number;
}

/** How many there are, in which order, whose order, and on a phone the way to the filters. */
export function ListToolbar({ page, base, filterCount }: ListToolbarProps) {
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <div className="mt-1 mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 md:mb-6">
      <p className="tabular min-h-6 text-muted" aria-live="polite">
        {page ? howMany(page) : <Skeleton className="h-4 w-24" />}
      </p>
      <div className="ml-auto">
        <PersonalSwitch page={page} />
      </div>
      <div className="flex w-full items-center gap-2 sm:w-auto">
        <Button
          look="secondary"
          size="small"
          className="flex-1 sm:flex-none lg:hidden"
          disabled={!page?.facets}
          onPointerEnter={() => void loadSheet()}
          onFocus={() => void loadSheet()}
          onClick={() => {
            setFiltersOpen(true);
            setWasOpen(true);
          }}
        >
          <SlidersHorizontal aria-hidden className="size-4" />
          Filter
          {filterCount > 0 && <span className="tabular">({filterCount})</span>}
        </Button>
        <SortSelect first={base.q === undefined ? 'Recommended' : 'Best match'} />
      </div>
      {wasOpen && (
        <Suspense fallback={null}>
          <Sheet
            side="left"
            title="Filter"
            open={filtersOpen}
            onOpenChange={setFiltersOpen}
            footer={
              <Button className="w-full" onClick={() => setFiltersOpen(false)}>
                {page ? `Show ${plural(page.total, 'product')}` : 'Show products'}
              </Button>
            }
          >
            {page?.facets && <FacetPanel facets={page.facets} base={base} />}
          </Sheet>
        </Suspense>
      )}
    </div>
  );
}

function howMany({ total, total_is_exact: exact }: ProductList): string {
  return exact ? plural(total, 'product') : `More than ${count(total)} products`;
}

/** Whose order the list is in: the shopper's own, or everybody's. Seen at once, as the list moves. */
function PersonalSwitch({ page }: { page: ProductList | undefined }) {
  const [search, change] = useListAddress();
  const off = search.get('personal') === 'false';
  if (!off && !page?.personalized) return null;
  return (
    <Switch
      label={
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          <LeafMark className="text-leaf" />
          For you
        </span>
      }
      checked={!off}
      onChange={(on) => change(changed(search, { personal: on ? null : 'false' }))}
    />
  );
}

function SortSelect({ first }: { first: string }) {
  const [search, change] = useListAddress();
  return (
    <div className="relative flex-1 sm:flex-none">
      <select
        aria-label="Sort by"
        value={search.get('sort') ?? ''}
        onChange={({ target }) => change(changed(search, { sort: target.value || null }))}
        className="h-9 w-full appearance-none rounded-full border border-line-strong/50 bg-raised pr-9 pl-4 text-small font-semibold text-leaf hover:border-leaf"
      >
        <option value="">{first}</option>
        {SORTS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-3 size-4 text-leaf" />
    </div>
  );
}

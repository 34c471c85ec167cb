import { X } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';

import { type ActiveFilter, cleared } from '../list-query';
import { ALLERGENS } from '../words';
import type { Facets } from '@/api/schema';
import { money } from '@/lib/format';

interface FilterChipsProps {
  filters: readonly ActiveFilter[];
  facets: Facets | null;
}

function priceWords(value: string): string {
  const [min = '', max = ''] = value.split('-');
  if (!min) return `Under ${money(max)}`;
  return max ? `${money(min)} to ${money(max)}` : `${money(min)} and up`;
}

function words({ name, value }: ActiveFilter, facets: Facets | null): string {
  const buckets = {
    brand: facets?.brands,
    dietary: facets?.dietary,
    attribute: facets?.attributes,
    category: facets?.categories,
  }[name];
  if (name === 'price') return priceWords(value);
  if (name === 'in_stock') return 'In stock';
  const label = name === 'without_allergen' ? ALLERGENS.find(([key]) => key === value)?.[1] : undefined;
  if (label) return `Without ${label.toLowerCase()}`;
  return buckets?.find((bucket) => bucket.value === value)?.label ?? value.replaceAll('-', ' ');
}

/** What the list is narrowed to; each can be taken out. */
export function FilterChips({ filters, facets }: FilterChipsProps) {
  const [search] = useSearchParams();
  if (filters.length === 0) return null;
  const chip =
    'inline-flex min-h-9 items-center gap-1.5 rounded-full px-3.5 text-small font-semibold transition-colors';
  return (
    <ul aria-label="Chosen filters" className="mb-5 flex flex-wrap gap-2">
      {filters.map((filter) => (
        <li key={filter.key}>
          <Link
            to={{ search: filter.without.toString() }}
            replace
            preventScrollReset
            aria-label={`Remove filter: ${words(filter, facets)}`}
            className={`${chip} bg-leaf-soft text-leaf-strong hover:bg-leaf hover:text-on-leaf`}
          >
            {words(filter, facets)}
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <Link
            to={{ search: cleared(search).toString() }}
            replace
            preventScrollReset
            className={`${chip} text-leaf underline underline-offset-4`}
          >
            Clear all
          </Link>
        </li>
      )}
    </ul>
  );
}

/** What a list is asked for, read from the page's address and written back to it. */
import type { operations } from '@/api/schema';

export type ListParams = NonNullable<operations['searchProducts']['parameters']['query']>;
export type Sort = NonNullable<ListParams['sort']>;

/** Filters of which several may be chosen, by their name in the address and in the API. */
export const MANY = ['brand', 'dietary', 'attribute', 'without_allergen'] as const;
export type Many = (typeof MANY)[number];
const SINGLE = ['category', 'price_min', 'price_max', 'in_stock'] as const;

/** What the page itself stands for (a category, a brand, a search): not a filter that could be removed. */
export type ListBase = Pick<ListParams, 'q' | 'category'> & { brand?: string };

export function readParams(search: URLSearchParams, base: ListBase): ListParams {
  const params: ListParams = {};
  const category = base.category ?? search.get('category');
  const brands = [...(base.brand ? [base.brand] : []), ...search.getAll('brand')];
  if (base.q !== undefined) params.q = base.q;
  if (category) params.category = category;
  if (brands.length > 0) params.brand = brands;
  // The API refuses values it does not know, with a sentence; there is no second list of them here.
  const dietary = search.getAll('dietary') as ListParams['dietary'];
  const without = search.getAll('without_allergen') as ListParams['without_allergen'];
  if (dietary?.length) params.dietary = dietary;
  if (without?.length) params.without_allergen = without;
  if (search.has('attribute')) params.attribute = search.getAll('attribute');
  if (search.has('price_min')) params.price_min = search.get('price_min');
  if (search.has('price_max')) params.price_max = search.get('price_max');
  if (search.get('in_stock') === 'true') params.in_stock = true;
  if (search.has('sort')) params.sort = search.get('sort') as Sort;
  if (search.get('personal') === 'false') params.personal = false;
  return params;
}

/** The address with one of several values of a filter switched on or off. */
export function toggled(search: URLSearchParams, name: Many, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (next.has(name, value)) next.delete(name, value);
  else next.append(name, value);
  return next;
}

/** The address with single values set; null takes one out. */
export function changed(search: URLSearchParams, values: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** The address without any filter; search words, sort and the personal switch stay. */
export function cleared(search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(search);
  [...MANY, ...SINGLE].forEach((name) => next.delete(name));
  return next;
}

export interface ActiveFilter {
  key: string;
  name: string;
  value: string;
  without: URLSearchParams;
}

/** Every filter in the address, with the address that leaves it out. A price range counts as one. */
export function activeFilters(search: URLSearchParams): ActiveFilter[] {
  const many = MANY.flatMap((name) =>
    search.getAll(name).map((value) => ({
      key: `${name}:${value}`,
      name,
      value,
      without: toggled(search, name, value),
    })),
  );
  const single = (['category', 'in_stock'] as const)
    .filter((name) => search.has(name))
    .map((name) => ({ key: name, name, value: search.get(name) ?? '', without: changed(search, { [name]: null }) }));
  const priced = search.has('price_min') || search.has('price_max');
  const price = {
    key: 'price',
    name: 'price',
    value: `${search.get('price_min') ?? ''}-${search.get('price_max') ?? ''}`,
    without: changed(search, { price_min: null, price_max: null }),
  };
  return [...single, ...many, ...(priced ? [price] : [])];
}

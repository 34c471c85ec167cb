import { CheckList } from './CheckList';
import { PriceFacet } from './PriceFacet';
import { changed, type ListBase, type Many, toggled } from '../list-query';
import { useListAddress } from '../use-list-address';
import { ALLERGENS } from '../words';
import type { Bucket, Facets } from '@/api/schema';

interface FacetPanelProps {
  facets: Facets;
  base: ListBase;
}

/** Ways to narrow the list, with what each would leave. */
export function FacetPanel({ facets, base }: FacetPanelProps) {
  const [search, go] = useListAddress();
  const toggle = (name: Many) => (value: string) => go(toggled(search, name, value));
  const chosen = (name: Many) => new Set(search.getAll(name));
  const allergens = ALLERGENS.map(([value, label]): Bucket => ({
    value,
    label,
    count: 0,
    selected: search.has('without_allergen', value),
  }));
  return (
    <div className="flex flex-col gap-7">
      <CheckList
        title="Show"
        buckets={[{ value: 'true', label: 'Only what is in stock', count: 0, selected: search.has('in_stock') }]}
        chosen={new Set(search.getAll('in_stock'))}
        onToggle={() => go(changed(search, { in_stock: search.has('in_stock') ? null : 'true' }))}
      />
      {base.q !== undefined && (
        <CheckList
          title="Department"
          buckets={facets.categories}
          chosen={new Set(search.getAll('category'))}
          onToggle={(value) => go(changed(search, { category: search.get('category') === value ? null : value }))}
        />
      )}
      <CheckList title="Diet" buckets={facets.dietary} chosen={chosen('dietary')} onToggle={toggle('dietary')} />
      <CheckList
        title="Good to know"
        buckets={facets.attributes}
        chosen={chosen('attribute')}
        onToggle={toggle('attribute')}
      />
      <PriceFacet price={facets.price} />
      {/* A brand page has its brand already. */}
      {base.brand === undefined && (
        <CheckList title="Brand" buckets={facets.brands} chosen={chosen('brand')} onToggle={toggle('brand')} />
      )}
      <CheckList
        title="Without"
        buckets={allergens}
        chosen={chosen('without_allergen')}
        onToggle={toggle('without_allergen')}
        few={9}
      />
    </div>
  );
}

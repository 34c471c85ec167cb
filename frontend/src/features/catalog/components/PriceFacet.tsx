import { changed } from '../list-query';
import { useListAddress } from '../use-list-address';
import type { PriceFacet as Price } from '@/api/schema';
import { count, money, plural } from '@/lib/format';

type PriceBucket = Price['buckets'][number];

function words({ from, to }: PriceBucket, first: boolean): string {
  if (to === null) return `${money(from)} and up`;
  return first ? `Under ${money(to)}` : `${money(from)} to ${money(to)}`;
}

/** Ranges of price; one at a time. */
export function PriceFacet({ price }: { price: Price }) {
  const [search, change] = useListAddress();
  const [min, max] = [search.get('price_min'), search.get('price_max')];
  if (price.buckets.length < 2 && min === null && max === null) return null;
  const go = (from: string | null, to: string | null) => change(changed(search, { price_min: from, price_max: to }));
  const isChosen = ({ from, to }: PriceBucket, first: boolean) => max === to && min === (first ? null : from);
  return (
    <fieldset>
      <legend className="mb-1.5 font-display text-lead font-semibold">Price</legend>
      {[
        <PriceChoice
          key="any"
          label="Any price"
          checked={min === null && max === null}
          onChoose={() => go(null, null)}
        />,
        ...price.buckets.map((bucket, index) => (
          <PriceChoice
            key={bucket.from}
            label={words(bucket, index === 0)}
            products={bucket.count}
            checked={isChosen(bucket, index === 0)}
            onChoose={() => go(index === 0 ? null : bucket.from, bucket.to)}
          />
        )),
      ]}
    </fieldset>
  );
}

interface PriceChoiceProps {
  label: string;
  products?: number;
  checked: boolean;
  onChoose: () => void;
}

function PriceChoice({ label, products, checked, onChoose }: PriceChoiceProps) {
  return (
    <label className="flex min-h-9 items-center gap-2.5 text-base hover:text-leaf">
      <input
        type="radio"
        name="price"
        checked={checked}
        onChange={onChoose}
        className="size-4.5 shrink-0 accent-leaf"
      />
      <span className="tabular">{label}</span>
      {products !== undefined && (
        <>
          <span aria-hidden className="tabular ml-auto text-small text-muted">
            {count(products)}
          </span>
          <span className="sr-only">({plural(products, 'product')})</span>
        </>
      )}
    </label>
  );
}

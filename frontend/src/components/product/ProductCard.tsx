import { useEffect, useRef } from 'react';
import { Link } from 'react-router';

import { AddToCart } from './AddToCart';
import { LeafMark } from './LeafMark';
import { ProductBadge } from './ProductBadge';
import { WhyThis } from './WhyThis';
import type { ProductCard as Product } from '@/api/schema';
import { Price } from '@/components/ui/Price';
import { ProductArt } from '@/components/ui/ProductArt';
import { cx } from '@/lib/classes';
import { useListView } from '@/lib/events/list-view';
import { unitPrice } from '@/lib/format';
import { paths } from '@/lib/paths';

interface ProductCardProps {
  product: Product;
  /** Its place in the list, counted from 1. */
  position: number;
  /** In view when the page opens. */
  eager?: boolean;
}

/** Reasons that hold for everybody: they are in the panel, not under every name. A brand passed by is no news either. */
const EVERYBODYS = new Set(['match', 'popular', 'new']);

function StockWord({ level }: { level: Product['stock_level'] }) {
  if (level === 'in') return null;
  return (
    <span className="text-small font-semibold text-crust">{level === 'low' ? 'Only a few left' : 'Sold out'}</span>
  );
}

/** Of a list's rows: the art, the name, the rest. Names of one and of two lines then leave the prices level. */
export const CARD_ROWS = 'row-span-3 grid min-w-0 grid-rows-subgrid gap-y-0';

/** One product in a list or on a shelf, each in an item of `CARD_ROWS`. */
export function ProductCard({ product, position, eager = false }: ProductCardProps) {
  const view = useListView();
  const card = useRef<HTMLElement>(null);
  const { sku, personal } = product;
  const watch = view?.watch;
  const reason = personal?.reasons.find(({ code }) => !EVERYBODYS.has(code) && !code.startsWith('less:brand:'));

  useEffect(() => (card.current && watch ? watch(card.current, sku, position) : undefined), [watch, sku, position]);

  return (
    <article ref={card} data-sku={sku} className={cx('group/card relative', CARD_ROWS)}>
      <div className="relative">
        <ProductArt
          art={product.art}
          brand={product.brand?.name}
          department={product.category.department}
          eager={eager}
          className={cx(!product.in_stock && 'opacity-55')}
        />
        <ProductBadge product={product} className="absolute top-2 left-2" />
        <div className="absolute right-2 bottom-2 z-10">
          <AddToCart product={product} position={position} />
        </div>
      </div>
      <h3 className="mt-2.5 font-sans text-base leading-snug font-semibold tracking-normal text-wrap">
        <Link
          to={paths.product(sku)}
          onClick={() => view?.open(sku, position)}
          className="line-clamp-2 rounded-card after:absolute after:inset-0 after:rounded-card group-hover/card:text-leaf"
        >
          {product.name}
        </Link>
      </h3>
      <div className="mt-0.5 flex min-w-0 flex-col gap-0.5">
        <p className="truncate text-small text-muted">
          {product.brand && <>{product.brand.name} · </>}
          {product.size}
        </p>
        <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2">
          <Price price={product.price} compareAt={product.compare_at_price} currency={product.currency} />
          {product.unit_price && (
            <span className="tabular text-small text-muted max-sm:basis-full">
              {unitPrice(product.unit_price, product.currency)}
            </span>
          )}
        </p>
        <StockWord level={product.stock_level} />
        {reason && (
          <WhyThis
            product={product}
            label={`Why this? ${reason.text}`}
            className="relative z-10 -mx-1 mt-0.5 flex min-h-6 w-fit max-w-full items-start gap-1.5 rounded-full px-1 text-left text-small font-medium text-leaf hover:underline"
          >
            <LeafMark className="mt-0.5 size-3.5" />
            <span className="line-clamp-3">{reason.text}</span>
          </WhyThis>
        )}
      </div>
    </article>
  );
}

import type { ReactNode } from 'react';

import { LeafMark } from './LeafMark';
import { CARD_ROWS, ProductCard } from './ProductCard';
import { ProductCardSkeleton } from './ProductGrid';
import type { ProductCard as Product } from '@/api/schema';
import { Skeleton } from '@/components/ui/Skeleton';
import { cx } from '@/lib/classes';
import { ListView } from '@/lib/events/list-view';
import { useFlip } from '@/lib/flip';

// A row to swipe through on a phone; on a wide screen as many as fit in one row.
const ROW =
  'no-scrollbar -mx-4 grid auto-cols-[9.75rem] grid-flow-col snap-x scroll-px-4 gap-x-3 overflow-x-auto px-4 pb-1 ' +
  'md:mx-0 md:auto-cols-[11rem] md:scroll-px-0 md:gap-x-5 md:px-0 *:snap-start lg:auto-cols-fr lg:overflow-visible';
/** As many cards as the row has room for at each width; the rest is reached by swiping, or not drawn. */
const FITTING = 'lg:max-[80rem]:[&>*:nth-child(n+5)]:hidden min-[80rem]:[&>*:nth-child(n+6)]:hidden';

interface ProductShelfProps {
  /** Which shelf it is, for the events: "home:trending". */
  list: string;
  title: string;
  subtitle?: string | null;
  rankingId: string;
  products: readonly Product[];
  personal?: boolean;
  /** At the end of the title line. */
  aside?: ReactNode;
  eager?: boolean;
}

/** One row of products under a title. */
export function ProductShelf(props: ProductShelfProps) {
  const { list, title, subtitle, rankingId, products, personal = false, aside, eager = false } = props;
  const row = useFlip(products.map(({ sku }) => sku).join(' '));
  const id = `shelf-${list.replace(/\W+/g, '-')}`;
  return (
    <section aria-labelledby={id}>
      <div className="mb-3 flex flex-wrap items-end gap-x-4 gap-y-1 md:mb-4">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="flex items-center gap-2 text-lead md:text-title">
            {personal && <LeafMark className="size-5 text-leaf" />}
            {title}
          </h2>
          {subtitle && <p className="text-small text-muted md:text-base">{subtitle}</p>}
        </div>
        {aside}
      </div>
      <ListView list={list} rankingId={rankingId} skus={products.map(({ sku }) => sku)}>
        {/* A scrolling row must be reachable by keyboard: its cards' links are. */}
        <ul ref={row} className={cx('grid-rows-[auto_auto_1fr]', ROW, FITTING)}>
          {products.map((product, index) => (
            <li key={product.sku} data-flip-key={product.sku} className={CARD_ROWS}>
              <ProductCard product={product} position={index + 1} eager={eager && index < 5} />
            </li>
          ))}
        </ul>
      </ListView>
    </section>
  );
}

export function ProductShelfSkeleton() {
  return (
    <div role="status" aria-label="Loading products">
      <Skeleton className="mb-4 h-8 w-48" />
      <div className={cx(ROW, FITTING)}>
        {Array.from({ length: 5 }, (_, index) => (
          <ProductCardSkeleton key={index} />
        ))}
      </div>
    </div>
  );
}

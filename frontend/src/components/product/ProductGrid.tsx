import { CARD_ROWS, ProductCard } from './ProductCard';
import type { ProductCard as Product } from '@/api/schema';
import { Skeleton } from '@/components/ui/Skeleton';
import { useFlip } from '@/lib/flip';

const COLUMNS =
  'grid grid-cols-2 gap-x-3 sm:grid-cols-3 md:gap-x-5 xl:grid-cols-4 min-[88rem]:grid-cols-5 *:pb-6 md:*:pb-8';
const ABOVE_THE_FOLD = 10;

interface ProductGridProps {
  products: readonly Product[];
  /** What they are, for who hears the page by its headings. */
  label: string;
}

/** Products in columns: 2 on a phone, 3, then up to 5. When the order changes, they move. */
export function ProductGrid({ products, label }: ProductGridProps) {
  const list = useFlip(products.map(({ sku }) => sku).join(' '));
  return (
    <>
      <h2 className="sr-only">{label}</h2>
      <ul ref={list} className={COLUMNS}>
        {products.map((product, index) => (
          <li key={product.sku} data-flip-key={product.sku} className={CARD_ROWS}>
            <ProductCard product={product} position={index + 1} eager={index < ABOVE_THE_FOLD} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a card looks like before it is known. */
export function ProductCardSkeleton() {
  return (
    <div className="flex flex-col gap-2">
      <Skeleton className="aspect-square" />
      <Skeleton className="h-4 w-5/6" />
      <Skeleton className="h-3 w-1/2" />
      <Skeleton className="h-5 w-1/3" />
    </div>
  );
}

export function ProductGridSkeleton({ count = 10 }: { count?: number }) {
  return (
    <div role="status" aria-label="Loading products" className={COLUMNS}>
      {Array.from({ length: count }, (_, index) => (
        <ProductCardSkeleton key={index} />
      ))}
    </div>
  );
}

import { Tag } from 'lucide-react';
import { Link } from 'react-router';

import { useCartState } from '../cart-state';
import type { ShownLine } from '../shown-cart';
import { Button } from '@/components/ui/Button';
import { ProductArt } from '@/components/ui/ProductArt';
import { QuantitySelector } from '@/components/ui/QuantitySelector';
import { Skeleton } from '@/components/ui/Skeleton';
import { cx } from '@/lib/classes';
import { money } from '@/lib/format';

/** Before offers: what they take off is told with the totals, where it adds up. */
function LineAmount({ line }: { line: ShownLine }) {
  const { priced, product } = line;
  if (!priced) return <Skeleton className="h-5 w-14" />;
  return (
    <span className={cx('tabular font-semibold transition-opacity', line.isSaving && 'opacity-45')}>
      {money(priced.line_subtotal, product.currency)}
    </span>
  );
}

function LineProblem({ line }: { line: ShownLine }) {
  const { setLine } = useCartState();
  const problem = line.priced?.problem;
  if (!problem || line.isSaving) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-small text-tomato-text">
      <p className="min-w-40 flex-1 font-medium">{problem.text}</p>
      <Button look="secondary" size="small" onClick={() => setLine(line, problem.available)}>
        {problem.available > 0 ? `Take ${problem.available}` : 'Remove'}{' '}
        <span className="sr-only">{line.product.name}</span>
      </Button>
    </div>
  );
}

/** One product in the cart: what it is, how many, what it comes to, and what stands against it. */
export function CartLineRow({ line }: { line: ShownLine }) {
  const { setLine, close } = useCartState();
  const { product, priced, quantity } = line;
  const isGone = priced?.problem?.available === 0;
  return (
    <div className="py-4 group-first/row:pt-1">
      <div className="flex gap-4">
        <ProductArt
          art={product.art}
          brand={product.brand?.name}
          department={product.category.department}
          eager
          className={cx('size-18 shrink-0 self-start', isGone && 'opacity-55')}
        />
        <div className="min-w-0 flex-1">
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <Link
                to={`/product/${encodeURIComponent(product.sku)}`}
                onClick={close}
                className="line-clamp-2 leading-snug font-semibold hover:text-leaf hover:underline"
              >
                {product.name}
              </Link>
              <p className="truncate text-small text-muted">
                {[product.brand?.name, product.size].filter(Boolean).join(' · ')}
              </p>
            </div>
            <LineAmount line={line} />
          </div>
          <div className="mt-2 flex items-center gap-3">
            {!isGone && (
              <QuantitySelector
                name={product.name}
                value={quantity}
                min={0}
                max={Math.max(product.max_quantity, quantity)}
                onChange={(next) => setLine(line, next)}
                size="small"
              />
            )}
            {priced?.promotion_label && (
              <span className="flex min-w-0 items-center gap-1.5 text-small font-medium text-tomato-text">
                <Tag aria-hidden className="size-3.5 shrink-0" />
                <span className="truncate">{priced.promotion_label}</span>
              </span>
            )}
          </div>
        </div>
      </div>
      <LineProblem line={line} />
    </div>
  );
}

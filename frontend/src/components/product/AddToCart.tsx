import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import type { ProductCard } from '@/api/schema';
import { announce } from '@/lib/announce';
import { useCartActions } from '@/lib/cart-actions';
import { useListView } from '@/lib/events/list-view';

// Needed only once something is in the cart: kept out of the first load, fetched when a plus is about to be pressed.
const loadStepper = () => import('@/components/ui/QuantitySelector');
const QuantitySelector = lazy(async () => ({ default: (await loadStepper()).QuantitySelector }));

interface AddToCartProps {
  product: ProductCard;
  position?: number;
}

/** A plus that turns into a stepper in its place once the product is in the cart. The plus adds the usual amount. */
export function AddToCart({ product, position }: AddToCartProps) {
  const cart = useCartActions();
  const view = useListView();
  // The pressed control is gone when the plus becomes a stepper or back: what stands in its place takes the focus.
  const [takesFocus, setTakesFocus] = useState(false);
  const quantity = cart?.quantityOf(product.sku) ?? 0;
  const usual = Math.max(1, Math.min(product.usual_quantity ?? 1, product.max_quantity || 1));

  if (!cart || (!product.in_stock && quantity === 0)) return null;

  const set = (next: number) => {
    setTakesFocus((next === 0) !== (quantity === 0));
    view?.engage(product.sku);
    cart.setQuantity(product, next, { ranking_id: view?.rankingId, query: view?.query || undefined, position });
    announce(next === 0 ? `${product.name} removed from your cart` : `${next} × ${product.name} in your cart`);
  };

  return (
    <div className="rounded-full bg-raised shadow-soft">
      {quantity > 0 ? (
        <Suspense fallback={<div className="h-9 w-26 rounded-full bg-leaf-soft" />}>
          <QuantitySelector
            name={product.name}
            value={quantity}
            min={0}
            max={Math.max(product.max_quantity, quantity)}
            onChange={set}
            size="small"
            focusOnMount={takesFocus}
          />
        </Suspense>
      ) : (
        <button
          ref={(button) => {
            if (takesFocus) button?.focus();
          }}
          type="button"
          onClick={() => set(usual)}
          onPointerEnter={() => void loadStepper()}
          onFocus={() => void loadStepper()}
          aria-label={`Add ${usual > 1 ? `${usual} × ` : ''}${product.name} to cart`}
          className="flex h-10 min-w-10 items-center justify-center gap-1 rounded-full px-2.5 font-semibold text-leaf transition-colors hover:bg-leaf hover:text-on-leaf"
        >
          <Plus aria-hidden className="size-5" />
          {usual > 1 && <span className="tabular pr-1">{usual}</span>}
        </button>
      )}
    </div>
  );
}

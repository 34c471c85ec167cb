import { Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';

import { useListView } from '@/lib/events/list-view';
import type { ProductCard } from '@/api/schema';
import { QuantitySelector } from '@/components/ui/QuantitySelector';
import { announce } from '@/lib/announce';
import { useCartActions } from '@/lib/cart-actions';

interface AddToCartProps {
  product: ProductCard;
  position?: number;
}

/** A plus that turns into a stepper in its place once the product is in the cart. The plus adds the usual amount. */
export function AddToCart({ product, position }: AddToCartProps) {
  const cart = useCartActions();
  const view = useListView();
  const place = useRef<HTMLDivElement>(null);
  const keepFocus = useRef(false);
  const quantity = cart?.quantityOf(product.sku) ?? 0;
  const usual = Math.max(1, Math.min(product.usual_quantity ?? 1, product.max_quantity || 1));

  // The pressed control is gone when the plus becomes a stepper or back: the one in its place takes the focus.
  useEffect(() => {
    if (!keepFocus.current) return;
    keepFocus.current = false;
    place.current?.querySelector<HTMLElement>('[data-takes-focus], [aria-label^="One more"]')?.focus();
  }, [quantity]);

  if (!cart || (!product.in_stock && quantity === 0)) return null;

  const set = (next: number) => {
    keepFocus.current = (next === 0) !== (quantity === 0);
    view?.engage(product.sku);
    cart.setQuantity(product, next, { ranking_id: view?.rankingId, query: view?.query || undefined, position });
    announce(next === 0 ? `${product.name} removed from your cart` : `${next} × ${product.name} in your cart`);
  };

  return (
    <div ref={place} className="rounded-full bg-raised shadow-soft">
      {quantity > 0 ? (
        <QuantitySelector
          name={product.name}
          value={quantity}
          min={0}
          max={Math.max(product.max_quantity, quantity)}
          onChange={set}
          size="small"
        />
      ) : (
        <button
          type="button"
          data-takes-focus
          onClick={() => set(usual)}
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

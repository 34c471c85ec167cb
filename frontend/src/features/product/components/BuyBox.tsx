import { Check } from 'lucide-react';
import { useState } from 'react';

import type { ProductDetail } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { QuantitySelector } from '@/components/ui/QuantitySelector';
import { announce } from '@/lib/announce';
import { useCartActions } from '@/lib/cart-actions';
import { plural } from '@/lib/format';

/** How many, and into the cart. Starts with the usual amount; once in the cart it changes the cart itself. */
export function BuyBox({ product }: { product: ProductDetail }) {
  const cart = useCartActions();
  const most = Math.max(1, product.max_quantity);
  const usual = product.usual_quantity;
  const [wanted, setWanted] = useState(Math.min(usual ?? 1, most));
  if (!cart) return null;
  const inCart = cart.quantityOf(product.sku);

  if (!product.in_stock && inCart === 0) {
    return (
      <p className="rounded-card bg-sunken px-4 py-3 font-medium">
        Sold out right now. Have a look at what is similar below.
      </p>
    );
  }
  const usualAmount = { usual, usualBasis: product.usual_quantity_basis };
  if (inCart > 0) {
    return (
      <div className="flex flex-wrap items-start gap-4">
        <QuantitySelector
          name={product.name}
          value={inCart}
          min={0}
          max={Math.max(product.max_quantity, inCart)}
          onChange={(quantity) => cart.setQuantity(product, quantity)}
          {...usualAmount}
        />
        <Button look="secondary" className="min-h-12" onClick={cart.openCart}>
          <Check aria-hidden className="size-5" />
          In your cart
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-start gap-4">
      <QuantitySelector name={product.name} value={wanted} max={most} onChange={setWanted} {...usualAmount} />
      <Button
        className="min-h-12 min-w-44"
        onClick={() => {
          cart.setQuantity(product, wanted);
          announce(`${plural(wanted, 'piece')} of ${product.name} in your cart`);
        }}
      >
        Add to cart
      </Button>
    </div>
  );
}

import type { Wanted } from '../cart-writer';
import { answer, api } from '@/api/client';
import type { Cart } from '@/api/schema';

/** Sets how many of a product are in the cart: asked twice it does the same. Outlives the page that asks. */
export function setLine({ product, quantity, context }: Wanted): Promise<Cart> {
  const params = { path: { sku: product.sku } };
  return quantity > 0
    ? answer(api.PATCH('/api/v1/cart/items/{sku}/', { params, body: { quantity, context }, keepalive: true }))
    : answer(api.DELETE('/api/v1/cart/items/{sku}/', { params, keepalive: true }));
}

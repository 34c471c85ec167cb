import type { WantedBySku } from './cart-writer';
import type { Cart, CartLine, ProductCard } from '@/api/schema';

/** A line as it is drawn: what the shopper asked for, priced as soon as the shop has answered. */
export interface ShownLine {
  product: ProductCard;
  quantity: number;
  /** What the shop says; null for a product it has not answered for yet. */
  priced: CartLine | null;
  /** The amounts are from before the last change. */
  isSaving: boolean;
}

/** A line that was just taken out and can be put back. */
export interface RemovedLine {
  product: ProductCard;
  quantity: number;
  /** Where it stood among the lines. */
  index: number;
}

export type CartRow = ({ kind: 'line' } & ShownLine) | ({ kind: 'removed' } & RemovedLine);

/** The shop's lines with the wishes laid over them, in the shop's order; new products at the end. */
export function shownLines(cart: Cart | undefined, wanted: WantedBySku): ShownLine[] {
  const known = cart?.lines ?? [];
  const skus = new Set(known.map((line) => line.product.sku));
  const held = known.map((line) => {
    const wish = wanted.get(line.product.sku);
    return {
      product: line.product,
      quantity: wish?.quantity ?? line.quantity,
      priced: line,
      isSaving: wish !== undefined,
    };
  });
  const fresh = [...wanted.values()]
    .filter(({ product }) => !skus.has(product.sku))
    .map(({ product, quantity }) => ({ product, quantity, priced: null, isSaving: true }));
  return [...held, ...fresh].filter((line) => line.quantity > 0);
}

/** Pieces in the cart as shown, or undefined while nothing is known of it. */
export function pieces(cart: Cart | undefined, wanted: WantedBySku): number | undefined {
  if (!cart && wanted.size === 0) return undefined;
  return shownLines(cart, wanted).reduce((sum, line) => sum + line.quantity, 0);
}

/** Lines with those just removed in the places where they stood. */
export function rows(lines: readonly ShownLine[], removed: readonly RemovedLine[]): CartRow[] {
  const skus = new Set(lines.map((line) => line.product.sku));
  const shown: CartRow[] = lines.map((line) => ({ kind: 'line', ...line }));
  for (const line of removed) {
    if (!skus.has(line.product.sku)) shown.splice(Math.min(line.index, shown.length), 0, { kind: 'removed', ...line });
  }
  return shown;
}

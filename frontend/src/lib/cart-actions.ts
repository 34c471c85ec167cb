/**
 * What any page may do with the cart. The cart feature implements it (features/cart); cards and pages only know this.
 */
import { createContext, useContext } from 'react';

import type { ProductCard } from '@/api/schema';

/** Where on the page something was put into the cart: it travels with the event that is learned from. */
export interface CartContext {
  ranking_id?: string;
  position?: number;
  query?: string;
}

export interface CartActions {
  /** How many of this product are in the cart now, changes on their way included. */
  quantityOf: (sku: string) => number;
  /** Puts exactly this many into the cart; 0 takes the product out. Shown at once, undone when the shop refuses. */
  setQuantity: (product: ProductCard, quantity: number, context?: CartContext) => void;
  /** All pieces in the cart; undefined while it is not known. */
  itemCount: number | undefined;
  openCart: () => void;
  /** Sends changes that still wait, and ends when the shop has answered all of them. */
  saveNow: () => Promise<void>;
}

export const CartActionsContext = createContext<CartActions | null>(null);

/** The cart's actions, or null where no cart is around (then nothing can be added). */
export function useCartActions(): CartActions | null {
  return useContext(CartActionsContext);
}

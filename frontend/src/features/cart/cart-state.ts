import { createContext, useContext } from 'react';

import type { CartRow, RemovedLine, ShownLine } from './shown-cart';
import type { Cart } from '@/api/schema';

/** What the drawer and the cart page show and do, beyond what every page may. */
export interface CartState {
  /** As the shop last said; undefined until it has. */
  cart: Cart | undefined;
  rows: CartRow[];
  /** Pieces, changes on their way included. */
  itemCount: number | undefined;
  /** Amounts are from before the last change. */
  isSaving: boolean;
  /** The cart could not be read. */
  failure: unknown;
  retry: () => void;
  setLine: (line: ShownLine, quantity: number) => void;
  undoRemove: (line: RemovedLine) => void;
  /** Lowers every line to what is left of it. */
  takeWhatIsLeft: () => void;
  /** Why the last change was refused. */
  refusal: string | null;
  dismissRefusal: () => void;
  close: () => void;
}

export const CartStateContext = createContext<CartState | null>(null);

export function useCartState(): CartState {
  const state = useContext(CartStateContext);
  if (!state) throw new Error('useCartState is for what stands inside CartProvider.');
  return state;
}

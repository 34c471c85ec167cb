import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';

import { type CartState, CartStateContext } from './cart-state';
import { RefusalBar } from './components/RefusalBar';
import { pieces, type RemovedLine, rows, shownLines } from './shown-cart';
import { useCartWriter } from './use-cart-writer';
import { cartQuery } from '@/api/cart';
import type { ProductCard } from '@/api/schema';
import { announce } from '@/lib/announce';
import { type CartActions, CartActionsContext } from '@/lib/cart-actions';

const loadDrawer = () => import('./components/CartDrawer');
const CartDrawer = lazy(async () => ({ default: (await loadDrawer()).CartDrawer }));
/** When a page has settled: the drawer is at hand before anybody reaches for it. */
const AT_REST_MS = 2_000;

/** Gives every page the cart's actions, and draws the cart's drawer. */
export function CartProvider({ children }: { children: ReactNode }) {
  const { data: cart, error, refetch } = useQuery(cartQuery);
  // There the refusal stands among the lines already.
  const isCartPage = useLocation().pathname === '/cart';
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const [removed, setRemoved] = useState<RemovedLine[]>([]);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [writer, wanted] = useCartWriter((text, { product }) => {
    setRefusal(text);
    setRemoved((lines) => lines.filter((line) => line.product.sku !== product.sku));
  });

  useEffect(() => {
    const timer = setTimeout(() => void loadDrawer(), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);

  const lines = useMemo(() => shownLines(cart, wanted), [cart, wanted]);
  const quantities = useMemo(() => new Map(lines.map((line) => [line.product.sku, line.quantity])), [lines]);
  const quantityOf = useCallback((sku: string) => quantities.get(sku) ?? 0, [quantities]);
  const itemCount = pieces(cart, wanted);

  const setQuantity = useCallback<CartActions['setQuantity']>(
    (product, quantity, context) => {
      setRefusal(null);
      writer.set({ product, quantity, context }, quantity === 0 || quantityOf(product.sku) === 0);
    },
    [writer, quantityOf],
  );

  const actions = useMemo<CartActions>(
    () => ({
      quantityOf,
      setQuantity,
      itemCount,
      openCart: () => {
        setWasOpened(true);
        setOpen(true);
      },
      saveNow: () => writer.flush(),
    }),
    [quantityOf, setQuantity, itemCount, writer],
  );

  const put = (product: ProductCard, quantity: number) => {
    setQuantity(product, quantity);
    setRemoved((gone) => gone.filter((line) => line.product.sku !== product.sku));
    announce(`${quantity} × ${product.name} in your cart`);
  };
  const take = (product: ProductCard, quantity: number) => {
    const index = rows(lines, removed).findIndex((row) => row.product.sku === product.sku);
    setQuantity(product, 0);
    setRemoved((gone) => [...gone.filter((line) => line.product.sku !== product.sku), { product, quantity, index }]);
    announce(`${product.name} removed from your cart`);
  };

  const state: CartState = {
    cart,
    rows: rows(lines, removed),
    itemCount,
    isSaving: wanted.size > 0,
    failure: cart ? null : error,
    retry: () => void refetch(),
    setLine: ({ product, quantity: before }, quantity) =>
      quantity > 0 ? put(product, quantity) : take(product, before),
    undoRemove: ({ product, quantity }) => put(product, quantity),
    takeWhatIsLeft: () => {
      for (const { product, quantity, problem } of cart?.lines ?? []) {
        if (!problem) continue;
        if (problem.available > 0) put(product, problem.available);
        else take(product, quantity);
      }
    },
    refusal,
    dismissRefusal: () => setRefusal(null),
    close: () => setOpen(false),
  };

  const onOpenChange = (open: boolean) => {
    setOpen(open);
    setRefusal(null);
    if (!open) setRemoved([]);
  };

  return (
    <CartActionsContext.Provider value={actions}>
      <CartStateContext.Provider value={state}>
        {children}
        {wasOpened && (
          <Suspense fallback={null}>
            <CartDrawer open={isOpen} onOpenChange={onOpenChange} />
          </Suspense>
        )}
        {refusal && !isOpen && !isCartPage && <RefusalBar text={refusal} onDismiss={() => setRefusal(null)} />}
      </CartStateContext.Provider>
    </CartActionsContext.Provider>
  );
}

/** The cart as the shop has it, for every page that shows it or changes it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';

import { answer, api } from './client';
import type { Cart } from './schema';

const CART_KEY = ['cart'] as const;
const FRESH_MS = 10_000;

export const cartQuery = queryOptions({
  queryKey: CART_KEY,
  queryFn: async ({ client, signal }) => {
    const before = client.getQueryData<Cart>(CART_KEY);
    const fetched = await answer(api.GET('/api/v1/cart/', { signal }));
    const meanwhile = client.getQueryData<Cart>(CART_KEY);
    // A change that was answered while this was on its way knows more.
    return meanwhile && meanwhile !== before && meanwhile.version > fetched.version ? meanwhile : fetched;
  },
  staleTime: FRESH_MS,
  // The other device may have changed it.
  refetchOnWindowFocus: 'always',
});

/** Keeps the cart that a change answered with, unless a later one has been answered already. */
export function keepCart(client: QueryClient, cart: Cart): void {
  client.setQueryData<Cart>(CART_KEY, (known) => (known && known.version > cart.version ? known : cart));
}

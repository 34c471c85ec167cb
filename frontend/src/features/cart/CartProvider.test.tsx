import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { CartProvider } from './CartProvider';
import type { Cart, ProductCard } from '@/api/schema';
import { useCartActions } from '@/lib/cart-actions';
import { aCart, aLine, aProduct } from '@/testing/carts';
import { type Call, serve } from '@/testing/network';
import { renderInShop } from '@/testing/render';

const milk = aProduct('MILK', { name: 'Oat Milk' });
const bread = aProduct('BREAD', { name: 'Rye Bread' });
const ITEM = /^\/api\/v1\/cart\/items\/(\w+)\/$/;

interface Answer {
  status?: number;
  body?: unknown;
}

/** A shop with a cart; `onWrite` answers changes of a line. */
function shop(cart: Cart, onWrite: (call: Call, sku: string) => Answer) {
  return serve((call) => {
    if (call.path === '/api/v1/cart/') return { body: cart };
    if (call.path.startsWith('/api/v1/learned/recent/')) return { body: { learned: [] } };
    const sku = ITEM.exec(call.path)?.[1];
    return sku ? onWrite(call, sku) : undefined;
  });
}

function Page({ products }: { products: ProductCard[] }) {
  const cart = useCartActions();
  return (
    <>
      <output>{cart?.itemCount ?? 'unknown'}</output>
      {products.map((product) => (
        <button key={product.sku} onClick={() => cart?.setQuantity(product, cart.quantityOf(product.sku) + 1)}>
          More {product.name}: {cart?.quantityOf(product.sku)}
        </button>
      ))}
      <button onClick={cart?.openCart}>Open</button>
    </>
  );
}

function open(products: ProductCard[] = [milk, bread]) {
  renderInShop(
    <CartProvider>
      <Page products={products} />
    </CartProvider>,
  );
  return userEvent.setup();
}

const count = () => screen.getByRole('status', { hidden: true });

describe('the cart', () => {
  it('shows a change before the shop has answered', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    shop(aCart([]), () => ({ body: aCart([aLine(milk, 1)], { version: 2 }) }));
    const server = globalThis.fetch;
    globalThis.fetch = async (...call) => {
      const [request] = call;
      if (request instanceof Request && ITEM.test(new URL(request.url).pathname)) await answered;
      return server(...call);
    };
    const user = open();
    await waitFor(() => expect(count()).toHaveTextContent('0'));
    await user.click(screen.getByRole('button', { name: 'More Oat Milk: 0' }));
    expect(screen.getByRole('button', { name: 'More Oat Milk: 1' })).toBeVisible();
    expect(count()).toHaveTextContent('1');
    await act(async () => {
      answer();
      await answered;
    });
    await waitFor(() => expect(screen.getByRole('button', { name: 'More Oat Milk: 1' })).toBeVisible());
  });

  it('takes a refused change back and says why', async () => {
    shop(aCart([aLine(bread, 2)]), () => ({
      status: 409,
      body: { code: 'out_of_stock', detail: 'Oat Milk is sold out just now.' },
    }));
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'More Oat Milk: 0' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Oat Milk is sold out just now.');
    expect(screen.getByRole('button', { name: 'More Oat Milk: 0' })).toBeVisible();
    expect(count()).toHaveTextContent('2');
  });

  it('names the product that was not saved when the shop cannot be reached', async () => {
    shop(aCart([]), () => {
      throw new TypeError('Failed to fetch');
    });
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'More Rye Bread: 0' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/Rye Bread was not saved: we could not reach the shop/);
  });

  it('keeps the later of two carts, whichever answer comes last', async () => {
    const versions: Record<string, number> = { MILK: 7, BREAD: 6 };
    shop(aCart([]), (_, sku) => {
      const lines = sku === 'MILK' ? [aLine(milk, 1), aLine(bread, 1)] : [aLine(bread, 1)];
      return { body: aCart(lines, { version: versions[sku] }) };
    });
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'More Oat Milk: 0' }));
    await waitFor(() => expect(count()).toHaveTextContent('2'));
    await user.click(screen.getByRole('button', { name: 'More Rye Bread: 1' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'More Rye Bread: 1' })).toBeVisible());
    expect(screen.getByRole('button', { name: 'More Oat Milk: 1' })).toBeVisible();
  });

  it('lets a removed line be put back as it was', async () => {
    const calls = shop(aCart([aLine(milk, 1), aLine(bread, 2)]), (call) =>
      call.method === 'DELETE'
        ? { body: aCart([aLine(bread, 2)], { version: 2 }) }
        : { body: aCart([aLine(bread, 2), aLine(milk, 1)], { version: 3 }) },
    );
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'Open' }));
    await user.click(await screen.findByRole('button', { name: 'Remove Oat Milk' }));
    await user.click(await screen.findByRole('button', { name: /Undo removing Oat Milk/ }));
    await waitFor(() =>
      expect(calls.filter(({ path }) => ITEM.test(path)).map(({ method, body }) => [method, body])).toEqual([
        ['DELETE', undefined],
        ['PATCH', { quantity: 1 }],
      ]),
    );
    expect(await screen.findByRole('button', { name: 'Remove Oat Milk' })).toBeVisible();
  });

  it('closes the way to checkout while a line is short, and mends it with one click', async () => {
    const short = aLine(milk, 5, {
      problem: { code: 'short', available: 2, text: 'Only 2 left. Lower the quantity to go on.' },
    });
    const calls = shop(aCart([short]), () => ({ body: aCart([aLine(milk, 2)], { version: 2 }) }));
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'Open' }));
    expect(await screen.findByRole('button', { name: 'Check out' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Take what is left' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Check out' })).toBeEnabled());
    await waitFor(() => expect(calls.find(({ path }) => ITEM.test(path))?.body).toEqual({ quantity: 2 }));
  });
});

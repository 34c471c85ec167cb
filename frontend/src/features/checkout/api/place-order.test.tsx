import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';

import { unanswered } from '../attempt';
import { usePlaceOrder } from './place-order';
import type { CheckoutRequest } from '@/api/schema';
import { serve } from '@/testing/network';

const body: CheckoutRequest = {
  address_id: 7,
  slot_id: 3,
  payment: { method: 'on_delivery' },
  expected_total: '12.48',
  save_address: false,
};
const CUT = 'cut';
const PLACED = { status: 201, body: { number: 'LL-TEST-0001' } };
const problem = (status: number, code: string) => ({ status, body: { code, detail: `${code}.` } });

/** A shop that answers checkouts one after the other; gives the keys that they came with. */
function shop(...answers: (typeof CUT | { status: number; body: unknown })[]): string[] {
  const keys: string[] = [];
  serve((call) => {
    if (call.path !== '/api/v1/checkout/') return undefined;
    const next = answers.shift();
    if (next === CUT) throw new TypeError('Failed to fetch');
    return next;
  });
  const server = globalThis.fetch;
  globalThis.fetch = (...call) => {
    const [request] = call;
    if (request instanceof Request && request.url.endsWith('/checkout/')) {
      keys.push(request.headers.get('Idempotency-Key') ?? '');
    }
    return server(...call);
  };
  return keys;
}

function checkout() {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => usePlaceOrder(), { wrapper });
  return {
    send: (request: CheckoutRequest) =>
      act(() => result.current.mutateAsync(() => Promise.resolve(request)).catch(() => null)),
    findOut: () => act(() => result.current.mutateAsync(undefined).catch(() => null)),
  };
}

beforeEach(() => {
  sessionStorage.clear();
});

describe('placing an order', () => {
  it('is over with the answer', async () => {
    const keys = shop(PLACED);
    const order = await checkout().send(body);
    expect(order).toMatchObject({ number: 'LL-TEST-0001' });
    expect(keys).toHaveLength(1);
    expect(unanswered()).toBeNull();
  });

  it('sends the same key again after a cut connection', async () => {
    const keys = shop(CUT, PLACED);
    const page = checkout();
    await page.send(body);
    expect(await page.send(body)).toMatchObject({ number: 'LL-TEST-0001' });
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('first ends an attempt that may have been placed, whatever was changed since', async () => {
    const keys = shop(CUT, PLACED);
    const page = checkout();
    await page.send(body);
    expect(await page.send({ ...body, note: 'Ring twice' })).toMatchObject({ number: 'LL-TEST-0001' });
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('goes on with the change when the earlier attempt turns out not to have been placed', async () => {
    const keys = shop(CUT, problem(409, 'slot_full'), PLACED);
    const page = checkout();
    await page.send(body);
    expect(await page.send({ ...body, slot_id: 4 })).toMatchObject({ number: 'LL-TEST-0001' });
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('takes another key after a declined card', async () => {
    const keys = shop(problem(402, 'payment_declined'), PLACED);
    const page = checkout();
    await page.send(body);
    await page.send(body);
    expect(keys).toHaveLength(2);
    expect(keys[1]).not.toBe(keys[0]);
  });

  it('finds out after a reload, and knows when nothing had been placed', async () => {
    const keys = shop(CUT, problem(409, 'total_changed'));
    await checkout().send(body);
    expect(await checkout().findOut()).toBeNull();
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(unanswered()).toBeNull();
  });
});

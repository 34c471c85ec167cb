import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CartWriter, PAUSE_MS, type Wanted } from './cart-writer';
import type { Cart } from '@/api/schema';
import { aCart, aLine, aProduct } from '@/testing/carts';

const milk = aProduct('MILK');
const bread = aProduct('BREAD');

interface Sent {
  wanted: Wanted;
  answer: (cart: Cart) => void;
  refuse: (reason: unknown) => void;
}

function harness() {
  const sent: Sent[] = [];
  const onSaved = vi.fn();
  const onRefused = vi.fn();
  const writer = new CartWriter({
    send: (wanted) =>
      new Promise((answer, refuse) => {
        sent.push({ wanted, answer, refuse });
      }),
    onSaved,
    onRefused,
  });
  const settle = async (index: number, act: (one: Sent) => void) => {
    const one = sent[index];
    if (!one) throw new Error(`Nothing was sent as number ${index}.`);
    act(one);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { writer, sent, onSaved, onRefused, settle };
}

const cartWith = (quantity: number) => aCart([aLine(milk, quantity)]);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('CartWriter', () => {
  it('sends a first change at once', () => {
    const { writer, sent } = harness();
    writer.set({ product: milk, quantity: 1 }, true);
    expect(sent.map((one) => one.wanted.quantity)).toEqual([1]);
  });

  it('shows what is wanted before the shop answers, and forgets it after', async () => {
    const { writer, onSaved, settle } = harness();
    const wanted = { product: milk, quantity: 2 };
    writer.set(wanted, true);
    expect(writer.wanted().get('MILK')?.quantity).toBe(2);
    await settle(0, (one) => one.answer(cartWith(2)));
    expect(onSaved).toHaveBeenCalledWith(cartWith(2), wanted);
    expect(writer.wanted().size).toBe(0);
  });

  it('sends five quick clicks as one change, the last', async () => {
    const { writer, sent } = harness();
    for (const quantity of [2, 3, 4, 5, 6]) {
      writer.set({ product: milk, quantity }, false);
      await vi.advanceTimersByTimeAsync(PAUSE_MS / 2);
    }
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(sent.map((one) => one.wanted.quantity)).toEqual([6]);
  });

  it('keeps a click made while the line is on its way, and sends it after', async () => {
    const { writer, sent, settle } = harness();
    writer.set({ product: milk, quantity: 1 }, true);
    writer.set({ product: milk, quantity: 2 }, false);
    await vi.advanceTimersByTimeAsync(PAUSE_MS * 3);
    expect(sent).toHaveLength(1);
    await settle(0, (one) => one.answer(cartWith(1)));
    expect(sent.map((one) => one.wanted.quantity)).toEqual([1, 2]);
    expect(writer.wanted().get('MILK')?.quantity).toBe(2);
  });

  it('does not make one product wait for another', () => {
    const { writer, sent } = harness();
    writer.set({ product: milk, quantity: 1 }, true);
    writer.set({ product: bread, quantity: 1 }, true);
    expect(sent.map((one) => one.wanted.product.sku)).toEqual(['MILK', 'BREAD']);
  });

  it('no longer shows what the shop refused, and says so once', async () => {
    const { writer, onRefused, settle } = harness();
    const wanted = { product: milk, quantity: 9 };
    const reason = new Error('Sold out');
    writer.set(wanted, true);
    await settle(0, (one) => one.refuse(reason));
    expect(writer.wanted().size).toBe(0);
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(reason, wanted);
  });

  it('lets a later wish decide when an earlier one is refused', async () => {
    const { writer, sent, onRefused, settle } = harness();
    writer.set({ product: milk, quantity: 9 }, true);
    writer.set({ product: milk, quantity: 1 }, false);
    await settle(0, (one) => one.refuse(new Error('Only 3 left')));
    expect(onRefused).not.toHaveBeenCalled();
    await settle(1, (one) => one.answer(cartWith(1)));
    expect(sent.map((one) => one.wanted.quantity)).toEqual([9, 1]);
    expect(writer.wanted().size).toBe(0);
  });

  it('takes changes again after a refusal', async () => {
    const { writer, sent, settle } = harness();
    writer.set({ product: milk, quantity: 9 }, true);
    await settle(0, (one) => one.refuse(new Error('no')));
    writer.set({ product: milk, quantity: 2 }, true);
    expect(sent.map((one) => one.wanted.quantity)).toEqual([9, 2]);
  });

  it('flushes what waits and ends only when it is answered', async () => {
    const { writer, sent, settle } = harness();
    writer.set({ product: milk, quantity: 3 }, false);
    const done = vi.fn();
    void writer.flush().then(done);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
    expect(done).not.toHaveBeenCalled();
    await settle(0, (one) => one.answer(cartWith(3)));
    expect(done).toHaveBeenCalledOnce();
  });

  it('tells its listeners with every change of what is wanted', async () => {
    const { writer, settle } = harness();
    const listener = vi.fn();
    const stop = writer.subscribe(listener);
    writer.set({ product: milk, quantity: 1 }, true);
    expect(listener).toHaveBeenCalledOnce();
    await settle(0, (one) => one.answer(cartWith(1)));
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
    writer.set({ product: milk, quantity: 2 }, true);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

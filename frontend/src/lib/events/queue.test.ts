import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { BrowserEvent } from './event';
import { EventQueue, FIRST_RETRY_MS, GATHER_MS, LARGEST_BATCH, type Outcome, type Send } from './queue';
import { browserStore } from './store';

let made = 0;

function event(): BrowserEvent {
  made += 1;
  return {
    event_id: `event-${made}`,
    event_type: 'product_viewed',
    sku: 'DAI-0001',
    occurred_at: new Date(1_700_000_000_000 + made).toISOString(),
  };
}

/** A shop that counts an event_id once, and answers as told. */
class Shop {
  counted = new Map<string, number>();
  batches: string[][] = [];
  answerNext: (events: readonly BrowserEvent[]) => Promise<Outcome> | Outcome = this.take;

  take(this: void, events: readonly BrowserEvent[]): Outcome {
    return { kind: 'answered', eventIds: events.map(({ event_id }) => event_id) };
  }

  send: Send = async (events) => {
    this.batches.push(events.map(({ event_id }) => event_id));
    const outcome = await this.answerNext(events);
    if (outcome.kind === 'answered') events.forEach(({ event_id }) => this.counted.set(event_id, 1));
    return outcome;
  };
}

describe('the event queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => vi.useRealTimers());

  it('gathers what happens within a moment into one batch', async () => {
    const shop = new Shop();
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    queue.add(event());
    queue.add(event());
    expect(shop.batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(shop.batches).toHaveLength(1);
    expect(shop.batches[0]).toHaveLength(2);
    expect(queue.size).toBe(0);
    expect(localStorage.length).toBe(0);
  });

  it('keeps an event over a reload until the shop has answered for it', async () => {
    const silent = new Shop();
    silent.answerNext = () => new Promise<Outcome>(() => undefined);
    const one = event();
    new EventQueue(browserStore(localStorage), silent.send).add(one);
    await vi.advanceTimersByTimeAsync(GATHER_MS);

    const shop = new Shop();
    new EventQueue(browserStore(localStorage), shop.send);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(shop.batches).toEqual([[one.event_id]]);
    expect(localStorage.length).toBe(0);
  });

  it('sends the same ids again when no answer came, and only removes them then', async () => {
    const shop = new Shop();
    shop.answerNext = () => Promise.reject(new TypeError('offline'));
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    const one = event();
    queue.add(one);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(queue.size).toBe(1);

    shop.answerNext = shop.take;
    await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS);
    expect(shop.batches).toEqual([[one.event_id], [one.event_id]]);
    expect(queue.size).toBe(0);
  });

  it('waits longer after each failure, also when more happens meanwhile', async () => {
    const shop = new Shop();
    shop.answerNext = () => ({ kind: 'later' });
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    queue.add(event());
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    queue.add(event());
    await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS - 1);
    expect(shop.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(shop.batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2 * FIRST_RETRY_MS - 1);
    expect(shop.batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(shop.batches).toHaveLength(3);
  });

  it('does not send an event that is on its way a second time', async () => {
    const shop = new Shop();
    let answerFirst: (outcome: Outcome) => void = () => undefined;
    shop.answerNext = () => new Promise<Outcome>((resolve) => (answerFirst = resolve));
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    const [one, two] = [event(), event()];
    queue.add(one);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    shop.answerNext = shop.take;
    queue.add(two);
    await queue.flush();
    expect(shop.batches).toEqual([[one.event_id], [two.event_id]]);
    answerFirst({ kind: 'answered', eventIds: [one.event_id] });
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(shop.batches).toHaveLength(2);
    expect(queue.size).toBe(0);
  });

  it('keeps the events that an answer does not name', async () => {
    const shop = new Shop();
    const [one, two] = [event(), event()];
    shop.answerNext = () => ({ kind: 'answered', eventIds: [one.event_id] });
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    queue.add(one);
    queue.add(two);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(queue.size).toBe(1);
    shop.answerNext = shop.take;
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(shop.batches.at(-1)).toEqual([two.event_id]);
  });

  it('drops the one event that the shop cannot read, and delivers all others', async () => {
    const shop = new Shop();
    const events = Array.from({ length: 5 }, event);
    const bad = events[2]?.event_id ?? '';
    shop.answerNext = (batch) =>
      batch.some(({ event_id }) => event_id === bad) ? { kind: 'unreadable' } : shop.take(batch);
    const queue = new EventQueue(browserStore(localStorage), shop.send);
    events.forEach((one) => queue.add(one));
    await vi.advanceTimersByTimeAsync(20 * GATHER_MS);
    expect(queue.size).toBe(0);
    expect([...shop.counted.keys()].sort()).toEqual(events.map((one) => one.event_id).filter((id) => id !== bad));
  });

  it('delivers a long backlog in bounded batches, each event in exactly one', async () => {
    const store = browserStore(localStorage);
    const events = Array.from({ length: 2 * LARGEST_BATCH + 7 }, event);
    events.forEach((one) => store.put(one));
    const shop = new Shop();
    const queue = new EventQueue(store, shop.send);
    await vi.advanceTimersByTimeAsync(5 * GATHER_MS);
    expect(queue.size).toBe(0);
    expect(shop.batches.every((batch) => batch.length <= LARGEST_BATCH)).toBe(true);
    expect(shop.batches.flat()).toEqual(events.map((one) => one.event_id));
  });

  it('still tells the shop when the browser stores nothing', async () => {
    const full = new Proxy({} as Storage, {
      get: () => () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    const shop = new Shop();
    const queue = new EventQueue(browserStore(full), shop.send);
    queue.add(event());
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(shop.counted.size).toBe(1);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { IndexedDbArchive } from './archive';
import type { BrowserEvent } from './event';
import { Journal } from './journal';
import { EventKeeper } from './keeper';
import { Owners } from './owners';
import { FIRST_RETRY_MS, Pause } from './pause';
import { EventQueue, GATHER_MS, GATHER_WEAK_MS, LARGEST_BATCH } from './queue';
import type { Outcome } from './send';
import { browserStorage } from './storage';
import { Tabs } from './tabs';

let made = 0;

function event(event_type: BrowserEvent['event_type'] = 'product_viewed'): BrowserEvent {
  made += 1;
  return {
    event_id: `event-${String(made).padStart(6, '0')}`,
    event_type,
    sku: 'DAI-0001',
    occurred_at: new Date(Date.now() - 60_000 + made).toISOString(),
  };
}

const take = (events: readonly BrowserEvent[]): Outcome => ({
  kind: 'answered',
  eventIds: events.map(({ event_id }) => event_id),
});

/** A shop that knows who is there, counts an event_id once, and answers as told. */
class Shop {
  there = { owner: 'robin', hasAccount: false };
  counted = new Map<string, string>();
  batches: string[][] = [];
  answerNext: (events: readonly BrowserEvent[]) => Promise<Outcome> | Outcome = take;

  async take(owner: string, events: readonly BrowserEvent[]): Promise<Outcome> {
    if (owner !== this.there.owner) return { kind: 'stranger' };
    this.batches.push(events.map(({ event_id }) => event_id));
    const outcome = await this.answerNext(events);
    if (outcome.kind === 'answered') events.forEach(({ event_id }) => this.counted.set(event_id, owner));
    return outcome;
  }
}

/** A page of the shop over what this browser keeps. (There is no IndexedDB here: the journal alone must do.) */
function openPage(shop: Shop, storage: Storage = localStorage, mostKept?: number) {
  const owners = new Owners(storage);
  let isKnown = false;
  const queue = new EventQueue({
    keeper: new EventKeeper(new Journal(storage), new IndexedDbArchive()),
    owners,
    tabs: new Tabs(),
    mostKept,
    pause: new Pause(storage),
    isKnown: () => isKnown && !owners.isStandIn,
    askWhoIsThere: () => {
      owners.learn(shop.there.owner, shop.there.hasAccount);
      isKnown = true;
      return Promise.resolve();
    },
    send: async (owner, events) => {
      const outcome = await shop.take(owner, events);
      if (outcome.kind === 'stranger') isKnown = false;
      return outcome;
    },
  });
  return { queue, owners };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('leafloaf.event.'));

describe('the event queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => vi.useRealTimers());

  it('keeps an event before it says that it has it', () => {
    openPage(new Shop()).queue.add(event());
    expect(kept()).toHaveLength(1);
  });

  it('gathers what happens within a moment into one batch', async () => {
    const shop = new Shop();
    const { queue } = openPage(shop);
    queue.add(event());
    queue.add(event());
    expect(shop.batches).toHaveLength(0);
    await pass(GATHER_MS);
    expect(shop.batches).toHaveLength(1);
    expect(shop.batches[0]).toHaveLength(2);
    expect(queue.size).toBe(0);
    expect(kept()).toHaveLength(0);
  });

  it('lets what was only passed wait longer, but go along with what was meant', async () => {
    const shop = new Shop();
    const { queue } = openPage(shop);
    queue.add(event('displayed_but_scrolled'));
    await pass(GATHER_WEAK_MS - GATHER_MS - 1);
    expect(shop.batches).toHaveLength(0);
    queue.add(event());
    await pass(GATHER_MS);
    expect(shop.batches[0]).toHaveLength(2);
  });

  it('keeps an event over a reload until the shop has answered for it', async () => {
    const silent = new Shop();
    silent.answerNext = () => new Promise<Outcome>(() => undefined);
    const one = event();
    openPage(silent).queue.add(one);
    await pass(GATHER_MS);

    const shop = new Shop();
    await openPage(shop).queue.adopt();
    await pass(GATHER_MS);
    expect(shop.batches).toEqual([[one.event_id]]);
    expect(kept()).toHaveLength(0);
  });

  it('sends the same ids again when no answer came, and only removes them then', async () => {
    const shop = new Shop();
    shop.answerNext = () => Promise.reject(new TypeError('offline'));
    const { queue } = openPage(shop);
    const one = event();
    queue.add(one);
    await pass(GATHER_MS);
    expect(queue.size).toBe(1);

    shop.answerNext = take;
    await pass(FIRST_RETRY_MS);
    expect(shop.batches).toEqual([[one.event_id], [one.event_id]]);
    expect(queue.size).toBe(0);
  });

  it('waits longer after each failure, also when more happens meanwhile', async () => {
    const shop = new Shop();
    shop.answerNext = () => ({ kind: 'later' });
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    queue.add(event());
    await pass(FIRST_RETRY_MS - 1);
    expect(shop.batches).toHaveLength(1);
    await pass(1);
    expect(shop.batches).toHaveLength(2);
    await pass(2 * FIRST_RETRY_MS - 1);
    expect(shop.batches).toHaveLength(2);
    await pass(1);
    expect(shop.batches).toHaveLength(3);
  });

  it('waits as long as the shop asked, also on the next page', async () => {
    const shop = new Shop();
    shop.answerNext = () => ({ kind: 'later', waitMs: 30_000 });
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    shop.answerNext = take;
    const next = openPage(shop).queue;
    await next.adopt();
    next.add(event());
    await pass(29_000);
    expect(shop.batches).toHaveLength(1);
    await pass(5_000);
    expect(shop.counted.size).toBe(2);
  });

  it('does not wait longer when the connection is back', async () => {
    const shop = new Shop();
    shop.answerNext = () => Promise.reject(new TypeError('offline'));
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(60_000);
    shop.answerNext = take;
    queue.hurry();
    await pass(0);
    expect(queue.size).toBe(0);
  });

  it('does not send an event that is on its way a second time', async () => {
    const shop = new Shop();
    let answerFirst: (outcome: Outcome) => void = () => undefined;
    shop.answerNext = () => new Promise<Outcome>((resolve) => (answerFirst = resolve));
    const { queue } = openPage(shop);
    const [one, two] = [event(), event()];
    queue.add(one);
    await pass(GATHER_MS);
    shop.answerNext = take;
    queue.add(two);
    await queue.flush();
    expect(shop.batches).toEqual([[one.event_id], [two.event_id]]);
    answerFirst({ kind: 'answered', eventIds: [one.event_id] });
    await pass(GATHER_MS);
    expect(shop.batches).toHaveLength(2);
    expect(queue.size).toBe(0);
  });

  it('keeps the events that an answer does not name', async () => {
    const shop = new Shop();
    const [one, two] = [event(), event()];
    shop.answerNext = () => {
      shop.answerNext = take;
      return { kind: 'answered', eventIds: [one.event_id] };
    };
    const { queue } = openPage(shop);
    queue.add(one);
    queue.add(two);
    await pass(2 * GATHER_MS);
    expect(shop.batches).toEqual([[one.event_id, two.event_id], [two.event_id]]);
    expect(queue.size).toBe(0);
  });

  it('drops the one event that the shop cannot read, and delivers all others', async () => {
    const shop = new Shop();
    const events = Array.from({ length: 5 }, () => event());
    const bad = events[2]?.event_id ?? '';
    shop.answerNext = (batch) =>
      batch.some(({ event_id }) => event_id === bad) ? { kind: 'unreadable', surely: true } : take(batch);
    const { queue } = openPage(shop);
    events.forEach((one) => queue.add(one));
    await pass(20 * GATHER_MS);
    expect(queue.size).toBe(0);
    expect([...shop.counted.keys()].sort()).toEqual(events.map((one) => one.event_id).filter((id) => id !== bad));
  });

  it('is patient with a refusal that may not be the shop’s own', async () => {
    const shop = new Shop();
    shop.answerNext = () => ({ kind: 'unreadable', surely: false });
    const { queue } = openPage(shop);
    Array.from({ length: 8 }, () => event()).forEach((one) => queue.add(one));
    await pass(FIRST_RETRY_MS * 3);
    expect(queue.size).toBe(8);
    await pass(3_600_000);
    expect(queue.size).toBe(0);
  });

  it('delivers a long backlog in bounded batches, each event in exactly one', async () => {
    const silent = new Shop();
    silent.answerNext = () => new Promise<Outcome>(() => undefined);
    const events = Array.from({ length: 2 * LARGEST_BATCH + 7 }, () => event());
    const before = openPage(silent).queue;
    events.forEach((one) => before.add(one));
    const shop = new Shop();
    const { queue } = openPage(shop);
    await queue.adopt();
    await pass(5 * GATHER_MS);
    expect(queue.size).toBe(0);
    expect(shop.batches.every((batch) => batch.length <= LARGEST_BATCH)).toBe(true);
    expect(shop.batches.flat()).toEqual(events.map((one) => one.event_id));
  });

  it('has an end, and gives up the oldest of the weakest first', async () => {
    const shop = new Shop();
    shop.answerNext = () => Promise.reject(new TypeError('offline'));
    const { queue } = openPage(shop, localStorage, 100);
    const passed = Array.from({ length: 10 }, () => event('displayed_but_scrolled'));
    passed.forEach((one) => queue.add(one));
    const clicked = Array.from({ length: 95 }, () => event('search_result_clicked'));
    clicked.forEach((one) => queue.add(one));
    await pass(GATHER_MS);
    expect(queue.size).toBe(100);
    shop.answerNext = take;
    queue.hurry();
    await pass(60_000);
    expect([...shop.counted.keys()]).toEqual([...passed.slice(5), ...clicked].map((one) => one.event_id));
  });

  it('still tells the shop when the browser stores nothing', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const shop = new Shop();
    openPage(shop, browserStorage()).queue.add(event());
    await pass(GATHER_MS);
    expect(shop.counted.size).toBe(1);
  });
});

describe('whose events they are', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
  });
  afterEach(() => vi.useRealTimers());

  /** A shop that takes no events until told. */
  function closedShop(): Shop {
    const shop = new Shop();
    shop.answerNext = () => ({ kind: 'later' });
    return shop;
  }
  const reopen = async (shop: Shop, queue: EventQueue) => {
    shop.answerNext = take;
    queue.hurry();
    await pass(10_000);
  };

  it('a visitor’s go along to the account they sign in with', async () => {
    const shop = closedShop();
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    shop.there = { owner: 'ana', hasAccount: true };
    await reopen(shop, queue);
    expect([...shop.counted.values()]).toEqual(['ana']);
  });

  it('an account’s wait when its session has ended, and go to nobody else', async () => {
    const shop = closedShop();
    shop.there = { owner: 'ana', hasAccount: true };
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    shop.there = { owner: 'a new visitor', hasAccount: false };
    await reopen(shop, queue);
    shop.there = { owner: 'ben', hasAccount: true };
    queue.add(event());
    await pass(10_000);
    expect([...shop.counted.values()]).toEqual(['ben']);
    expect(queue.size).toBe(1);
    // The page has not heard of the change when this happens: it is Ben's, and now his waits.
    shop.there = { owner: 'ana', hasAccount: true };
    queue.add(event());
    await pass(10_000);
    expect([...shop.counted.values()]).toEqual(['ben', 'ana']);
    expect(queue.size).toBe(1);
  });

  it('nobody waits longer than a week', async () => {
    const shop = closedShop();
    shop.there = { owner: 'ana', hasAccount: true };
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    shop.there = { owner: 'ben', hasAccount: true };
    await reopen(shop, queue);
    expect(queue.size).toBe(1);
    vi.setSystemTime(Date.now() + 8 * 24 * 3_600_000);
    await queue.adopt();
    expect(queue.size).toBe(0);
    expect(kept()).toHaveLength(0);
  });

  it('are delivered before signing out', async () => {
    const shop = new Shop();
    const { queue } = openPage(shop);
    queue.add(event());
    await queue.deliver(4_000);
    expect(shop.counted.size).toBe(1);
  });

  it('are gone after signing out where they could not be delivered', async () => {
    const shop = closedShop();
    shop.there = { owner: 'ana', hasAccount: true };
    const { queue, owners } = openPage(shop);
    const otherTab = openPage(shop).queue;
    queue.add(event());
    otherTab.add(event());
    await pass(GATHER_MS);
    owners.leave();
    await queue.forget();
    expect(kept()).toHaveLength(0);
    shop.there = { owner: 'ben', hasAccount: true };
    await reopen(shop, queue);
    await reopen(shop, otherTab);
    expect(shop.counted.size).toBe(0);
    expect(otherTab.size).toBe(0);
  });

  it('are those of who is there when the browser remembered somebody else', async () => {
    const shop = new Shop();
    shop.there = { owner: 'ana', hasAccount: true };
    openPage(shop).queue.add(event());
    await pass(GATHER_MS);
    shop.there = { owner: 'ben', hasAccount: true };
    openPage(shop).queue.add(event());
    await pass(GATHER_MS);
    expect([...shop.counted.values()]).toEqual(['ana', 'ben']);
  });

  it('are never taken for those of who came in the meantime', async () => {
    const shop = new Shop();
    shop.there = { owner: 'ana', hasAccount: true };
    const { queue } = openPage(shop);
    queue.add(event());
    await pass(GATHER_MS);
    queue.add(event());
    shop.there = { owner: 'ben', hasAccount: true };
    await pass(10_000);
    expect([...shop.counted.values()]).toEqual(['ana']);
    expect(queue.size).toBe(1);
  });
});

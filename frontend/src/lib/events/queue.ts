/**
 * Keeps events until the shop has said what became of each.
 *
 * An event is kept before anything is sent and removed only when the answer names it, so none is lost to a reload, a
 * closed tab or a dead connection. Sending one twice is harmless: the shop counts an event_id once.
 *
 * Each tab sends what happened in it, from memory. What a tab left behind that is gone, another one adopts.
 */
import { type BrowserEvent, isWeak, type KeptEvent, strength } from './event';
import type { EventKeeper } from './keeper';
import type { Owners } from './owners';
import type { Pause } from './pause';
import type { Outcome } from './send';
import type { Tabs } from './tabs';

/** How long more is waited for before it goes: briefly after what the shopper means, longer after what just passed. */
export const GATHER_MS = 150;
export const GATHER_WEAK_MS = 1_000;
export const LARGEST_BATCH = 100;
/** Two such batches outlive a closed page together. */
const LARGEST_BATCH_CHARACTERS = 28_000;
const MOST_KEPT = 5_000;
/** The shop takes an older event for one of this age; somebody else's is not kept for longer. */
const MOST_AGE_MS = 7 * 24 * 60 * 60_000;

export interface QueueParts {
  keeper: EventKeeper;
  owners: Owners;
  tabs: Tabs;
  pause: Pause;
  /** Whether the shop has said who is there, and nothing has changed since. */
  isKnown: () => boolean;
  /** Asks the shop who is there and tells `owners`. @throws when it cannot be asked. */
  askWhoIsThere: () => Promise<void>;
  send: (owner: string, events: readonly BrowserEvent[]) => Promise<Outcome>;
  mostKept?: number;
}

export class EventQueue {
  readonly #parts: QueueParts;
  #waiting: KeptEvent[] = [];
  readonly #underway = new Map<string, Promise<void>>();
  /** Made before the shop has said who is there: if it is another than this browser remembers, they are theirs. */
  #unsure: Set<string> | undefined = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  #batchLimit = LARGEST_BATCH;
  #wasStranger = false;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** How many this tab holds that the shop has not answered for. */
  get size(): number {
    return this.#waiting.length;
  }

  /** When this returns the event outlives the page. */
  add(event: BrowserEvent): void {
    const kept = { event, owner: this.#parts.owners.current, tab: this.#parts.tabs.mine };
    this.#parts.keeper.put(kept);
    this.#waiting.push(kept);
    this.#unsure?.add(event.event_id);
    this.#makeRoom();
    if (!this.#parts.pause.hasFailed) this.#wake(isWeak(event) ? GATHER_WEAK_MS : GATHER_MS);
  }

  /** Takes over what tabs left that are gone. */
  async adopt(): Promise<void> {
    const { keeper, tabs } = this.#parts;
    await tabs.alone(async () => {
      const others = await tabs.others();
      const kept = await keeper.all();
      const held = new Set(this.#waiting.map(({ event }) => event.event_id));
      const orphans = kept
        .filter(({ event, tab }) => tab !== tabs.mine && !others.has(tab) && !held.has(event.event_id))
        .map((orphan) => ({ ...orphan, tab: tabs.mine }));
      this.#waiting = [...orphans, ...this.#waiting];
      await keeper.change(orphans);
    });
    this.#dropWhatNobodyWaitsFor();
    this.#makeRoom();
    if (this.#sendable().length > 0) this.#wake(this.#parts.pause.nextMs());
  }

  /** Sends what waits now, without gathering or waiting out a back-off. Resolves when the answer was dealt with. */
  async flush(): Promise<void> {
    this.#sleep();
    const wish = this.#parts.pause.wishMs();
    if (wish > 0) {
      if (this.#waiting.length > 0) this.#wake(wish);
      return;
    }
    if (this.#waiting.length === this.#underway.size) return;
    // No step aside when the shop is known: a page that goes away has no time for one.
    if (!this.#parts.isKnown() && !(await this.#ask())) return;
    const batch = this.#nextBatch();
    if (batch.length === 0) return;
    const sending = this.#sendBatch(batch);
    batch.forEach(({ event_id }) => this.#underway.set(event_id, sending));
    await sending;
  }

  /** The page is going away: all that can outlive it goes now. */
  leave(): void {
    if (!this.#parts.isKnown()) return;
    void this.flush();
    void this.flush();
  }

  /** The connection is back: no reason to wait longer. */
  hurry(): void {
    this.#parts.pause.worked();
    void this.flush();
  }

  /** Before somebody signs out: brings to the shop what can be brought in this time. */
  async deliver(withinMs: number): Promise<void> {
    let isLate = false;
    const late = new Promise<void>((resolve) =>
      setTimeout(() => {
        isLate = true;
        resolve();
      }, withinMs),
    );
    const all = async () => {
      await this.adopt().catch(() => undefined);
      do {
        await this.flush();
        await Promise.all(this.#underway.values());
      } while (!isLate && this.#sendable().length > 0 && this.#parts.pause.nextMs() === 0);
    };
    await Promise.race([all(), late]);
  }

  /** Somebody signed out: what is left of theirs goes. (Other tabs forget what they hold when they next send.) */
  async forget(): Promise<void> {
    this.#dropWhatNobodyWaitsFor();
    const { keeper, owners } = this.#parts;
    const gone = (await keeper.all()).filter(({ owner }) => owners.belonging(owner) === 'never');
    keeper.remove(gone.map(({ event }) => event.event_id));
  }

  async #ask(): Promise<boolean> {
    const { owners, pause, askWhoIsThere, keeper } = this.#parts;
    try {
      await askWhoIsThere();
    } catch {
      pause.failed();
      this.#wake(pause.nextMs());
      return false;
    }
    const unsure = this.#unsure ?? new Set();
    this.#unsure = undefined;
    // Written down with each event: what a visitor became is remembered only as long as the browser has room for it.
    const mended = new Map<string, KeptEvent>();
    for (const kept of this.#waiting) {
      const isTheirs = unsure.has(kept.event.event_id) || owners.belonging(kept.owner) === 'now';
      if (isTheirs && kept.owner !== owners.current)
        mended.set(kept.event.event_id, { ...kept, owner: owners.current });
    }
    this.#waiting = this.#waiting.map((kept) => mended.get(kept.event.event_id) ?? kept);
    void keeper.change([...mended.values()]);
    return true;
  }

  #sendable(): KeptEvent[] {
    const { owners } = this.#parts;
    const belongs = new Map<string, boolean>();
    return this.#waiting.filter(({ event, owner }) => {
      if (!belongs.has(owner)) belongs.set(owner, owners.belonging(owner) === 'now');
      return belongs.get(owner) === true && !this.#underway.has(event.event_id);
    });
  }

  #nextBatch(): BrowserEvent[] {
    this.#dropWhatNobodyWaitsFor();
    const batch: BrowserEvent[] = [];
    let characters = 0;
    for (const { event } of this.#sendable()) {
      characters += JSON.stringify(event).length;
      if (batch.length === this.#batchLimit || (batch.length > 0 && characters > LARGEST_BATCH_CHARACTERS)) break;
      batch.push(event);
    }
    return batch;
  }

  async #sendBatch(batch: readonly BrowserEvent[]): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await this.#parts.send(this.#parts.owners.current, batch);
    } catch {
      outcome = { kind: 'later' };
    }
    batch.forEach((event) => this.#underway.delete(event.event_id));
    this.#settle(batch, outcome);
    if (this.#sendable().length > 0) this.#wake(this.#parts.pause.nextMs());
  }

  #settle(batch: readonly BrowserEvent[], outcome: Outcome): void {
    const { pause } = this.#parts;
    switch (outcome.kind) {
      case 'answered':
        this.#done(outcome.eventIds);
        // An answer that left some out is no reason to ask again at once.
        if (outcome.eventIds.length === 0) pause.failed();
        else pause.worked();
        this.#batchLimit = LARGEST_BATCH;
        break;
      case 'unreadable':
        // Halve until the one that cannot be read is alone, and drop that one: it would hold up all behind it.
        if (batch.length > 1) {
          this.#batchLimit = Math.ceil(batch.length / 2);
        } else {
          this.#done(batch.map((event) => event.event_id));
          this.#batchLimit = LARGEST_BATCH;
        }
        if (!outcome.surely) pause.failed();
        break;
      case 'stranger':
        // Once at once, when it has been asked who is there; that again it is a stranger needs time.
        if (this.#wasStranger) pause.failed();
        break;
      case 'later':
        pause.failed();
        if (outcome.waitMs !== undefined) pause.asked(outcome.waitMs);
        break;
    }
    this.#wasStranger = outcome.kind === 'stranger';
  }

  #done(eventIds: readonly string[]): void {
    const ids = new Set(eventIds);
    this.#waiting = this.#waiting.filter(({ event }) => !ids.has(event.event_id));
    this.#parts.keeper.remove(eventIds);
  }

  #makeRoom(): void {
    const tooMany = this.#waiting.length - (this.#parts.mostKept ?? MOST_KEPT);
    if (tooMany <= 0) return;
    // The sort is stable: of one strength, the oldest go.
    const weakest = [...this.#waiting].sort((one, other) => strength(one.event) - strength(other.event));
    this.#done(weakest.slice(0, tooMany).map(({ event }) => event.event_id));
  }

  #dropWhatNobodyWaitsFor(): void {
    const { owners } = this.#parts;
    const gone = this.#waiting.filter(({ event, owner }) => {
      const belonging = owners.belonging(owner);
      return (
        belonging === 'never' || (belonging === 'later' && Date.now() - Date.parse(event.occurred_at) > MOST_AGE_MS)
      );
    });
    if (gone.length > 0) this.#done(gone.map(({ event }) => event.event_id));
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueAt = Infinity;
  }

  /** The sooner of two wishes counts. */
  #wake(afterMs: number): void {
    const dueAt = Date.now() + afterMs;
    if (dueAt >= this.#dueAt) return;
    this.#sleep();
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.flush(), afterMs);
  }
}

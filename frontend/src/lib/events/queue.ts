/**
 * Keeps events until the shop has said what became of each.
 *
 * An event is stored before anything is sent and removed only when the answer names it, so none is lost to a reload, a
 * closed tab or a dead connection. Sending one twice is harmless: the shop counts an event_id once.
 */
import type { BrowserEvent } from './event';
import type { EventStore } from './store';

export const GATHER_MS = 300;
export const LARGEST_BATCH = 50;
export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;

/** What became of a batch. */
export type Outcome =
  /** The shop answered for these ids (accepted, known already, or refused for good). */
  | { kind: 'answered'; eventIds: readonly string[] }
  /** The shop cannot read the batch at all. */
  | { kind: 'unreadable' }
  /** No answer, or the shop is busy: the same again later. */
  | { kind: 'later' };

export type Send = (events: readonly BrowserEvent[]) => Promise<Outcome>;

export class EventQueue {
  readonly #store: EventStore;
  readonly #send: Send;
  #waiting: BrowserEvent[];
  readonly #underway = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #batchLimit = LARGEST_BATCH;

  /** Starts with what an earlier page left behind. */
  constructor(store: EventStore, send: Send) {
    this.#store = store;
    this.#send = send;
    this.#waiting = store.all();
    if (this.#waiting.length > 0) this.#wake(GATHER_MS);
  }

  /** How many the shop has not answered for. */
  get size(): number {
    return this.#waiting.length;
  }

  add(event: BrowserEvent): void {
    this.#store.put(event);
    this.#waiting.push(event);
    if (this.#failures === 0) this.#wake(GATHER_MS);
  }

  /** Sends what waits now, without gathering or waiting out a back-off. Resolves when the answer was dealt with. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting.filter((event) => !this.#underway.has(event.event_id)).slice(0, this.#batchLimit);
    if (batch.length === 0) return;

    batch.forEach((event) => this.#underway.add(event.event_id));
    let outcome: Outcome;
    try {
      outcome = await this.#send(batch);
    } catch {
      outcome = { kind: 'later' };
    }
    batch.forEach((event) => this.#underway.delete(event.event_id));
    this.#settle(batch, outcome);
  }

  #settle(batch: readonly BrowserEvent[], outcome: Outcome): void {
    switch (outcome.kind) {
      case 'answered':
        this.#done(outcome.eventIds);
        // An answer that left some out is no reason to ask again at once.
        if (outcome.eventIds.length === 0) this.#failures += 1;
        else this.#failures = 0;
        this.#batchLimit = LARGEST_BATCH;
        break;
      case 'unreadable':
        // Halve until the one that cannot be read is alone, and drop that one: it would hold up all behind it.
        if (batch.length === 1) {
          this.#done(batch.map((event) => event.event_id));
          this.#batchLimit = LARGEST_BATCH;
        } else {
          this.#batchLimit = Math.ceil(batch.length / 2);
        }
        break;
      case 'later':
        this.#failures += 1;
        break;
    }
    if (this.#waiting.length > this.#underway.size) this.#wake(this.#pause());
  }

  #done(eventIds: readonly string[]): void {
    const ids = new Set(eventIds);
    this.#waiting = this.#waiting.filter((event) => !ids.has(event.event_id));
    this.#store.remove(eventIds);
  }

  #pause(): number {
    if (this.#failures === 0) return GATHER_MS;
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    // Shops that come back are not met by all browsers in the same moment.
    return pause * (0.75 + Math.random() / 2);
  }

  #wake(afterMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, afterMs);
  }
}

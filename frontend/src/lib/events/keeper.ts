/**
 * Keeps events for longer than a page lives: first in the journal, at once, then in the archive, and out of both only
 * when the queue says so. Where the browser allows only one of them that one is enough; where it allows none, events
 * live with the page.
 */
import type { EventArchive } from './archive';
import type { KeptEvent } from './event';
import type { Journal } from './journal';

/** What happens within a moment goes to the archive together. */
const GATHER_MS = 50;
/** After the archive failed it is left in peace for a while. */
const ARCHIVE_REST_MS = 30_000;

export class EventKeeper {
  readonly #journal: Journal;
  readonly #archive: EventArchive;
  readonly #onTheWay = new Map<string, KeptEvent>();
  #moving = new Map<string, KeptEvent>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(journal: Journal, archive: EventArchive) {
    this.#journal = journal;
    this.#archive = archive;
  }

  /** When this returns the event outlives the page. */
  put(kept: KeptEvent): void {
    this.#journal.put(kept);
    this.#onTheWay.set(kept.event.event_id, kept);
    if (this.#timer === undefined) this.#timer = setTimeout(() => void this.#move(), GATHER_MS);
  }

  /** Writes again what changed about events that are kept. */
  async change(kept: readonly KeptEvent[]): Promise<void> {
    if (kept.length === 0) return;
    const journaled = new Set(this.#journal.all().map(({ event }) => event.event_id));
    kept.filter(({ event }) => journaled.has(event.event_id)).forEach((one) => this.#journal.put(one));
    kept
      .filter(({ event }) => this.#onTheWay.has(event.event_id))
      .forEach((one) => this.#onTheWay.set(one.event.event_id, one));
    await this.#archive.put(kept).catch(() => undefined);
  }

  remove(eventIds: readonly string[]): void {
    if (eventIds.length === 0) return;
    this.#journal.remove(eventIds);
    [this.#onTheWay, this.#moving].forEach((some) => eventIds.forEach((id) => some.delete(id)));
    // Transactions run in the order they were made: one that is still putting them has ended before.
    this.#archive.remove(eventIds).catch(() => undefined);
  }

  /** Everything kept by all tabs, in the order it happened. */
  async all(): Promise<KeptEvent[]> {
    // The journal last: what moves meanwhile is in one of the two.
    const archived = await this.#archive.all().catch(() => []);
    const byId = new Map([...archived, ...this.#journal.all()].map((kept) => [kept.event.event_id, kept]));
    return [...byId.values()].sort((one, other) => one.event.occurred_at.localeCompare(other.event.occurred_at));
  }

  async #move(): Promise<void> {
    this.#moving = new Map(this.#onTheWay);
    this.#onTheWay.clear();
    const ids = [...this.#moving.keys()];
    let rest = GATHER_MS;
    try {
      if (ids.length > 0) await this.#archive.put([...this.#moving.values()]);
      this.#journal.remove(ids);
    } catch {
      // They stay in the journal, and are moved later.
      this.#moving.forEach((kept, id) => this.#onTheWay.set(id, kept));
      rest = ARCHIVE_REST_MS;
    }
    this.#moving.clear();
    this.#timer = this.#onTheWay.size > 0 ? setTimeout(() => void this.#move(), rest) : undefined;
  }
}

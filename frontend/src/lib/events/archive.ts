/** Events in IndexedDB, shared by all tabs. It has room for thousands, and is written while the page goes on. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

import type { KeptEvent } from './event';
import { isKeptEvent } from './journal';

interface EventsSchema extends DBSchema {
  events: { key: string; value: KeptEvent };
}

const NAME = 'leafloaf';
const VERSION = 1;
/** A database that does not open in this time is taken for denied. */
const PATIENCE_MS = 5_000;

export interface EventArchive {
  /** Resolves when they are kept. @throws where the browser keeps nothing, or has no room. */
  put: (kept: readonly KeptEvent[]) => Promise<void>;
  remove: (eventIds: readonly string[]) => Promise<void>;
  all: () => Promise<KeptEvent[]>;
}

export class IndexedDbArchive implements EventArchive {
  #opening: Promise<IDBPDatabase<EventsSchema>> | undefined;

  async put(kept: readonly KeptEvent[]): Promise<void> {
    const transaction = (await this.#database()).transaction('events', 'readwrite', { durability: 'relaxed' });
    kept.forEach((one) => void transaction.store.put(one).catch(() => undefined));
    await transaction.done;
  }

  async remove(eventIds: readonly string[]): Promise<void> {
    const transaction = (await this.#database()).transaction('events', 'readwrite', { durability: 'relaxed' });
    eventIds.forEach((id) => void transaction.store.delete(id).catch(() => undefined));
    await transaction.done;
  }

  async all(): Promise<KeptEvent[]> {
    const rows: unknown[] = await (await this.#database()).getAll('events');
    return rows.filter(isKeptEvent);
  }

  #database(): Promise<IDBPDatabase<EventsSchema>> {
    this.#opening ??= this.#open().catch((reason: unknown) => {
      this.#opening = undefined;
      throw reason;
    });
    return this.#opening;
  }

  async #open(): Promise<IDBPDatabase<EventsSchema>> {
    if (typeof indexedDB === 'undefined') throw new DOMException('There is no IndexedDB.', 'NotSupportedError');
    const forget = () => (this.#opening = undefined);
    const opening = openDB<EventsSchema>(NAME, VERSION, {
      upgrade: (database) => void database.createObjectStore('events', { keyPath: 'event.event_id' }),
      // A newer page in another tab wants to change the database: let it.
      blocking: (_current, _blocked, { target }) => {
        forget();
        (target as IDBDatabase).close();
      },
      terminated: forget,
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DOMException('IndexedDB does not answer.', 'TimeoutError')), PATIENCE_MS);
    });
    try {
      return await Promise.race([opening, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Where an event is safe before `track` returns: localStorage is written while the page waits, so not even a tab closed
 * in the same moment loses it. Its room is small: what has reached the archive leaves it.
 *
 * One entry for each event, so that tabs never overwrite each other.
 */
import type { KeptEvent } from './event';
import { readJson, writeJson } from './storage';

const PREFIX = 'leafloaf.event.';

/** Whether something read from the browser's stores is an event as this code writes them. */
export function isKeptEvent(value: unknown): value is KeptEvent {
  const { event, owner, tab } = (value ?? {}) as Partial<KeptEvent>;
  return (
    typeof owner === 'string' &&
    typeof tab === 'string' &&
    typeof event?.event_id === 'string' &&
    typeof event.event_type === 'string' &&
    typeof event.occurred_at === 'string'
  );
}

export class Journal {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Returns whether there was room for it. */
  put(kept: KeptEvent): boolean {
    return writeJson(this.#storage, PREFIX + kept.event.event_id, kept);
  }

  remove(eventIds: readonly string[]): void {
    eventIds.forEach((id) => this.#storage.removeItem(PREFIX + id));
  }

  all(): KeptEvent[] {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? '');
    return keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => this.#read(key));
  }

  #read(key: string): KeptEvent[] {
    const value: unknown = readJson(this.#storage, key);
    if (isKeptEvent(value)) return [value];
    this.#storage.removeItem(key);
    return [];
  }
}

/** Where events outlive the page: one entry of localStorage for each, so that tabs never overwrite each other. */
import type { BrowserEvent } from './event';

const PREFIX = 'leafloaf.event.';

export interface EventStore {
  put: (event: BrowserEvent) => void;
  remove: (eventIds: readonly string[]) => void;
  /** Everything kept, oldest first. */
  all: () => BrowserEvent[];
}

function parse(text: string | null): BrowserEvent | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<BrowserEvent> | null;
    return value?.event_id && value.event_type && value.occurred_at ? (value as BrowserEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** A store over localStorage. Where the browser allows none (private mode, a full disk) events live with the page. */
export function browserStore(storage: Storage): EventStore {
  return {
    put(event) {
      try {
        storage.setItem(PREFIX + event.event_id, JSON.stringify(event));
      } catch {
        // The queue holds it in memory too; it is only not safe from a reload.
      }
    },
    remove(eventIds) {
      try {
        eventIds.forEach((id) => storage.removeItem(PREFIX + id));
      } catch {
        // It would be sent again, and the shop knows its id.
      }
    },
    all() {
      try {
        const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
        return keys
          .filter((key) => key.startsWith(PREFIX))
          .map((key) => parse(storage.getItem(key)))
          .filter((event) => event !== undefined)
          .sort((one, other) => one.occurred_at.localeCompare(other.occurred_at));
      } catch {
        return [];
      }
    },
  };
}

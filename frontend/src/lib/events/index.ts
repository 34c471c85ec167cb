/** What the shopper does, told to the shop. `track` never waits, never throws and never loses. */
import { type NewEvent, uuid } from './event';
import { EventQueue } from './queue';
import { type OnRecorded, sendEvents } from './send';
import { browserStore } from './store';

export type { BrowserEvent, NewEvent } from './event';

let queue: EventQueue | undefined;
const listeners = new Set<OnRecorded>();

function theQueue(): EventQueue {
  queue ??= new EventQueue(browserStore(localStorage), (events) =>
    sendEvents(events, (recorded, sent) => listeners.forEach((tell) => tell(recorded, sent))),
  );
  return queue;
}

export function track(event: NewEvent): void {
  theQueue().add({ event_id: uuid(), occurred_at: new Date().toISOString(), ...event });
}

/** Sends what waits now: before signing out, so that nothing is told under another name. */
export function flushEvents(): Promise<void> {
  return theQueue().flush();
}

/** Called with every answer of the shop and the events it answers for. Returns how to stop. */
export function onRecorded(listener: OnRecorded): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Picks up what an earlier page left, and sends before the page goes away. Returns how to stop. */
export function startEvents(): () => void {
  const flush = () => void theQueue().flush();
  const whenHidden = () => {
    if (document.visibilityState === 'hidden') flush();
  };
  theQueue();
  document.addEventListener('visibilitychange', whenHidden);
  window.addEventListener('pagehide', flush);
  window.addEventListener('online', flush);
  return () => {
    document.removeEventListener('visibilitychange', whenHidden);
    window.removeEventListener('pagehide', flush);
    window.removeEventListener('online', flush);
  };
}

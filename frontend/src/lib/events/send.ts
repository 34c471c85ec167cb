/** Brings a batch of events to the shop: as text, so that no preflight is needed, and past the end of the page. */
import type { BrowserEvent } from './event';
import type { Outcome } from './queue';
import { csrfToken, ensureSession, resetSession } from '@/api/session';
import type { EventsRecorded } from '@/api/schema';

const UNREADABLE = new Set([400, 413, 415, 422]);

export type OnRecorded = (recorded: EventsRecorded, sent: readonly BrowserEvent[]) => void;

export async function sendEvents(events: readonly BrowserEvent[], onRecorded: OnRecorded): Promise<Outcome> {
  await ensureSession();
  const response = await fetch('/api/v1/events/', {
    method: 'POST',
    keepalive: true,
    credentials: 'same-origin',
    headers: { 'Content-Type': 'text/plain', 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
    body: JSON.stringify({ events, sent_at: new Date().toISOString() }),
  });
  if (UNREADABLE.has(response.status)) return { kind: 'unreadable' };
  if (!response.ok) {
    // The session or its token has run out: a new one is made before the next try.
    if (response.status === 401 || response.status === 403) resetSession();
    return { kind: 'later' };
  }
  const recorded = (await response.json()) as EventsRecorded;
  onRecorded(recorded, events);
  return { kind: 'answered', eventIds: recorded.results.map((result) => result.event_id) };
}

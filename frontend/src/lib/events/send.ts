/** Brings a batch of events to the shop: as text, so that no preflight is needed, and past the end of the page. */
import type { BrowserEvent } from './event';
import { csrfToken, resetSession } from '@/api/session';
import { noticeSessionEnded } from '@/api/session-ended';
import type { EventsRecorded } from '@/api/schema';

/** What became of a batch. */
export type Outcome =
  /** The shop answered for these ids (accepted, known already, or refused for good). */
  | { kind: 'answered'; eventIds: readonly string[] }
  /** The shop cannot read the batch. `surely` unless something on the way may have answered in its place. */
  | { kind: 'unreadable'; surely: boolean }
  /** The session is over, or another person's by now: who is there must be asked anew. */
  | { kind: 'stranger' }
  /** No answer, or the shop is busy: the same again later, after `waitMs` if it said so. */
  | { kind: 'later'; waitMs?: number };

export type OnRecorded = (recorded: EventsRecorded, sent: readonly BrowserEvent[]) => void;

const UNREADABLE = new Set([400, 413, 422]);
const BUSY = new Set([408, 425, 429]);
const STRANGER = new Set([401, 403, 409]);
const ANSWER_TIMEOUT_MS = 30_000;
/** Browsers let requests outlive a page while all of them together are smaller than 64 KiB. */
const OUTLIVING_BYTES = 60_000;

let outlivingBytes = 0;

/** `Retry-After` in ms: seconds, or a date. */
function waitOf(response: Response): number | undefined {
  const wish = response.headers.get('Retry-After');
  if (!wish) return undefined;
  const ms = /^\d+$/.test(wish.trim()) ? Number(wish) * 1_000 : Date.parse(wish) - Date.now();
  return ms >= 0 ? ms : undefined;
}

async function post(owner: string, body: Uint8Array<ArrayBuffer>, keepalive: boolean): Promise<Response> {
  if (keepalive) outlivingBytes += body.byteLength;
  try {
    return await fetch('/api/v1/events/', {
      method: 'POST',
      keepalive,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      headers: {
        'Content-Type': 'text/plain',
        'X-CSRFToken': csrfToken(),
        'X-Event-Owner': owner,
        Accept: 'application/json',
      },
      body,
    });
  } finally {
    if (keepalive) outlivingBytes -= body.byteLength;
  }
}

function warnOfRejected({ results }: EventsRecorded): void {
  for (const { event_id, status, code, reason } of results) {
    if (status === 'rejected') console.warn(`The shop did not take event ${event_id} (${code}): ${reason}`);
  }
}

/**
 * Sends events of one owner. The session must have been made.
 *
 * @throws when no answer came, or one that makes no sense.
 */
export async function sendEvents(
  owner: string,
  events: readonly BrowserEvent[],
  onRecorded: OnRecorded,
): Promise<Outcome> {
  const body = new TextEncoder().encode(JSON.stringify({ events, sent_at: new Date().toISOString() }));
  const response = await post(owner, body, outlivingBytes + body.byteLength <= OUTLIVING_BYTES);
  const { status } = response;
  if (UNREADABLE.has(status)) return { kind: 'unreadable', surely: true };
  if (STRANGER.has(status)) {
    await noticeSessionEnded(response);
    resetSession();
    return { kind: 'stranger' };
  }
  if (status >= 500 || BUSY.has(status)) return { kind: 'later', waitMs: waitOf(response) };
  if (!response.ok) return { kind: 'unreadable', surely: false };
  const recorded = (await response.json()) as EventsRecorded;
  const eventIds = recorded.results.map(({ event_id }) => event_id);
  if (import.meta.env.DEV) warnOfRejected(recorded);
  onRecorded(recorded, events);
  return { kind: 'answered', eventIds };
}

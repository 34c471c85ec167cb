/**
 * One order, however often it is sent: the key of a checkout belongs to its exact contents and stays until the shop has
 * answered, over retries and a reloaded page.
 */
import { ApiProblem } from '@/api/problem';
import type { CheckoutRequest } from '@/api/schema';
import { uuid } from '@/lib/events/event';

const PLACE = 'leafloaf.checkout.attempt';

export interface Attempt {
  key: string;
  body: CheckoutRequest;
}

function isAttempt(value: unknown): value is Attempt {
  return (
    typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string' && 'body' in value
  );
}

/** The attempt that was sent and not answered, if there is one. */
export function unanswered(storage: Storage = sessionStorage): Attempt | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(PLACE) ?? 'null');
    return isAttempt(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Begins an attempt, or goes on with the unanswered one when it says the same. */
export function begin(body: CheckoutRequest, storage: Storage = sessionStorage): Attempt {
  const earlier = unanswered(storage);
  if (earlier && JSON.stringify(earlier.body) === JSON.stringify(body)) return earlier;
  const attempt = { key: uuid(), body };
  storage.setItem(PLACE, JSON.stringify(attempt));
  return attempt;
}

/** The shop has answered: the next attempt is another one. */
export function settle(storage: Storage = sessionStorage): void {
  storage.removeItem(PLACE);
}

/** Whether, after this failure, the order may have been placed all the same. */
export function mayHaveHappened(reason: unknown): boolean {
  const { status, code } = ApiProblem.from(reason);
  if (code === 'payment_in_progress') return true;
  return status === 0 || (status >= 500 && code !== 'payment_unavailable');
}

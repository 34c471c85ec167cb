/** The visitor's session: the server makes it at the first write, once, before anything is recorded. */

import { ApiProblem } from './problem';
import type { Me } from './schema';

const ME = '/api/v1/me/';

let pending: Promise<Me> | undefined;
let opened: Me | undefined;

/** The CSRF token as the cookie has it now (it changes at sign-in). */
export function csrfToken(): string {
  const found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return found?.[1] ?? '';
}

async function open(): Promise<Me> {
  // Cookies may have been cleared since the page came; reading who one is brings the token again.
  if (!csrfToken()) await fetch(ME, { credentials: 'same-origin' });
  const response = await fetch('/api/v1/session/', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': csrfToken(), 'Content-Type': 'application/json', Accept: 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new ApiProblem(response.status, await response.json().catch(() => undefined));
  return (await response.json()) as Me;
}

/**
 * Makes sure that the server knows this visitor, and says who they are. Many callers share one request; a failed one is
 * tried again by the next caller.
 *
 * @throws ApiProblem when the shop refused, or could not be reached (status 0).
 */
export function ensureSession(): Promise<Me> {
  if (pending) return pending;
  const mine = open().then(
    (me) => {
      if (pending === mine) opened = me;
      return me;
    },
    (reason: unknown) => {
      if (pending === mine) pending = undefined;
      throw ApiProblem.from(reason);
    },
  );
  pending = mine;
  return mine;
}

/** What `ensureSession` found, for those who cannot wait; undefined before, and after `resetSession`. */
export function openedSession(): Me | undefined {
  return opened;
}

/** Forget that a session was made: call after signing in or out, and when the shop says that it is over. */
export function resetSession(): void {
  pending = undefined;
  opened = undefined;
}

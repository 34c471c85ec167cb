/** The visitor's session: the server makes it at the first write, once, before anything is recorded. */

import { ApiProblem } from './problem';

let pending: Promise<void> | undefined;

/** The CSRF token as the cookie has it now (it changes at sign-in). */
export function csrfToken(): string {
  const found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return found?.[1] ?? '';
}

async function open(): Promise<void> {
  const response = await fetch('/api/v1/session/', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': csrfToken(), 'Content-Type': 'application/json', Accept: 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new ApiProblem(response.status, await response.json().catch(() => undefined));
}

/**
 * Makes sure that the server knows this visitor. Many callers share one request; a failed one is tried again by the
 * next caller.
 */
export function ensureSession(): Promise<void> {
  pending ??= open().catch((reason: unknown) => {
    pending = undefined;
    throw ApiProblem.from(reason);
  });
  return pending;
}

/** Forget that a session was made: call after signing in or out. */
export function resetSession(): void {
  pending = undefined;
}

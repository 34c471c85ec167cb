/**
 * The one way to the shop's API: typed by its schema, with the CSRF token on every write and a subject made first.
 *
 *     const cart = await answer(api.GET('/api/v1/cart/'));
 */
import createClient, { type Middleware } from 'openapi-fetch';

import { ApiProblem } from './problem';
import type { paths } from './schema';
import { csrfToken, ensureSession } from './session';
import { noticeSessionEnded } from './session-ended';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const writes: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (SAFE_METHODS.has(request.method)) return undefined;
    if (schemaPath !== '/api/v1/session/') await ensureSession();
    request.headers.set('X-CSRFToken', csrfToken());
    return request;
  },
  async onResponse({ response }) {
    await noticeSessionEnded(response);
    return undefined;
  },
};

export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  // Looked up at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
  querySerializer: { array: { style: 'form', explode: true } },
});
api.use(writes);

/**
 * The body of a successful answer.
 *
 * @throws ApiProblem when the shop refused, or could not be reached (status 0).
 */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let outcome;
  try {
    outcome = await call;
  } catch (reason) {
    throw ApiProblem.from(reason);
  }
  if (!outcome.response.ok) throw new ApiProblem(outcome.response.status, outcome.error);
  return outcome.data as T;
}

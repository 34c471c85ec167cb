/** The shop no longer knows this browser's session. The next write makes a new one; the page says so, once. */
import { ApiProblem } from './problem';
import { resetSession } from './session';

const CODE = 'session_ended';
/** Several requests that were on their way find the same session ended. */
const SAME_END_MS = 10_000;

const listeners = new Set<() => void>();
let toldAt = -Infinity;

/** Tells the page. Where the shop itself said so, `noticeSessionEnded` has. */
export function tellSessionEnded(): void {
  const now = performance.now();
  if (now - toldAt < SAME_END_MS) return;
  toldAt = now;
  listeners.forEach((tell) => tell());
}

/** Called when a session is found ended. Returns how to stop. */
export function onSessionEnded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether an answer says that the session is over; if so, the page has been told. Leaves the body to be read. */
export async function noticeSessionEnded(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (new ApiProblem(response.status, body).code !== CODE) return false;
  resetSession();
  tellSessionEnded();
  return true;
}

/** Whether a write failed because the session was over: the page says so itself. */
export function isSessionEnded(reason: unknown): boolean {
  return ApiProblem.from(reason).code === CODE;
}

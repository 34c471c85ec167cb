/**
 * Sign-in and account security: allauth's headless API for browsers, as far as the shop uses it.
 * Specification: https://docs.allauth.org/en/latest/headless/openapi-specification/
 */
import { ApiProblem, type FieldError } from './problem';
import { csrfToken } from './session';

const BASE = '/_allauth/browser/v1';

export type AuthenticatorType = 'totp' | 'recovery_codes';

/** Something the visitor may do to get in, or (pending) must do next. */
export interface Flow {
  id: string;
  is_pending?: boolean;
  types?: AuthenticatorType[];
}

interface Envelope {
  status: number;
  data?: unknown;
  meta?: Record<string, unknown>;
  errors?: { message: string; code: string; param?: string }[];
}

/** An answer that is no error: 200, or 401 where that means "there is another step". */
export interface Answered<T> {
  status: number;
  data: T;
  meta: Record<string, unknown>;
}

/** The account is signed in, but the shop wants to be sure that it is still the same person. */
export class ConfirmationNeeded extends ApiProblem {
  readonly flows: Flow[];

  constructor(flows: Flow[]) {
    super(401, { code: 'confirmation_needed', detail: 'Please confirm that it is you.' });
    this.flows = flows;
  }
}

/** Kinder words for what allauth says in its own. */
const WORDS: Readonly<Record<string, string>> = {
  required: 'Please fill this in.',
  invalid: 'This does not look right. Please check it.',
  email_taken: 'There is an account with this address already. Sign in, or set a new password.',
  password_too_short: 'That is too short: take at least 10 characters.',
  password_too_common: 'Too many people use this password, so it is guessed first. Choose another.',
  password_too_similar: 'That is too close to your email address. Choose another.',
  password_entirely_numeric: 'Digits alone are easy to guess: add some letters.',
  email_password_mismatch: 'That email and password do not go together. Check both, or set a new password.',
  too_many_login_attempts: 'That was one try too many. Wait five minutes, or set a new password.',
  incorrect_code: 'That code is not right. Codes change every 30 seconds: try the one shown now.',
  invalid_password_reset: 'This link has been used already, or is too old. Ask for a new one.',
  invalid_or_expired_key: 'This link has been used already, or is too old.',
  enter_current_password: 'That is not your current password.',
  incorrect_password: 'That is not your password.',
  unverified_email: 'First confirm your email address, under name and email.',
};
const THROTTLED = 'That was a lot of tries. Please wait a few minutes, then try again.';
const SIGNED_OUT = 'Please sign in first.';

function flowsOf(envelope: Envelope): Flow[] {
  const data = envelope.data as { flows?: Flow[] } | undefined;
  return data?.flows ?? [];
}

function problemOf(status: number, body: Envelope | undefined): ApiProblem {
  if (status === 429) return new ApiProblem(429, { code: 'throttled', detail: THROTTLED });
  if (status === 401) return new ApiProblem(401, { code: 'signed_out', detail: SIGNED_OUT });
  const rows = Array.isArray(body?.errors) ? body.errors : [];
  if (rows.length === 0) return new ApiProblem(status, body);
  const errors: FieldError[] = rows.map(({ message, code, param }) => ({
    field: param ?? '',
    message: WORDS[code] ?? message,
  }));
  return new ApiProblem(status, { code: rows[0]?.code, detail: errors[0]?.message, errors });
}

async function request(method: string, path: string, body: unknown): Promise<Response> {
  const ask = (init: RequestInit) => fetch(`${BASE}/${path}`, { credentials: 'same-origin', ...init });
  const headers: Record<string, string> = { Accept: 'application/json' };
  try {
    if (method === 'GET') return await ask({ headers });
    if (!csrfToken()) await fetch(`${BASE}/config`, { credentials: 'same-origin' });
    headers['X-CSRFToken'] = csrfToken();
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    return await ask({ method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ApiProblem(0, undefined);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * @param expected - further statuses that are an answer here and no error.
 * @throws ConfirmationNeeded when the person must confirm who they are first.
 * @throws ApiProblem when refused, or when no answer came (status 0).
 */
export async function allauth<T>(
  method: Method,
  path: string,
  { body, expected = [] }: { body?: unknown; expected?: readonly number[] } = {},
): Promise<Answered<T>> {
  const response = await request(method, path, body);
  const envelope = (await response.json().catch(() => undefined)) as Envelope | undefined;
  if (envelope && (response.ok || expected.includes(response.status))) {
    return { status: response.status, data: envelope.data as T, meta: envelope.meta ?? {} };
  }
  if (response.status === 401 && envelope?.meta?.is_authenticated === true) {
    throw new ConfirmationNeeded(flowsOf(envelope));
  }
  throw problemOf(response.status, envelope);
}

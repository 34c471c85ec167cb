import type { Answered, AuthenticatorType, Flow } from '@/api/allauth';

/** What allauth answers about who is signed in and what is missing. */
export interface AuthData {
  user?: { email?: string; display?: string };
  flows?: Flow[];
}

/** What the person does next. */
export type NextStep =
  | { kind: 'done' }
  | { kind: 'two_factor'; types: AuthenticatorType[] }
  | { kind: 'verify_email' }
  | { kind: 'sign_in' };

/** Reads the next step from an answer of a sign-in, sign-up or code. */
export function nextStep({ status, data }: Answered<AuthData>): NextStep {
  if (status === 200) return { kind: 'done' };
  const pending = data.flows?.find((flow) => flow.is_pending);
  if (pending?.id === 'mfa_authenticate') return { kind: 'two_factor', types: pending.types ?? ['totp'] };
  if (pending?.id === 'verify_email') return { kind: 'verify_email' };
  return { kind: 'sign_in' };
}

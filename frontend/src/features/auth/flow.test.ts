import { describe, expect, it } from 'vitest';

import { type AuthData, nextStep } from './flow';

const answered = (status: number, data: AuthData) => ({ status, data, meta: {} });

describe('the next step of a sign-in', () => {
  it('is none once somebody is signed in', () => {
    expect(nextStep(answered(200, { user: { email: 'ana@example.com' } }))).toEqual({ kind: 'done' });
  });

  it('is the code when the second lock is on', () => {
    const flows = [{ id: 'login' }, { id: 'mfa_authenticate', is_pending: true, types: ['totp' as const] }];
    expect(nextStep(answered(401, { flows }))).toEqual({ kind: 'two_factor', types: ['totp'] });
  });

  it('is the mailed link when the address must be confirmed first', () => {
    expect(nextStep(answered(401, { flows: [{ id: 'verify_email', is_pending: true }] }))).toEqual({
      kind: 'verify_email',
    });
  });

  it('is the beginning when nothing is pending', () => {
    expect(nextStep(answered(401, { flows: [{ id: 'login' }, { id: 'mfa_authenticate' }] })).kind).toBe('sign_in');
    expect(nextStep(answered(401, {})).kind).toBe('sign_in');
  });
});

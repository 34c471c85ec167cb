import { describe, expect, it, vi } from 'vitest';

import { allauth, ConfirmationNeeded } from './allauth';
import { ApiProblem } from './problem';
import { serve } from '@/testing/network';

async function failure(call: Promise<unknown>): Promise<ApiProblem> {
  try {
    await call;
  } catch (reason) {
    if (reason instanceof ApiProblem) return reason;
    throw reason;
  }
  throw new Error('It did not fail.');
}

describe('allauth', () => {
  it('sends JSON to its own address', async () => {
    const calls = serve(() => ({ body: { status: 200, data: { user: {} } } }));
    await allauth('POST', 'auth/login', { body: { email: 'ana@example.com' } });
    expect(calls.at(-1)).toEqual({
      method: 'POST',
      path: '/_allauth/browser/v1/auth/login',
      body: { email: 'ana@example.com' },
    });
  });

  it('puts errors beside their fields, in our words', async () => {
    serve(() => ({
      status: 400,
      body: {
        status: 400,
        errors: [
          { param: 'password', code: 'email_password_mismatch', message: 'The email address and/or password…' },
          { code: 'odd', message: 'Something else.' },
        ],
      },
    }));
    const problem = await failure(allauth('POST', 'auth/login', { body: {} }));
    expect(problem.forField('password')).toMatch(/do not go together/);
    expect(problem.forField('')).toBe('Something else.');
    expect(problem.code).toBe('email_password_mismatch');
  });

  it('answers a 401 that is a step on the way', async () => {
    const flows = [{ id: 'mfa_authenticate', is_pending: true }];
    serve(() => ({ status: 401, body: { status: 401, data: { flows }, meta: { is_authenticated: false } } }));
    const answered = await allauth('POST', 'auth/login', { body: {}, expected: [401] });
    expect(answered).toMatchObject({ status: 401, data: { flows } });
  });

  it('asks for a confirmation when somebody signed in must show who they are', async () => {
    const flows = [{ id: 'reauthenticate' }];
    serve(() => ({ status: 401, body: { status: 401, data: { flows }, meta: { is_authenticated: true } } }));
    const problem = await failure(allauth('DELETE', 'account/authenticators/totp'));
    expect(problem).toBeInstanceOf(ConfirmationNeeded);
    expect((problem as ConfirmationNeeded).flows).toEqual(flows);
  });

  it('tells somebody who tried too often to wait', async () => {
    serve(() => ({ status: 429, body: { status: 429 } }));
    const problem = await failure(allauth('POST', 'auth/login', { body: {} }));
    expect(problem.code).toBe('throttled');
    expect(problem.message).toMatch(/wait a few minutes/);
  });

  it('says when it could not be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failure(allauth('GET', 'auth/session'))).status).toBe(0);
  });
});

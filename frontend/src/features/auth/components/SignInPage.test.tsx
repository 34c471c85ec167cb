import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { SignInPage } from './SignInPage';
import { type Call, serve } from '@/testing/network';
import { renderInShop } from '@/testing/render';

const LOGIN = '/_allauth/browser/v1/auth/login';
const CODE = '/_allauth/browser/v1/auth/2fa/authenticate';
const SIGNED_IN = { status: 200, body: { status: 200, data: { user: {} }, meta: { is_authenticated: true } } };
const CODE_WANTED = {
  status: 401,
  body: {
    status: 401,
    data: { flows: [{ id: 'mfa_authenticate', is_pending: true, types: ['totp', 'recovery_codes'] }] },
    meta: { is_authenticated: false },
  },
};
const refused = (param: string, code: string) => ({
  status: 400,
  body: { status: 400, errors: [{ param, code, message: code }] },
});

/** A shop where the given answers come one after the other; whoever is let in is known from then on. */
function shop(...answers: { status: number; body: unknown }[]) {
  let isIn = false;
  return serve((call: Call) => {
    if (call.path === '/api/v1/me/') return { body: { authenticated: isIn, email: null, first_name: '' } };
    if (call.path !== LOGIN && call.path !== CODE) return undefined;
    const next = answers.shift();
    isIn ||= next === SIGNED_IN;
    return next;
  });
}

async function signIn(at = '/sign-in?next=%2Fcheckout') {
  const user = userEvent.setup();
  renderInShop(<SignInPage />, at);
  await user.type(screen.getByLabelText('Email'), 'ana@example.com');
  await user.type(screen.getByLabelText('Password'), ' with spaces ');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  return user;
}

describe('signing in', () => {
  it('brings one back to where one was', async () => {
    const calls = shop(SIGNED_IN);
    await signIn();
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/checkout'));
    expect(calls.find((call) => call.path === LOGIN)?.body).toEqual({
      email: 'ana@example.com',
      password: ' with spaces ',
    });
  });

  it('says beside the field what is wrong, and puts the cursor there', async () => {
    shop(refused('password', 'email_password_mismatch'));
    await signIn();
    const field = screen.getByLabelText('Password');
    await waitFor(() => expect(field).toHaveAccessibleDescription(/do not go together/));
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
  });

  it('asks for the code when there is a second lock, and tells a wrong one', async () => {
    shop(CODE_WANTED, refused('code', 'incorrect_code'), SIGNED_IN);
    const user = await signIn();
    const code = await screen.findByLabelText('Code');
    await user.type(code, '123 456');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(code).toHaveAccessibleDescription(/not right/));
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/checkout'));
  });

  it('takes a recovery code when the phone is away', async () => {
    const calls = shop(CODE_WANTED, SIGNED_IN);
    const user = await signIn();
    await user.click(await screen.findByRole('button', { name: /not have my phone/ }));
    await user.type(screen.getByLabelText('Recovery code'), 'abcd1234');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(calls.find((call) => call.path === CODE)?.body).toEqual({ code: 'abcd1234' }));
  });

  it('asks somebody who tried too often to wait', async () => {
    shop({ status: 429, body: { status: 429 } });
    await signIn();
    expect(await screen.findByRole('alert')).toHaveTextContent(/wait a few minutes/);
  });
});

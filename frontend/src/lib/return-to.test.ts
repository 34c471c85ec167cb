import { describe, expect, it } from 'vitest';

import { isBehindTheStorefront, returnTo, signInPath } from './return-to';

const wanted = (next: string) => returnTo(new URLSearchParams({ next }));

describe('after signing in', () => {
  it('one is back where one was', () => {
    expect(wanted('/search?q=oat milk#top')).toBe('/search?q=oat milk#top');
    expect(returnTo(new URLSearchParams(signInPath('/checkout').split('?')[1]))).toBe('/checkout');
  });

  it('one is at home when one came from nowhere', () => {
    expect(returnTo(new URLSearchParams())).toBe('/');
    expect(signInPath('/')).toBe('/sign-in');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'checkout',
    '',
  ])('one is never sent to %j', (next) => {
    expect(wanted(next)).toBe('/');
  });

  it.each(['/sign-in', '/sign-up?next=/', '/account/reset-password/abc'])('one is not sent around to %s', (next) => {
    expect(wanted(next)).toBe('/');
  });

  it('staff return to their own pages, which take a page load', () => {
    expect(wanted('/admin/shop/order/?q=7')).toBe('/admin/shop/order/?q=7');
    expect(isBehindTheStorefront('/admin/shop/order/?q=7')).toBe(true);
    expect(isBehindTheStorefront('/administration')).toBe(false);
    expect(isBehindTheStorefront('/account/security?next=/admin/')).toBe(false);
  });

  it('one may return to the account', () => {
    expect(wanted('/account')).toBe('/account');
  });
});

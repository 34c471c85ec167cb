import { beforeEach, describe, expect, it } from 'vitest';

import { begin, mayHaveHappened, settle, unanswered } from './attempt';
import { ApiProblem } from '@/api/problem';
import type { CheckoutRequest } from '@/api/schema';

const body: CheckoutRequest = {
  address_id: 7,
  slot_id: 3,
  payment: { method: 'on_delivery' },
  expected_total: '12.48',
  note: '',
  save_address: false,
};

beforeEach(() => {
  sessionStorage.clear();
});

describe('an attempt to check out', () => {
  it('keeps its key over retries', () => {
    expect(begin(body).key).toBe(begin({ ...body }).key);
  });

  it('is found again after the page was loaded anew', () => {
    const attempt = begin(body);
    expect(unanswered()).toEqual(attempt);
  });

  it('gets another key when anything in it changes', () => {
    const first = begin(body);
    expect(begin({ ...body, note: 'Ring twice' }).key).not.toBe(first.key);
    expect(begin({ ...body, expected_total: '12.49' }).key).not.toBe(first.key);
  });

  it('gets another key once the shop has answered', () => {
    const first = begin(body);
    settle();
    expect(unanswered()).toBeNull();
    expect(begin(body).key).not.toBe(first.key);
  });

  it('ignores what somebody else left in its place', () => {
    for (const left of ['{', 'null', '"key"', '{"key": 5, "body": {}}']) {
      sessionStorage.setItem('leafloaf.checkout.attempt', left);
      expect(unanswered()).toBeNull();
    }
  });
});

describe('mayHaveHappened', () => {
  it.each([
    ['no answer came', new TypeError('Failed to fetch')],
    ['the server broke', new ApiProblem(500, {})],
    ['a proxy gave up', new ApiProblem(504, {})],
    ['the card is still being asked', new ApiProblem(409, { code: 'payment_in_progress' })],
  ])('is so when %s', (_, reason) => {
    expect(mayHaveHappened(reason)).toBe(true);
  });

  it.each([
    ['something sold out', new ApiProblem(409, { code: 'out_of_stock' })],
    ['the card was declined', new ApiProblem(402, { code: 'payment_declined' })],
    ['the card service was silent and everything was given back', new ApiProblem(503, { code: 'payment_unavailable' })],
    ['the form was wrong', new ApiProblem(400, { code: 'invalid' })],
    ['there were too many tries', new ApiProblem(429, {})],
  ])('is not so when %s', (_, reason) => {
    expect(mayHaveHappened(reason)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';

import { errorsOf, stepToMend } from './problem-step';
import { ApiProblem } from '@/api/problem';

const refused = (code: string, ...fields: string[]) =>
  new ApiProblem(409, { code, errors: fields.map((field) => ({ field, message: `${field}?` })) });

describe('where a refusal is mended', () => {
  it.each([
    ['slot_full', [], 'when'],
    ['slot_gone', [], 'when'],
    ['invalid', ['slot_id'], 'when'],
    ['invalid', ['address.postcode'], 'where'],
    ['invalid', ['email'], 'where'],
    ['payment_declined', [], 'pay'],
    ['total_changed', [], 'pay'],
    ['card_refused', ['card.number'], 'pay'],
  ] as const)('%s %j is mended in %s', (code, fields, step) => {
    expect(stepToMend(refused(code, ...fields))).toBe(step);
  });

  it('is the last step when no answer came', () => {
    expect(stepToMend(new TypeError('Failed to fetch'))).toBe('pay');
  });
});

describe('errorsOf', () => {
  it('names the fields as the form does', () => {
    expect(errorsOf(refused('invalid', 'address.city', 'email', 'card.number'), 'address')).toEqual([
      { field: 'city', message: 'address.city?' },
    ]);
  });
});

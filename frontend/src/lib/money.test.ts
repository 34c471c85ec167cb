import { describe, expect, it } from 'vitest';

import { addMoney, isZero } from './money';

describe('addMoney', () => {
  it.each([
    [['12.50', '3.99'], '16.49'],
    [['0.10', '0.20'], '0.30'],
    [['5', '-5.01'], '-0.01'],
    [['99999999.99', '0.01'], '100000000.00'],
    [[], '0.00'],
  ])('adds %j exactly', (amounts, sum) => {
    expect(addMoney(...amounts)).toBe(sum);
  });

  it('refuses what is no amount', () => {
    expect(() => addMoney('3,49')).toThrow(RangeError);
  });
});

describe('isZero', () => {
  it('knows nothing however it is written', () => {
    expect([isZero('0'), isZero('0.00'), isZero('0.01')]).toEqual([true, true, false]);
  });
});

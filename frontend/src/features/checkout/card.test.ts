import { describe, expect, it } from 'vitest';

import { cardErrors, slashedExpiry, spacedNumber } from './card';

const MARCH_2026 = new Date(2026, 2, 15);
const good = { number: '4242 4242 4242 4242', expiry: '04/28', cvc: '123' };
const fields = (card: Partial<typeof good>) => cardErrors({ ...good, ...card }, MARCH_2026).map((error) => error.field);

describe('typing a card', () => {
  it('spaces the number in fours and drops what is no digit', () => {
    expect(spacedNumber('4242-4242 42')).toBe('4242 4242 42');
    expect(spacedNumber('4242')).toBe('4242');
  });

  it('puts the slash into the expiry', () => {
    expect(slashedExpiry('12', '1')).toBe('12/');
    expect(slashedExpiry('1228', '12/2')).toBe('12/28');
    expect(slashedExpiry('4', '')).toBe('04/');
    expect(slashedExpiry('0428', '')).toBe('04/28');
  });

  it('lets the expiry be taken back', () => {
    expect(slashedExpiry('12', '12/')).toBe('12');
    expect(slashedExpiry('1', '12')).toBe('1');
  });
});

describe('cardErrors', () => {
  it('finds nothing wrong with a good card', () => {
    expect(fields({})).toEqual([]);
  });

  it('names every empty field', () => {
    expect(fields({ number: '', expiry: '', cvc: '' })).toEqual(['number', 'expiry', 'cvc']);
  });

  it('sees a mistyped digit', () => {
    expect(fields({ number: '4242 4242 4242 4243' })).toEqual(['number']);
  });

  it('knows a card of this month from one of last month', () => {
    expect(fields({ expiry: '03/26' })).toEqual([]);
    expect(fields({ expiry: '02/26' })).toEqual(['expiry']);
    expect(fields({ expiry: '13/27' })).toEqual(['expiry']);
  });

  it('wants a security code of three or four digits', () => {
    expect([fields({ cvc: '12' }), fields({ cvc: '1234' })]).toEqual([['cvc'], []]);
  });
});

import { describe, expect, it } from 'vitest';

import { ago, list, money, percent, plural, timeRange, unitPrice } from './format';

describe('formats', () => {
  it.each([
    ['3.49', 'USD', '$3.49'],
    ['0.5', 'USD', '$0.50'],
    ['1234567.89', 'USD', '$1,234,567.89'],
    ['90071992547409.93', 'USD', '$90,071,992,547,409.93'],
    ['4.00', 'EUR', '€4.00'],
  ])('writes %s %s as %s', (amount, currency, written) => {
    expect(money(amount, currency)).toBe(written);
  });

  it('writes a unit price with its unit', () => {
    expect(unitPrice({ amount: '0.10', per: 'fl oz' })).toBe('$0.10 / fl oz');
  });

  it('counts one differently from many', () => {
    expect([plural(0, 'item'), plural(1, 'item'), plural(1200, 'item')]).toEqual(['0 items', '1 item', '1,200 items']);
  });

  it('says how long ago in the largest fitting unit', () => {
    const now = Date.parse('2026-03-10T12:00:00Z');
    expect(ago('2026-03-10T11:59:40Z', now)).toBe('just now');
    expect(ago('2026-03-10T11:20:00Z', now)).toBe('40 minutes ago');
    expect(ago('2026-03-10T02:00:00Z', now)).toBe('10 hours ago');
    expect(ago('2026-03-09T11:00:00Z', now)).toBe('yesterday');
    expect(ago('2026-03-01T12:00:00Z', now)).toBe('9 days ago');
  });

  it('joins words as one says them', () => {
    expect([list(['milk']), list(['milk', 'soy']), list(['milk', 'soy', 'nuts'])]).toEqual([
      'milk',
      'milk and soy',
      'milk, soy and nuts',
    ]);
  });

  it('writes shares as whole percents', () => {
    expect([percent(0.423), percent(1)]).toEqual(['42%', '100%']);
  });

  it('writes a range of time with the half of day once', () => {
    expect(timeRange('2026-03-10T17:00:00', '2026-03-10T19:00:00').replace(/\s/g, ' ')).toBe('5:00 – 7:00 PM');
  });
});

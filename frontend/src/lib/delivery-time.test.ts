import { describe, expect, it } from 'vitest';

import { deliveryDay, deliveryMoment, deliveryTime, shortDeliveryDay } from './delivery-time';

const slot = { starts_at: '2026-03-02T20:00:00-05:00', ends_at: '2026-03-02T22:00:00-05:00' };
// Intl puts thin and narrow spaces around its dash and before AM.
const plain = (text: string) => text.replaceAll(/[\u2009\u202f]/g, ' ');

describe('delivery times', () => {
  it("are read off the shop's clock, not the shopper's", () => {
    expect(plain(deliveryTime(slot))).toBe('8 – 10 PM');
    expect(deliveryDay(slot.starts_at)).toBe('Monday, March 2');
  });

  it('keep the minutes that matter', () => {
    const half = { starts_at: '2026-03-02T08:30:00-05:00', ends_at: '2026-03-02T10:00:00-05:00' };
    expect(plain(deliveryTime(half))).toBe('8:30 – 10 AM');
  });

  it('are said in one line', () => {
    expect(plain(deliveryMoment(slot))).toBe('Monday, March 2, 8 – 10 PM');
  });

  it('have days short enough for a tab', () => {
    expect(shortDeliveryDay('2026-03-02')).toEqual(['Mon', 'Mar 2']);
  });
});

import { describe, expect, it } from 'vitest';

import { isOver, stages } from './status';
import type { OrderStatus } from '@/api/schema';

const change = (status: OrderStatus, changed_at: string) => ({ status, label: status, changed_at });
const PLACED = change('placed', '2026-03-02T10:00:00Z');
const PICKING = change('picking', '2026-03-02T11:00:00Z');

describe('the stages of an order', () => {
  it('are the whole way, with times for what was reached', () => {
    const way = stages({ status: 'picking', history: [PLACED, PICKING] });
    expect(way.map((stage) => stage.at)).toEqual([PLACED.changed_at, PICKING.changed_at, null, null]);
    expect(way.filter((stage) => stage.isCurrent).map((stage) => stage.status)).toEqual(['picking']);
  });

  it('begin nowhere while the payment is awaited', () => {
    expect(stages({ status: 'pending_payment', history: [] }).some((stage) => stage.at ?? stage.isCurrent)).toBe(false);
  });

  it('end with the cancellation', () => {
    const cancelled = change('cancelled', '2026-03-02T10:05:00Z');
    const way = stages({ status: 'cancelled', history: [PLACED, cancelled] });
    expect(way.map((stage) => [stage.status, stage.isCurrent])).toEqual([
      ['placed', false],
      ['cancelled', true],
    ]);
  });
});

describe('isOver', () => {
  it.each([
    ['placed', false],
    ['out_for_delivery', false],
    ['delivered', true],
    ['cancelled', true],
  ] as const)('%s: %s', (status, over) => {
    expect(isOver(status)).toBe(over);
  });
});

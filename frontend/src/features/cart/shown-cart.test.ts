import { describe, expect, it } from 'vitest';

import type { Wanted } from './cart-writer';
import { pieces, rows, shownLines } from './shown-cart';
import { aCart, aLine, aProduct } from '@/testing/carts';

const milk = aProduct('MILK');
const bread = aProduct('BREAD');
const eggs = aProduct('EGGS');
const cart = aCart([aLine(milk, 1), aLine(bread, 2)]);
const wanted = (...wishes: Wanted[]) => new Map(wishes.map((wish) => [wish.product.sku, wish]));
const skus = (lines: { product: { sku: string } }[]) => lines.map((line) => line.product.sku);

describe('shownLines', () => {
  it("is the shop's cart when nothing is on its way", () => {
    const lines = shownLines(cart, wanted());
    expect(lines.map((line) => [line.product.sku, line.quantity, line.isSaving])).toEqual([
      ['MILK', 1, false],
      ['BREAD', 2, false],
    ]);
  });

  it('shows the wanted quantity, and that its amounts are from before', () => {
    const [line] = shownLines(cart, wanted({ product: milk, quantity: 4 }));
    expect(line).toMatchObject({ quantity: 4, isSaving: true, priced: { quantity: 1 } });
  });

  it('leaves out what is being taken out', () => {
    expect(skus(shownLines(cart, wanted({ product: milk, quantity: 0 })))).toEqual(['BREAD']);
  });

  it('puts a new product at the end, without an amount yet', () => {
    const lines = shownLines(cart, wanted({ product: eggs, quantity: 1 }));
    expect(skus(lines)).toEqual(['MILK', 'BREAD', 'EGGS']);
    expect(lines[2]?.priced).toBeNull();
  });

  it('is back at the cart of before when a wish is dropped', () => {
    const before = shownLines(cart, wanted());
    shownLines(cart, wanted({ product: milk, quantity: 9 }));
    expect(shownLines(cart, wanted())).toEqual(before);
  });
});

describe('pieces', () => {
  it('is unknown before the shop has answered', () => {
    expect(pieces(undefined, wanted())).toBeUndefined();
  });

  it('counts changes on their way', () => {
    expect(pieces(cart, wanted({ product: milk, quantity: 3 }, { product: eggs, quantity: 2 }))).toBe(7);
  });
});

describe('rows', () => {
  it('keeps removed lines where they stood, in order', () => {
    const left = shownLines(aCart([aLine(eggs, 1)]), wanted());
    const shown = rows(left, [
      { product: milk, quantity: 1, index: 0 },
      { product: bread, quantity: 2, index: 1 },
    ]);
    expect(shown.map((row) => [row.product.sku, row.kind])).toEqual([
      ['MILK', 'removed'],
      ['BREAD', 'removed'],
      ['EGGS', 'line'],
    ]);
  });

  it('forgets a removal once the product is back in the cart', () => {
    const shown = rows(shownLines(cart, wanted()), [{ product: milk, quantity: 1, index: 0 }]);
    expect(shown.map((row) => row.kind)).toEqual(['line', 'line']);
  });
});

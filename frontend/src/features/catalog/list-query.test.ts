import { describe, expect, it } from 'vitest';

import { activeFilters, changed, cleared, readParams, toggled } from './list-query';

describe('the address of a list', () => {
  it('is asked as the API wants it', () => {
    const search = new URLSearchParams('dietary=vegan&dietary=keto&price_max=5.00&in_stock=true&personal=false');
    expect(readParams(search, { q: 'milk' })).toEqual({
      q: 'milk',
      dietary: ['vegan', 'keto'],
      price_max: '5.00',
      in_stock: true,
      personal: false,
    });
  });

  it('keeps the category of a category page whatever the address says', () => {
    expect(readParams(new URLSearchParams('category=bread'), { category: 'milk' }).category).toBe('milk');
  });

  it('adds the brands of the address to the brand of a brand page', () => {
    expect(readParams(new URLSearchParams('brand=moonpail'), { brand: 'skyrvald' }).brand).toEqual([
      'skyrvald',
      'moonpail',
    ]);
  });

  it('switches a value on and off again', () => {
    const on = toggled(new URLSearchParams('q=milk'), 'dietary', 'vegan');
    expect(on.toString()).toBe('q=milk&dietary=vegan');
    expect(toggled(on, 'dietary', 'vegan').toString()).toBe('q=milk');
  });

  it('names every filter with the address that leaves it out', () => {
    const search = new URLSearchParams('q=milk&dietary=vegan&brand=a&brand=b&price_min=2.00&sort=price');
    const filters = activeFilters(search);
    expect(filters.map(({ key }) => key)).toEqual(['brand:a', 'brand:b', 'dietary:vegan', 'price']);
    expect(filters[1]?.without.getAll('brand')).toEqual(['a']);
    expect(filters.at(-1)?.without.has('price_min')).toBe(false);
  });

  it('clears filters but neither words nor sort', () => {
    const search = new URLSearchParams('q=milk&dietary=vegan&price_max=4&sort=price&personal=false');
    expect(cleared(search).toString()).toBe('q=milk&sort=price&personal=false');
    expect(changed(search, { sort: null }).has('sort')).toBe(false);
  });
});

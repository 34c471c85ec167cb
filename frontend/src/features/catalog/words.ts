import type { ListParams } from './list-query';

type Allergen = NonNullable<ListParams['without_allergen']>[number];

/** Allergens one may want to leave out, in words. */
export const ALLERGENS: readonly [Allergen, string][] = [
  ['milk', 'Milk'],
  ['eggs', 'Eggs'],
  ['wheat', 'Wheat'],
  ['soybeans', 'Soy'],
  ['peanuts', 'Peanuts'],
  ['tree-nuts', 'Tree nuts'],
  ['fish', 'Fish'],
  ['shellfish', 'Shellfish'],
  ['sesame', 'Sesame'],
];

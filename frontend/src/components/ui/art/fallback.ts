/** The illustration that stands for a whole department, for a product whose own one is not in the set. */
const BY_DEPARTMENT: Readonly<Record<string, string | undefined>> = {
  'fruit-vegetables': 'green-apple',
  'dairy-eggs': 'glass-of-milk',
  'plant-based': 'seedling',
  bakery: 'bread',
  'meat-seafood': 'cut-of-meat',
  frozen: 'ice',
  pantry: 'canned-food',
  'pasta-rice-world': 'spaghetti',
  snacks: 'pretzel',
  'sweets-chocolate': 'chocolate-bar',
  breakfast: 'pancakes',
  drinks: 'hot-beverage',
  baby: 'baby-bottle',
  household: 'soap',
  'health-beauty': 'lotion-bottle',
  pets: 'paw-prints',
};

const ANYTHING = 'fork-and-knife-with-plate';

export function fallbackIcon(department: string | undefined): string {
  return BY_DEPARTMENT[department ?? ''] ?? ANYTHING;
}

/** The address of a food illustration. */
export function foodUrl(icon: string): string {
  return `/static/food/${encodeURIComponent(icon)}.svg`;
}

/** Addresses of the shop's pages. */
export const paths = {
  home: '/',
  search: (query: string) => `/search?${new URLSearchParams({ q: query }).toString()}`,
  category: (slug: string) => `/category/${encodeURIComponent(slug)}`,
  brand: (slug: string) => `/brand/${encodeURIComponent(slug)}`,
  product: (sku: string) => `/product/${encodeURIComponent(sku)}`,
  usuals: '/usuals',
  departments: '/departments',
  you: '/account',
  learned: '/you/learned',
} as const;

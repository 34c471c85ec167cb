import type { RouteObject } from 'react-router';

export const routes: RouteObject[] = [
  { path: '/orders', lazy: async () => ({ Component: (await import('./components/OrdersPage')).OrdersPage }) },
  { path: '/orders/:number', lazy: async () => ({ Component: (await import('./components/OrderPage')).OrderPage }) },
  {
    path: '/orders/:number/thanks',
    lazy: async () => ({ Component: (await import('./components/ThanksPage')).ThanksPage }),
  },
];

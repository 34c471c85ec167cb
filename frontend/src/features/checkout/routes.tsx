import type { RouteObject } from 'react-router';

export const routes: RouteObject[] = [
  { path: '/checkout', lazy: async () => ({ Component: (await import('./components/CheckoutPage')).CheckoutPage }) },
];

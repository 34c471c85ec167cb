import type { RouteObject } from 'react-router';

export const routes: RouteObject[] = [
  {
    path: '/account',
    lazy: async () => ({ Component: (await import('./components/AccountLayout')).AccountLayout }),
    children: [
      { index: true, lazy: async () => ({ Component: (await import('./components/OverviewPage')).OverviewPage }) },
      {
        path: 'details',
        lazy: async () => ({ Component: (await import('./components/DetailsPage')).DetailsPage }),
      },
      {
        path: 'addresses',
        lazy: async () => ({ Component: (await import('./components/AddressesPage')).AddressesPage }),
      },
      {
        path: 'security',
        lazy: async () => ({ Component: (await import('./components/SecurityPage')).SecurityPage }),
      },
    ],
  },
];

import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';

import { ShopLayout } from './layout/ShopLayout';
import { ErrorPage } from './routes/ErrorPage';
import { HomePage } from './routes/HomePage';
import { NotFoundPage } from './routes/NotFoundPage';
import { PageSkeleton } from './layout/PageSkeleton';

/** Pages of cart, checkout, orders, account and sign-in: each of those features lists its own in routes.tsx. */
const featureRoutes = import.meta.glob<{ routes: RouteObject[] }>('../features/*/routes.tsx', { eager: true });

/** A page whose code comes when it is opened; opened first of all, the shop's frame stands while it comes. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }), HydrateFallback: PageSkeleton };
}

const pages: RouteObject[] = [
  { index: true, element: <HomePage /> },
  page('search', async () => (await import('./routes/SearchPage')).SearchPage),
  page('category/:slug', async () => (await import('./routes/CategoryPage')).CategoryPage),
  page('brand/:slug', async () => (await import('./routes/BrandPage')).BrandPage),
  page('departments', async () => (await import('./routes/DepartmentsPage')).DepartmentsPage),
  page('product/:sku', async () => (await import('./routes/ProductPage')).ProductPage),
  page('usuals', async () => (await import('./routes/UsualsPage')).UsualsPage),
  page('you/learned', async () => (await import('./routes/LearnedPage')).LearnedPage),
  ...Object.values(featureRoutes).flatMap(({ routes }) =>
    routes.map((route) => ({ HydrateFallback: PageSkeleton, ...route })),
  ),
  { path: '*', element: <NotFoundPage /> },
];

export const router = createBrowserRouter([
  {
    element: <ShopLayout />,
    errorElement: <ErrorPage />,
    children: [{ errorElement: <ErrorPage />, children: pages }],
  },
]);

import type { ComponentType } from 'react';
import { createBrowserRouter, type Params, type RouteObject } from 'react-router';

import { PageSkeleton } from './layout/PageSkeleton';
import { ShopLayout } from './layout/ShopLayout';
import { queryClient } from './query-client';
import { ErrorPage } from './routes/ErrorPage';
import { HomePage } from './routes/HomePage';
import { NotFoundPage } from './routes/NotFoundPage';
import { routes as accountRoutes } from '@/features/account/routes';
import { routes as authRoutes } from '@/features/auth/routes';
import { routes as cartRoutes } from '@/features/cart/routes';
import { routes as checkoutRoutes } from '@/features/checkout/routes';
import { routes as orderRoutes } from '@/features/orders/routes';
import { listQuery } from '@/features/catalog/api/useProductList';
import { type ListBase, readParams } from '@/features/catalog/list-query';
import { homeQuery } from '@/features/home/api/useHome';
import { productQuery } from '@/features/product/api/useProduct';

type Ahead = (where: { params: Params; search: URLSearchParams }) => Promise<unknown>;

/**
 * A page whose code comes when it is opened; opened first of all, the shop's frame stands while it comes.
 *
 * @param ahead asks for the page's data at the same time as for its code. The page shows what comes of it.
 */
function page(path: string, load: () => Promise<ComponentType>, ahead?: Ahead): RouteObject {
  return {
    path,
    lazy: async () => ({ Component: await load() }),
    HydrateFallback: PageSkeleton,
    loader: ({ params, request }) => {
      void ahead?.({ params, search: new URL(request.url).searchParams });
      return null;
    },
  };
}

const fetchList = (base: ListBase, search: URLSearchParams) =>
  queryClient.prefetchInfiniteQuery(listQuery(base, readParams(search, base)));

const pages: RouteObject[] = [
  { index: true, element: <HomePage /> },
  page(
    'search',
    async () => (await import('./routes/SearchPage')).SearchPage,
    async ({ search }) => {
      const q = search.get('q')?.trim();
      if (q) await fetchList({ q }, search);
    },
  ),
  page(
    'category/:slug',
    async () => (await import('./routes/CategoryPage')).CategoryPage,
    ({ params, search }) => fetchList({ category: params.slug ?? '' }, search),
  ),
  page(
    'brand/:slug',
    async () => (await import('./routes/BrandPage')).BrandPage,
    ({ params, search }) => fetchList({ brand: params.slug ?? '' }, search),
  ),
  page(
    'product/:sku',
    async () => (await import('./routes/ProductPage')).ProductPage,
    ({ params }) => queryClient.prefetchQuery(productQuery(params.sku ?? '')),
  ),
  page(
    'usuals',
    async () => (await import('./routes/UsualsPage')).UsualsPage,
    () => queryClient.prefetchQuery(homeQuery),
  ),
  page('departments', async () => (await import('./routes/DepartmentsPage')).DepartmentsPage),
  page('you/learned', async () => (await import('./routes/LearnedPage')).LearnedPage),
  // Features of several pages list them themselves.
  ...[cartRoutes, checkoutRoutes, orderRoutes, accountRoutes, authRoutes]
    .flat()
    .map((route) => ({ HydrateFallback: PageSkeleton, ...route })),
  { path: '*', element: <NotFoundPage /> },
];

export const router = createBrowserRouter([
  {
    element: <ShopLayout />,
    errorElement: <ErrorPage />,
    children: [{ errorElement: <ErrorPage />, children: pages }],
  },
]);

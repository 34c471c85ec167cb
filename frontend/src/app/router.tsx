import type { QueryKey } from '@tanstack/react-query';
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

type Ahead = (where: { params: Params; search: URLSearchParams }) => {
  queryKey: QueryKey;
  fetch: () => Promise<unknown>;
};

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
      const data = ahead?.({ params, search: new URL(request.url).searchParams });
      if (!data) return null;
      // Going on, what has been learned since is in what one sees from the start. Going back, one finds the page as
      // it was, at the place one left it, and sees it learn. (Going back, the address has changed already.)
      const { queryKey } = data;
      if (request.url !== window.location.href) {
        queryClient.removeQueries({
          queryKey,
          exact: true,
          type: 'inactive',
          predicate: ({ state }) => state.isInvalidated,
        });
      }
      void data.fetch();
      return null;
    },
  };
}

const listAhead = (base: ListBase, search: URLSearchParams) => {
  const query = listQuery(base, readParams(search, base));
  return { queryKey: query.queryKey, fetch: () => queryClient.prefetchInfiniteQuery(query) };
};
const productAhead = (sku: string) => {
  const query = productQuery(sku);
  return { queryKey: query.queryKey, fetch: () => queryClient.prefetchQuery(query) };
};

const pages: RouteObject[] = [
  { index: true, element: <HomePage /> },
  page(
    'search',
    async () => (await import('./routes/SearchPage')).SearchPage,
    ({ search }) => listAhead({ q: search.get('q')?.trim() ?? '' }, search),
  ),
  page(
    'category/:slug',
    async () => (await import('./routes/CategoryPage')).CategoryPage,
    ({ params, search }) => listAhead({ category: params.slug ?? '' }, search),
  ),
  page(
    'brand/:slug',
    async () => (await import('./routes/BrandPage')).BrandPage,
    ({ params, search }) => listAhead({ brand: params.slug ?? '' }, search),
  ),
  page(
    'product/:sku',
    async () => (await import('./routes/ProductPage')).ProductPage,
    ({ params }) => productAhead(params.sku ?? ''),
  ),
  page(
    'usuals',
    async () => (await import('./routes/UsualsPage')).UsualsPage,
    () => ({ queryKey: homeQuery.queryKey, fetch: () => queryClient.prefetchQuery(homeQuery) }),
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

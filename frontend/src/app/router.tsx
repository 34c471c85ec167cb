import { createBrowserRouter, type RouteObject } from 'react-router';

import { ErrorPage } from './routes/ErrorPage';
import { NotFoundPage } from './routes/NotFoundPage';
import { ShopLayout } from './layout/ShopLayout';

/** Pages of cart, checkout, orders, account and sign-in: each of those features lists its own in routes.tsx. */
const featureRoutes = import.meta.glob<{ routes: RouteObject[] }>('../features/*/routes.tsx', { eager: true });

export const router = createBrowserRouter([
  {
    element: <ShopLayout />,
    errorElement: <ErrorPage />,
    children: [
      {
        errorElement: <ErrorPage />,
        children: [
          ...Object.values(featureRoutes).flatMap((module) => module.routes),
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

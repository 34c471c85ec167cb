import { Link, Outlet, ScrollRestoration } from 'react-router';

export function ShopLayout() {
  return (
    <>
      <header className="page-column flex h-16 items-center">
        <Link to="/" className="font-display text-title font-semibold">
          LeafLoaf
        </Link>
      </header>
      <main id="main" tabIndex={-1} className="page-column pb-20">
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}

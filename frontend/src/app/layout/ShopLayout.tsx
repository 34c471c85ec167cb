import { Outlet } from 'react-router';

import { Announcer } from './Announcer';
import { BottomBar } from './BottomBar';
import { Footer } from './Footer';
import { Header } from './Header';
import { Learning } from './Learning';
import { PageChanges } from './PageChanges';
import { SessionEnded } from './SessionEnded';
import { CartProvider } from '@/features/cart';
import { PackLight } from '@/components/ui/art/PackLight';

export function ShopLayout() {
  return (
    <CartProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-full bg-leaf px-5 py-3 font-semibold text-on-leaf focus:translate-y-0"
      >
        Skip to the content
      </a>
      <PackLight />
      <Header />
      <main id="main" tabIndex={-1} className="page-column min-h-dvh flex-1 pt-5 md:pt-8">
        <Outlet />
      </main>
      <Footer />
      <BottomBar />
      <Announcer />
      <SessionEnded />
      <Learning />
      <PageChanges />
    </CartProvider>
  );
}

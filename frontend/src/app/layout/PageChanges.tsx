import { useEffect, useRef } from 'react';
import { ScrollRestoration, useLocation, useNavigation } from 'react-router';

import { cx } from '@/lib/classes';

/** After a page change: the scroll goes where it belongs, the focus to the page, and a line shows while it loads. */
export function PageChanges() {
  const { pathname } = useLocation();
  const loading = useNavigation().state === 'loading';
  const before = useRef(pathname);

  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <>
      <ScrollRestoration />
      <div
        aria-hidden
        className={cx(
          'fixed inset-x-0 top-0 z-50 h-0.5 origin-left bg-leaf transition-transform duration-200',
          loading ? 'scale-x-75' : 'scale-x-0',
        )}
      />
    </>
  );
}

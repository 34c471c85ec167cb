import { useEffect } from 'react';

const SHOP = 'LeafLoaf';

/** Sets the document's title while the page is shown; undefined (still loading) leaves it as it is. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = title ? `${title} · ${SHOP}` : SHOP;
  }, [title]);
}

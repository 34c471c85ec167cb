/** Whether what the page shows is in the shopper's own order. Pages say it, the search bar's leaf shows it. */
import { useEffect, useSyncExternalStore } from 'react';

let shown = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === shown) return;
  shown = next;
  listeners.forEach((tell) => tell());
}

/** For a page with a list: tells whether it is personal, as long as the page is there. */
export function useMarkPersonal(personal: boolean): void {
  useEffect(() => {
    set(personal);
    return () => set(false);
  }, [personal]);
}

export function usePersonalMark(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => shown,
  );
}

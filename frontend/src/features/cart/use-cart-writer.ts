import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { setLine } from './api/set-line';
import { CartWriter, type Wanted, type WantedBySku } from './cart-writer';
import { keepCart } from '@/api/cart';
import { ApiProblem } from '@/api/problem';
import { isSessionEnded } from '@/api/session-ended';
import { askWhatWasLearned } from '@/lib/learning/recent';

function sayRefusal(reason: unknown, { product }: Wanted): string | null {
  // The page says that for all that fails of it.
  if (isSessionEnded(reason)) return null;
  const problem = ApiProblem.from(reason);
  if (problem.status === 0) return `${product.name} was not saved: we could not reach the shop. Please try again.`;
  return problem.message;
}

/**
 * One writer for as long as the page lives.
 *
 * @param onRefused - gets a sentence, if one is to be said, and the change that is no longer shown. The first render's
 *   stays in use, so it may only call what never changes (setters of state).
 */
export function useCartWriter(onRefused: (text: string | null, wanted: Wanted) => void): [CartWriter, WantedBySku] {
  const client = useQueryClient();
  const [writer] = useState(() => {
    let since: string | undefined;
    return new CartWriter({
      send: (wanted) => {
        since ??= new Date().toISOString();
        return setLine(wanted);
      },
      onSaved: (cart) => {
        keepCart(client, cart);
        if (since !== undefined) void askWhatWasLearned(client, since);
        since = undefined;
      },
      onRefused: (reason, wanted) => {
        since = undefined;
        onRefused(sayRefusal(reason, wanted), wanted);
        void client.invalidateQueries({ queryKey: ['cart'] });
      },
    });
  });

  useEffect(() => {
    const flush = () => void writer.flush();
    const whenHidden = () => {
      if (document.visibilityState === 'hidden') flush();
    };
    document.addEventListener('visibilitychange', whenHidden);
    window.addEventListener('pagehide', flush);
    return () => {
      document.removeEventListener('visibilitychange', whenHidden);
      window.removeEventListener('pagehide', flush);
    };
  }, [writer]);

  return [writer, useSyncExternalStore(writer.subscribe, writer.wanted)];
}

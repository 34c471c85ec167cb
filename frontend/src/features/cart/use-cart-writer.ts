import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { setLine } from './api/set-line';
import { CartWriter, type Wanted, type WantedBySku } from './cart-writer';
import { keepCart } from '@/api/cart';
import { ApiProblem } from '@/api/problem';
import { resetSession } from '@/api/session';
import { askWhatWasLearned } from '@/lib/learning/recent';

const SESSION_ENDED = 'Your session had ended. We started a new one: sign in again if you were signed in.';

function sayRefusal(reason: unknown, { product }: Wanted): string {
  const problem = ApiProblem.from(reason);
  if (problem.status === 0) return `${product.name} was not saved: we could not reach the shop. Please try again.`;
  if (problem.status === 401) return SESSION_ENDED;
  return problem.message;
}

/**
 * One writer for as long as the page lives.
 *
 * @param onRefused - gets a sentence and the change that is no longer shown. The first render's stays in use, so it
 *   may only call what never changes (setters of state).
 */
export function useCartWriter(onRefused: (text: string, wanted: Wanted) => void): [CartWriter, WantedBySku] {
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
        if (ApiProblem.from(reason).status === 401) {
          resetSession();
          void client.invalidateQueries({ queryKey: ['me'] });
        }
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

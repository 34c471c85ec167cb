import { startTransition, useMemo, useOptimistic } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

/**
 * What the list is asked for, as in the page's address, and how to ask for something else.
 *
 * A change shows in the controls at once, although the address follows only when the page is ready for it.
 */
export function useListAddress(): [URLSearchParams, (next: URLSearchParams) => void] {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [wanted, setWanted] = useOptimistic(search.toString());
  const change = (next: URLSearchParams) =>
    startTransition(async () => {
      setWanted(next.toString());
      await navigate({ search: next.toString() }, { replace: true, preventScrollReset: true });
    });
  return [useMemo(() => new URLSearchParams(wanted), [wanted]), change];
}

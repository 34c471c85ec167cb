/** A list of products in front of the shopper: tells what was displayed, opened, and scrolled past. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef } from 'react';

import { track } from '.';
import { type Glance, Glances } from './glances';

interface ListViewValue {
  rankingId: string;
  query: string;
  /** For a card's outer element: watches it while it is in the page. */
  watch: (element: Element, sku: string, position: number) => () => void;
  /** The shopper opened the product or put it into the cart: it was not scrolled past. */
  engage: (sku: string) => void;
  open: (sku: string, position: number) => void;
}

const ListViewContext = createContext<ListViewValue | null>(null);

/** The list that a card stands in; null where there is none. */
export function useListView(): ListViewValue | null {
  return useContext(ListViewContext);
}

interface ListViewProps {
  /** Which list it is, such as "search" or "home:trending". */
  list: string;
  rankingId: string;
  query?: string;
  /** The products in their order. */
  skus: readonly string[];
  children: ReactNode;
}

const MOST_SKUS = 60;

export function ListView({ list, rankingId, query = '', skus, children }: ListViewProps) {
  const current = useRef({ list, rankingId, query, skus });
  useEffect(() => {
    current.current = { list, rankingId, query, skus };
  });

  const displayed = useRef<string>(undefined);
  const onSeen = useCallback(() => {
    const { list, rankingId, query, skus } = current.current;
    if (displayed.current === rankingId || !rankingId) return;
    displayed.current = rankingId;
    track({
      event_type: 'results_displayed',
      ranking_id: rankingId,
      query: query || undefined,
      data: { list, skus: skus.slice(0, MOST_SKUS), count: skus.length },
    });
  }, []);

  const glances = useRef<Glances>(undefined);
  const theGlances = useCallback(() => {
    glances.current ??= new Glances(onSeen, ({ sku, position }: Glance) => {
      const { list, rankingId, query } = current.current;
      track({
        event_type: 'displayed_but_scrolled',
        sku,
        position,
        ranking_id: rankingId,
        query: query || undefined,
        data: { list },
      });
    });
    return glances.current;
  }, [onSeen]);

  useEffect(() => () => glances.current?.stop(), []);
  // Another question is another view: what was passed then may be passed again now.
  useEffect(() => glances.current?.startOver(), [list, query]);
  // The same list in a new order, on the screen already, is displayed anew.
  useEffect(() => {
    if (displayed.current !== undefined && displayed.current !== rankingId) onSeen();
  }, [rankingId, onSeen]);

  const value = useMemo<ListViewValue>(
    () => ({
      rankingId,
      query,
      watch: (element, sku, position) => theGlances().watch(element, { sku, position }),
      engage: (sku) => theGlances().engage(sku),
      open: (sku, position) => {
        theGlances().engage(sku);
        track({ event_type: 'search_result_clicked', sku, position, ranking_id: rankingId, query: query || undefined });
      },
    }),
    [rankingId, query, theGlances],
  );
  return <ListViewContext value={value}>{children}</ListViewContext>;
}

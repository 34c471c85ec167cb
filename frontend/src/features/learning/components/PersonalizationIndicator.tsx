import { useEffect, useRef, useState } from 'react';

import { LeafMark } from '@/components/product/LeafMark';
import type { Learned } from '@/api/schema';
import { useTakeBackEvent } from '@/lib/learning/changes';
import { onLearned } from '@/lib/learning/news';
import { midSentence } from '@/lib/learning/words';

export const SHOWN_MS = 5_000;
/** From the start of one to the start of the next, at least. */
export const APART_MS = 10_000;

interface Chip {
  learned: Learned;
  state: 'learned' | 'taken-back' | 'failed';
}

/**
 * "Learned: you like oat milk. Undo": a chip by the search bar, spoken politely, for five seconds (longer under the
 * pointer or the focus), and never more than one in ten. What comes in between is not shown later: it is old news by
 * then, and stands on the "What LeafLoaf knows" page.
 */
export function PersonalizationIndicator() {
  const [chip, setChip] = useState<Chip | null>(null);
  const [held, setHeld] = useState(false);
  const lastShown = useRef(-Infinity);
  const takeBack = useTakeBackEvent();

  useEffect(
    () =>
      onLearned((learned) => {
        const now = performance.now();
        if (now - lastShown.current < APART_MS) return;
        lastShown.current = now;
        setChip({ learned, state: 'learned' });
      }),
    [],
  );

  useEffect(() => {
    if (!chip || held) return undefined;
    const timer = setTimeout(() => setChip(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [chip, held]);

  const undo = (learned: Learned) =>
    takeBack.mutate(learned.event_id, {
      onSuccess: () => setChip({ learned, state: 'taken-back' }),
      onError: () => setChip({ learned, state: 'failed' }),
    });

  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-full z-30 flex justify-center pt-2">
      {chip && (
        // Holding the chip open is a kindness to readers; everything in it also works without.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div
          data-testid="learned-chip"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
          className="pointer-events-auto flex min-h-10 max-w-full animate-rise-in items-center gap-2 rounded-card bg-lemon py-1 pr-1.5 pl-3.5 text-small font-medium text-on-lemon shadow-soft"
        >
          <LeafMark />
          <span className="min-w-0 py-1 leading-snug text-balance">
            {chip.state === 'learned' && <>Learned: {midSentence(chip.learned.fact.text)}.</>}
            {chip.state === 'taken-back' && <>Taken back. We forgot that.</>}
            {chip.state === 'failed' && <>That could not be taken back. Please try again.</>}
          </span>
          {chip.state !== 'taken-back' ? (
            <button
              type="button"
              aria-disabled={takeBack.isPending}
              onClick={() => undo(chip.learned)}
              className="min-h-8 rounded-full px-3 font-bold underline underline-offset-2 hover:bg-on-lemon hover:text-lemon"
            >
              Undo
            </button>
          ) : (
            <span className="w-1" />
          )}
        </div>
      )}
    </div>
  );
}

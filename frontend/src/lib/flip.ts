import { type RefObject, useLayoutEffect, useRef } from 'react';

const MOVE_MS = 200;

interface Place {
  left: number;
  top: number;
}

/**
 * Lets the children of a list move to their new places when the order changes (FLIP: first, last, invert, play).
 *
 * Children name themselves with `data-flip-key`. Places are relative to the list, so that scrolling moves nothing.
 * Whoever asked for less motion sees the new order at once.
 */
export function useFlip(order: string): RefObject<HTMLUListElement | null> {
  const list = useRef<HTMLUListElement>(null);
  const places = useRef(new Map<string, Place>());

  useLayoutEffect(() => {
    const before = places.current;
    const now = new Map<string, Place>();
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const child of list.current?.children ?? []) {
      if (!(child instanceof HTMLElement) || !child.dataset.flipKey) continue;
      const place = { left: child.offsetLeft, top: child.offsetTop };
      const old = before.get(child.dataset.flipKey);
      now.set(child.dataset.flipKey, place);
      if (still || before.size === 0) continue;
      if (!old) {
        child.animate([{ opacity: 0 }, { opacity: 1 }], { duration: MOVE_MS, easing: 'ease-out' });
      } else if (old.left !== place.left || old.top !== place.top) {
        const from = `translate(${old.left - place.left}px, ${old.top - place.top}px)`;
        child.animate([{ transform: from }, { transform: 'none' }], {
          duration: MOVE_MS,
          easing: 'cubic-bezier(0.2, 0, 0, 1)',
        });
      }
    }
    places.current = now;
  }, [order]);

  return list;
}

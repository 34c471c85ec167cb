import { beforeEach, describe, expect, it, vi } from 'vitest';

import { type Glance, Glances, LOOK_MS } from './glances';

class FakeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}

/** What the browser would say about an element: how much of it is in view, and where its lower edge is. */
function entry(target: Element, ratio: number, bottom: number): IntersectionObserverEntry {
  return {
    target,
    intersectionRatio: ratio,
    isIntersecting: ratio > 0,
    boundingClientRect: { bottom } as DOMRectReadOnly,
    rootBounds: { top: 64 } as DOMRectReadOnly,
  } as IntersectionObserverEntry;
}

describe('glances', () => {
  const card = document.createElement('article');
  let passed: Glance[];
  let glances: Glances;

  beforeEach(() => {
    vi.stubGlobal('IntersectionObserver', FakeObserver);
    passed = [];
    glances = new Glances(
      () => undefined,
      (glance) => passed.push(glance),
    );
    glances.watch(card, { sku: 'SNA-0001', position: 3 });
  });

  it('counts a product that was looked at and then scrolled away over the top', () => {
    glances.see([entry(card, 0.8, 400)], 0);
    glances.see([entry(card, 0.3, 100)], LOOK_MS);
    glances.see([entry(card, 0, 60)], LOOK_MS + 50);
    expect(passed).toEqual([{ sku: 'SNA-0001', position: 3 }]);
  });

  it('counts one that leaves in a single jump', () => {
    glances.see([entry(card, 1, 400)], 0);
    glances.see([entry(card, 0, -900)], LOOK_MS);
    expect(passed).toHaveLength(1);
  });

  it('does not count one that was in view too briefly', () => {
    glances.see([entry(card, 1, 400)], 0);
    glances.see([entry(card, 0, 0)], LOOK_MS - 1);
    expect(passed).toHaveLength(0);
  });

  it('does not count one that left below', () => {
    glances.see([entry(card, 1, 400)], 0);
    glances.see([entry(card, 0, 1500)], 2 * LOOK_MS);
    expect(passed).toHaveLength(0);
  });

  it('does not count one that was opened', () => {
    glances.see([entry(card, 1, 400)], 0);
    glances.engage('SNA-0001');
    glances.see([entry(card, 0, 0)], 2 * LOOK_MS);
    expect(passed).toHaveLength(0);
  });

  it('counts one once a view, and again in the next view', () => {
    const lookAndPass = (from: number) => {
      glances.see([entry(card, 1, 400)], from);
      glances.see([entry(card, 0, 0)], from + LOOK_MS);
    };
    lookAndPass(0);
    lookAndPass(5_000);
    expect(passed).toHaveLength(1);
    glances.startOver();
    lookAndPass(10_000);
    expect(passed).toHaveLength(2);
  });
});

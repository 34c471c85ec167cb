/** Who was looked at and passed: at least half of it in view for a second, then gone over the top, never opened. */

export interface Glance {
  sku: string;
  position: number;
}

interface Watched extends Glance {
  /** When half of it came into view; undefined while less is. */
  since?: number;
  lookedAt: boolean;
}

export const LOOK_MS = 1_000;
const HALF = 0.5;
/** The header covers this much of the top. */
const HEADER_PX = 64;

export class Glances {
  readonly #onFirstSeen: () => void;
  readonly #onPassed: (glance: Glance) => void;
  readonly #watched = new Map<Element, Watched>();
  readonly #settled = new Set<string>();
  #observer: IntersectionObserver | undefined;

  /**
   * @param onFirstSeen called whenever one of the list is in view; the caller decides what is new.
   * @param onPassed called once for each product that was looked at and scrolled past.
   */
  constructor(onFirstSeen: () => void, onPassed: (glance: Glance) => void) {
    this.#onFirstSeen = onFirstSeen;
    this.#onPassed = onPassed;
  }

  watch(element: Element, glance: Glance): () => void {
    if (typeof IntersectionObserver === 'undefined') return () => undefined;
    this.#observer ??= new IntersectionObserver((entries) => this.see(entries), {
      threshold: [0, HALF],
      rootMargin: `-${HEADER_PX}px 0px 0px 0px`,
    });
    const known = this.#watched.get(element);
    this.#watched.set(element, { lookedAt: false, ...known, ...glance });
    this.#observer.observe(element);
    return () => {
      this.#observer?.unobserve(element);
      this.#watched.delete(element);
    };
  }

  engage(sku: string): void {
    this.#settled.add(sku);
  }

  startOver(): void {
    this.#settled.clear();
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#watched.clear();
  }

  see(entries: readonly IntersectionObserverEntry[], now: number = performance.now()): void {
    for (const entry of entries) {
      const watched = this.#watched.get(entry.target);
      if (!watched) continue;
      if (entry.isIntersecting) this.#onFirstSeen();

      if (entry.isIntersecting && entry.intersectionRatio >= HALF) {
        watched.since ??= now;
        continue;
      }
      if (watched.since !== undefined && now - watched.since >= LOOK_MS) watched.lookedAt = true;
      watched.since = undefined;

      const top = entry.rootBounds?.top ?? HEADER_PX;
      const leftOverTheTop = !entry.isIntersecting && entry.boundingClientRect.bottom <= top + 1;
      if (watched.lookedAt && leftOverTheTop && !this.#settled.has(watched.sku)) {
        this.#settled.add(watched.sku);
        this.#onPassed({ sku: watched.sku, position: watched.position });
      }
    }
  }
}

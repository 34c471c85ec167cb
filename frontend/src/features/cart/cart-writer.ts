import type { Cart, ProductCard } from '@/api/schema';
import type { CartContext } from '@/lib/cart-actions';

/** How long further clicks on the same product are waited for. */
export const PAUSE_MS = 350;

/** How many of a product the shopper wants, as long as the shop has not answered. 0 takes it out. */
export interface Wanted {
  readonly product: ProductCard;
  readonly quantity: number;
  readonly context?: CartContext;
}

export type WantedBySku = ReadonlyMap<string, Wanted>;

export interface WriterPorts {
  /** Sets the line on the server. */
  send: (wanted: Wanted) => Promise<Cart>;
  /** The shop's answer, before the wish it answers is forgotten. */
  onSaved: (cart: Cart, wanted: Wanted) => void;
  /** The shop refused, and what was wanted is no longer shown. */
  onRefused: (reason: unknown, wanted: Wanted) => void;
}

/**
 * Brings what the shopper wants to the server: the first change of a product at once, quick further ones as one, never
 * two of the same product at the same time, and always the last.
 */
export class CartWriter {
  #wanted: WantedBySku = new Map();
  readonly #ports: WriterPorts;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #sending = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();

  constructor(ports: WriterPorts) {
    this.#ports = ports;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is wanted and not yet answered; a new map with every change. */
  readonly wanted = (): WantedBySku => this.#wanted;

  /** `atOnce` for a first or a last step, where nobody clicks again right away. */
  set(wanted: Wanted, atOnce: boolean): void {
    const { sku } = wanted.product;
    this.#keep(sku, wanted);
    this.#stopTimer(sku);
    if (this.#sending.has(sku)) return;
    if (atOnce) this.#start(sku);
    else
      this.#timers.set(
        sku,
        setTimeout(() => this.#start(sku), PAUSE_MS),
      );
  }

  /** Sends what waits now and ends when everything has been answered. */
  async flush(): Promise<void> {
    for (const sku of [...this.#timers.keys()]) this.#start(sku);
    while (this.#sending.size > 0) await Promise.all(this.#sending.values());
  }

  #start(sku: string): void {
    this.#stopTimer(sku);
    if (this.#wanted.has(sku)) this.#sending.set(sku, this.#bring(sku));
  }

  async #bring(sku: string): Promise<void> {
    for (let wanted = this.#wanted.get(sku); wanted; wanted = this.#wanted.get(sku)) {
      try {
        this.#ports.onSaved(await this.#ports.send(wanted), wanted);
        this.#forget(sku, wanted);
      } catch (reason) {
        // When more was clicked meanwhile, that wish decides.
        if (this.#forget(sku, wanted)) this.#ports.onRefused(reason, wanted);
      }
    }
    this.#sending.delete(sku);
  }

  #keep(sku: string, wanted: Wanted): void {
    this.#wanted = new Map(this.#wanted).set(sku, wanted);
    this.#tell();
  }

  #forget(sku: string, answered: Wanted): boolean {
    if (this.#wanted.get(sku) !== answered) return false;
    const rest = new Map(this.#wanted);
    rest.delete(sku);
    this.#wanted = rest;
    this.#tell();
    return true;
  }

  #stopTimer(sku: string): void {
    clearTimeout(this.#timers.get(sku));
    this.#timers.delete(sku);
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }
}

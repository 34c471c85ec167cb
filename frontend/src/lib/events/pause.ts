/** When to try again: longer after each failure, not before the shop said, and never all browsers in one moment. */
import { readJson, writeJson } from './storage';

export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;
/** What a shop may ask for at most; more is a mistake, or a clock that jumped. */
const LONGEST_WISH_MS = 10 * 60_000;
const KEY = 'leafloaf.events.not-before';

export class Pause {
  readonly #storage: Storage;
  #failures = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  failed(): void {
    this.#failures += 1;
  }

  worked(): void {
    this.#failures = 0;
  }

  /** The shop asked all of this browser's tabs to wait: also those opened later. */
  asked(waitMs: number): void {
    const until = Date.now() + Math.min(waitMs, LONGEST_WISH_MS) * (1 + Math.random() / 10);
    writeJson(this.#storage, KEY, { until });
  }

  /** How long the shop has asked to wait, from now; 0 when it has not. */
  wishMs(): number {
    const until = Number(readJson(this.#storage, KEY)?.until ?? 0);
    const left = until - Date.now();
    return left > 0 && left <= 2 * LONGEST_WISH_MS ? left : 0;
  }

  /** How long to wait before the next try. */
  nextMs(): number {
    if (this.#failures === 0) return this.wishMs();
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    return Math.max(this.wishMs(), pause * (0.75 + Math.random() / 2));
  }
}

/**
 * Who of the browser's tabs is there. Each holds a Web Lock of its own name for as long as its page lives; the browser
 * lets go of it however the page ends. An event whose tab holds none is an orphan, and may be sent by another.
 *
 * Where there are no Web Locks (plain HTTP on a network) nobody knows, and two tabs may send the same event: the shop
 * counts it once.
 */
import { uuid } from './event';

const PREFIX = 'leafloaf.tab.';
const ADOPTING = 'leafloaf.adopting';

export class Tabs {
  readonly mine = uuid();
  readonly #locks: LockManager | undefined = typeof navigator === 'undefined' ? undefined : navigator.locks;
  #release: (() => void) | undefined;

  /** Whether it can be known which tabs are there. */
  get areKnown(): boolean {
    return this.#locks !== undefined;
  }

  arrive(): void {
    if (!this.#locks || this.#release) return;
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    this.#locks.request(PREFIX + this.mine, () => held).catch(() => undefined);
  }

  /** The page is put aside: in the browser's back/forward cache it must hold nothing. */
  leave(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** All other tabs that are there; none where it cannot be known. */
  async others(): Promise<Set<string>> {
    const { held = [], pending = [] } = (await this.#locks?.query().catch(() => undefined)) ?? {};
    const names = [...held, ...pending].map(({ name }) => name ?? '');
    const tabs = names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    return new Set(tabs.filter((tab) => tab !== this.mine));
  }

  /** Runs a task while no other tab runs one. */
  async alone(task: () => Promise<void>): Promise<void> {
    if (this.#locks) await this.#locks.request(ADOPTING, task);
    else await task();
  }
}

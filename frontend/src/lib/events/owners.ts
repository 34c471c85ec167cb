/**
 * Whose the kept events are, so that nobody's are ever told under the name of who signs in next on the same device.
 *
 * An event carries the owner at hand when it was made: the opaque name that the shop gave this session's person
 * (`Me.owner`), or a stand-in while the shop has not been asked. What becomes of events when the person changes:
 *
 * - A visitor without account signs in, or gets a new session: the events go along, as the cart does.
 * - An account's session ends by itself: its events wait a week for the same account. They are never anybody else's.
 * - The shopper signs out: what could not be delivered before is gone (`leave`).
 *
 * The shop checks: a batch names its owner, and is refused when another person is there by then.
 */
import { uuid } from './event';
import { readJson, writeJson } from './storage';

const KEY = 'leafloaf.owner';
const STAND_IN = 'new:';
/** Former owners remembered, newest last. */
const MOST_REMEMBERED = 20;

interface Known {
  owner: string;
  hasAccount: boolean;
  /** Former visitors, and who they became. */
  became: Record<string, string>;
  /** Who signed out here. */
  left: string[];
}

export type Belonging = 'now' | 'later' | 'never';

export class Owners {
  readonly #storage: Storage;
  // Holds for this page where the storage has no room.
  #latest: Known | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Whose an event is that is made now. All tabs of the browser say the same. */
  get current(): string {
    return this.#known().owner;
  }

  /** Whether the shop has not said yet who is there. */
  get isStandIn(): boolean {
    return this.current.startsWith(STAND_IN);
  }

  /** Whether events of an owner may be sent now, or must wait for that person, or are to be dropped. */
  belonging(owner: string): Belonging {
    const known = this.#known();
    const whose = known.became[owner] ?? owner;
    if (whose === known.owner) return 'now';
    return known.left.includes(whose) ? 'never' : 'later';
  }

  /** The shop said who is there. An empty name is nobody yet. */
  learn(owner: string, hasAccount: boolean): void {
    const known = this.#known();
    if (owner === known.owner || (!owner && this.isStandIn)) {
      if (hasAccount !== known.hasAccount) this.#keep({ ...known, hasAccount });
      return;
    }
    const next = owner || STAND_IN + uuid();
    const became = known.hasAccount
      ? known.became
      : {
          ...Object.fromEntries(
            Object.entries(known.became).map(([former, whose]) => [former, whose === known.owner ? next : whose]),
          ),
          [known.owner]: next,
        };
    delete became[next];
    this.#keep({
      owner: next,
      hasAccount,
      became: Object.fromEntries(Object.entries(became).slice(-MOST_REMEMBERED)),
      left: known.left.filter((one) => one !== next),
    });
  }

  /** The person signed out. */
  leave(): void {
    const known = this.#known();
    const visitors = Object.keys(known.became).filter((former) => known.became[former] === known.owner);
    const gone = [known.owner, ...visitors];
    this.#keep({ ...nobody(), left: [...known.left, ...gone].slice(-2 * MOST_REMEMBERED) });
  }

  #known(): Known {
    const { owner, hasAccount, became, left } = readJson(this.#storage, KEY) ?? {};
    if (typeof owner !== 'string') {
      if (!this.#latest) this.#keep(nobody());
      return this.#latest ?? nobody();
    }
    return {
      owner,
      hasAccount: hasAccount === true,
      became: { ...(became as Record<string, string> | undefined) },
      left: Array.isArray(left) ? (left as string[]) : [],
    };
  }

  #keep(known: Known): void {
    this.#latest = known;
    writeJson(this.#storage, KEY, known);
  }
}

function nobody(): Known {
  return { owner: STAND_IN + uuid(), hasAccount: false, became: {}, left: [] };
}

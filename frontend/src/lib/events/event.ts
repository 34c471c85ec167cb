/** One thing the shopper did, as it waits in this browser for the shop to take it. */
import type { EventInRequest } from '@/api/schema';

/** The kinds that a browser sees; what becomes of cart and orders the server records itself. */
type BrowserEventType = Exclude<
  EventInRequest['event_type'],
  'cart_item_added' | 'cart_item_updated' | 'cart_item_removed' | 'order_completed' | 'preference_updated'
>;

export interface BrowserEvent extends EventInRequest {
  event_type: BrowserEventType;
  occurred_at: string;
}

export type NewEvent = Omit<BrowserEvent, 'event_id' | 'occurred_at' | 'sent_at'>;

/** An event with whose it is (see `owners`) and which tab will send it (see `tabs`). */
export interface KeptEvent {
  event: BrowserEvent;
  owner: string;
  tab: string;
}

/** What a list showed, and what was passed in it: many, each of little weight. Weakest first. */
const WEAK: readonly BrowserEventType[] = ['displayed_but_scrolled', 'results_displayed'];

/** How soon an event must go when there is no room for all: the weakest kinds first. */
export function strength(event: BrowserEvent): number {
  const place = WEAK.indexOf(event.event_type);
  return place < 0 ? WEAK.length : place;
}

export function isWeak(event: BrowserEvent): boolean {
  return strength(event) < WEAK.length;
}

/** A random UUID, also where the page came over plain HTTP and `crypto.randomUUID` is missing. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

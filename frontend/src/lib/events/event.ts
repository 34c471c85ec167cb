/** One thing the shopper did, as it waits in this browser for the shop to take it. */

export type BrowserEventType =
  | 'search_performed'
  | 'results_displayed'
  | 'search_result_clicked'
  | 'product_viewed'
  | 'displayed_but_scrolled'
  | 'product_liked';

export interface BrowserEvent {
  event_id: string;
  event_type: BrowserEventType;
  occurred_at: string;
  sku?: string;
  query?: string;
  quantity?: number;
  position?: number;
  ranking_id?: string;
  data?: Record<string, unknown>;
}

export type NewEvent = Omit<BrowserEvent, 'event_id' | 'occurred_at'>;

/** A random UUID, also where the page came over plain HTTP and `crypto.randomUUID` is missing. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

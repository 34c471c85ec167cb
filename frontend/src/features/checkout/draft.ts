/** What the shopper has decided so far. Kept for this tab, so that a reload loses nothing; never a card. */
import type { AddressFieldsRequest, CheckoutRequest, PaymentMethod } from '@/api/schema';

export type Step = 'where' | 'when' | 'pay';
export const STEPS: readonly Step[] = ['where', 'when', 'pay'];

export interface Draft {
  /** One of the address book; null when `address` was typed. */
  addressId: number | null;
  address: AddressFieldsRequest | null;
  saveAddress: boolean;
  email: string;
  slotId: number | null;
  method: PaymentMethod;
  note: string;
}

export const EMPTY: Draft = {
  addressId: null,
  address: null,
  saveAddress: true,
  email: '',
  slotId: null,
  method: 'on_delivery',
  note: '',
};

const PLACE = 'leafloaf.checkout.draft';

export function loadDraft(storage: Storage = sessionStorage): Draft {
  try {
    const kept: unknown = JSON.parse(storage.getItem(PLACE) ?? 'null');
    return typeof kept === 'object' && kept !== null ? { ...EMPTY, ...kept } : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft, storage: Storage = sessionStorage): void {
  storage.setItem(PLACE, JSON.stringify(draft));
}

export function dropDraft(storage: Storage = sessionStorage): void {
  storage.removeItem(PLACE);
}

export function hasWhere(draft: Draft, isGuest: boolean): boolean {
  if (isGuest) return draft.address !== null && draft.email !== '';
  return draft.addressId !== null || draft.address !== null;
}

/** The first step that still needs the shopper. */
export function firstOpenStep(draft: Draft, isGuest: boolean): Step {
  if (!hasWhere(draft, isGuest)) return 'where';
  return draft.slotId === null ? 'when' : 'pay';
}

/** The order as it is sent, or null while something is missing. */
export function asRequest(
  draft: Draft,
  { isGuest, total, cardToken }: { isGuest: boolean; total: string; cardToken?: string },
): CheckoutRequest | null {
  if (!hasWhere(draft, isGuest) || draft.slotId === null) return null;
  const where =
    draft.addressId !== null && !isGuest
      ? { address_id: draft.addressId, save_address: false }
      : { address: draft.address ?? undefined, save_address: !isGuest && draft.saveAddress };
  return {
    ...where,
    ...(isGuest && { email: draft.email }),
    slot_id: draft.slotId,
    payment: draft.method === 'card' ? { method: 'card', card_token: cardToken } : { method: 'on_delivery' },
    ...(draft.note && { note: draft.note }),
    expected_total: total,
  };
}

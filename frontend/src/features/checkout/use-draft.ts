import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { slotsQuery } from './api/slots';
import { type Draft, keepDraft, loadDraft } from './draft';
import { addressesQuery } from '@/api/addresses';
import type { Address, Slot, SlotDay } from '@/api/schema';

export interface Choices {
  /** With the address book's default and without what is no longer offered. */
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  addresses: Address[];
  days: SlotDay[];
  slot: Slot | undefined;
  isLoading: boolean;
  failure: unknown;
  retry: () => void;
}

/** What is decided, and what there is to choose from. */
export function useDraft(isGuest: boolean): Choices {
  const [kept, setKept] = useState(loadDraft);
  const book = useQuery({ ...addressesQuery, enabled: !isGuest });
  const slots = useQuery(slotsQuery);
  useEffect(() => keepDraft(kept), [kept]);

  const addresses = isGuest ? [] : (book.data ?? []);
  const days = slots.data?.days ?? [];
  const slot = days.flatMap((day) => day.slots).find(({ id, available }) => id === kept.slotId && available);
  const saved = addresses.find(({ id }) => id === kept.addressId) ?? (kept.address ? undefined : addresses[0]);

  return {
    draft: { ...kept, addressId: saved?.id ?? null, slotId: slot?.id ?? null },
    change: (changes) => setKept((before) => ({ ...before, ...changes })),
    addresses,
    days,
    slot,
    isLoading: slots.isPending || (!isGuest && book.isPending),
    failure: slots.error ?? book.error,
    retry: () => {
      void slots.refetch();
      if (!isGuest) void book.refetch();
    },
  };
}

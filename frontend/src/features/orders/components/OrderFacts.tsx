import { CalendarClock, CreditCard, type LucideIcon, MapPin, MessageSquareText } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Order } from '@/api/schema';
import { oneLine } from '@/lib/address';
import { deliveryDay, deliveryTime } from '@/lib/delivery-time';

function Fact({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3.5">
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-leaf" />
      <div className="min-w-0">
        <dt className="text-small text-muted">{label}</dt>
        <dd className="break-words">{children}</dd>
      </div>
    </div>
  );
}

function paid({ method, card_last4, status_label }: Order['payment']): string {
  if (method === 'on_delivery') return 'At your door, cash or card';
  return card_last4 ? `Card ending in ${card_last4} (${status_label.toLowerCase()})` : status_label;
}

/** Where to, when, how it is paid, and what the shopper noted. */
export function OrderFacts({ order }: { order: Order }) {
  const { address, slot, payment, note } = order;
  return (
    <dl className="flex flex-col gap-4">
      {slot && (
        <Fact icon={CalendarClock} label="Delivery">
          {deliveryDay(slot.starts_at)}
          <span className="tabular block">{deliveryTime(slot)}</span>
        </Fact>
      )}
      <Fact icon={MapPin} label="To">
        {address.recipient}
        <span className="block">{oneLine(address)}</span>
        {address.instructions && <span className="block text-muted">{address.instructions}</span>}
      </Fact>
      <Fact icon={CreditCard} label="Payment">
        {paid(payment)}
      </Fact>
      {note && (
        <Fact icon={MessageSquareText} label="Your note">
          {note}
        </Fact>
      )}
    </dl>
  );
}

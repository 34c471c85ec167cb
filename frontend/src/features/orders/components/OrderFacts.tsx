import { CalendarClock, CreditCard, type LucideIcon, MapPin, MessageSquareText } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Order, PaymentStatus } from '@/api/schema';
import { oneLine } from '@/lib/address';
import { deliveryDay, deliveryTime } from '@/lib/delivery-time';

function Fact({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  return (
    <div className="relative pl-8.5">
      <dt className="text-small text-muted">
        <Icon aria-hidden className="absolute top-0.5 left-0 size-5 text-leaf" />
        {label}
      </dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

const BY_CARD: Record<PaymentStatus, string> = {
  pending: 'being confirmed',
  due: 'charged when it is on its way',
  authorized: 'charged when it is on its way',
  captured: 'paid',
  declined: 'declined',
  voided: 'not charged',
  refunded: 'refunded',
};

function paid({ method, card_last4, status }: Order['payment']): string {
  if (method === 'card') return `Card${card_last4 && ` ending in ${card_last4}`}, ${BY_CARD[status]}`;
  if (status === 'voided') return 'Nothing to pay';
  return status === 'captured' ? 'Paid at your door' : 'At your door, cash or card';
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

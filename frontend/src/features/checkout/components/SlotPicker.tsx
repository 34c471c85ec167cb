import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';

import type { Slot, SlotDay } from '@/api/schema';
import { ChoiceCard } from '@/components/ui/ChoiceCard';
import { Notice } from '@/components/ui/Notice';
import { cx } from '@/lib/classes';
import { deliveryDay, deliveryTime, shortDeliveryDay } from '@/lib/delivery-time';
import { money, plural } from '@/lib/format';
import { isZero } from '@/lib/money';

interface SlotPickerProps {
  days: SlotDay[];
  chosen: Slot | undefined;
  currency: string;
  onChoose: (slotId: number) => void;
}

/** Below this many places the number is worth saying. */
const FEW = 10;

function hasRoom(day: SlotDay): boolean {
  return day.slots.some((slot) => slot.available);
}

function SlotChoice({
  slot,
  currency,
  isChosen,
  onChoose,
}: {
  slot: Slot;
  currency: string;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <ChoiceCard name="slot" checked={isChosen} disabled={!slot.available} onChange={onChoose}>
      <span className="flex items-center justify-between gap-3">
        <span className="flex flex-col">
          <span className="tabular font-semibold">{deliveryTime(slot)}</span>
          {slot.available && slot.remaining < FEW && (
            <span className="text-small text-crust">{plural(slot.remaining, 'place')} left</span>
          )}
        </span>
        <span className="tabular">
          {slot.available ? (isZero(slot.fee) ? 'Free' : money(slot.fee, currency)) : 'Full'}
        </span>
      </span>
    </ChoiceCard>
  );
}

/** Days as tabs, the times of one day as a choice with what each costs. */
export function SlotPicker({ days, chosen, currency, onChoose }: SlotPickerProps) {
  const dayOfChosen = days.find((day) => day.slots.some((slot) => slot.id === chosen?.id));
  const [picked, setPicked] = useState<string | null>(null);
  const shown = days.find((day) => day.date === picked) ?? dayOfChosen ?? days.find(hasRoom) ?? days[0];
  if (!shown) return <Notice>All times of the coming days are taken. New ones open every morning.</Notice>;
  return (
    <Tabs.Root value={shown.date} onValueChange={(date: string) => setPicked(date)} className="flex flex-col gap-4">
      <Tabs.List
        aria-label="Day"
        activateOnFocus
        className="no-scrollbar -mx-5 flex gap-2 overflow-x-auto px-5 py-1 sm:-mx-6 sm:px-6"
      >
        {days.map((day) => {
          const [weekday, date] = shortDeliveryDay(day.date);
          return (
            <Tabs.Tab
              key={day.date}
              value={day.date}
              className={cx(
                'flex min-h-13 min-w-18 shrink-0 flex-col items-center justify-center rounded-full border border-line-strong/40 px-4 leading-tight transition-colors',
                'hover:border-leaf data-active:border-leaf data-active:bg-leaf data-active:text-on-leaf',
                !hasRoom(day) && 'text-muted line-through',
              )}
            >
              <span className="font-semibold">{weekday}</span>
              <span className="tabular text-small">{date}</span>
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
      <Tabs.Panel value={shown.date} className="rounded-card">
        <fieldset className="grid gap-2.5 sm:grid-cols-2">
          <legend className="sr-only">Time on {deliveryDay(shown.date)}</legend>
          {shown.slots.map((slot) => (
            <SlotChoice
              key={slot.id}
              slot={slot}
              currency={currency}
              isChosen={slot.id === chosen?.id}
              onChoose={() => onChoose(slot.id)}
            />
          ))}
        </fieldset>
      </Tabs.Panel>
    </Tabs.Root>
  );
}

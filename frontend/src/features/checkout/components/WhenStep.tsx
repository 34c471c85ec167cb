import { SlotPicker } from './SlotPicker';
import { StepCard } from './StepCard';
import type { Slot, SlotDay } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { deliveryDay, deliveryTime } from '@/lib/delivery-time';

interface WhenStepProps {
  days: SlotDay[];
  slot: Slot | undefined;
  currency: string;
  isOpen: boolean;
  isReachable: boolean;
  onOpen: () => void;
  problem?: string;
  onChoose: (slotId: number) => void;
  onDone: () => void;
}

/** Step two: a day and a time. */
export function WhenStep({
  days,
  slot,
  currency,
  isOpen,
  isReachable,
  onOpen,
  problem,
  onChoose,
  onDone,
}: WhenStepProps) {
  return (
    <StepCard
      step="when"
      number={2}
      title="When"
      isOpen={isOpen}
      onOpen={isReachable ? onOpen : undefined}
      problem={problem}
      decided={
        slot && (
          <p>
            {deliveryDay(slot.starts_at)}, <span className="whitespace-nowrap">{deliveryTime(slot)}</span>
          </p>
        )
      }
    >
      <SlotPicker days={days} chosen={slot} currency={currency} onChoose={onChoose} />
      <div className="flex justify-end">
        <Button disabled={!slot} onClick={onDone}>
          Take this time
        </Button>
      </div>
    </StepCard>
  );
}

import type { Address } from '@/api/schema';
import { ChoiceCard } from '@/components/ui/ChoiceCard';
import { oneLine } from '@/lib/address';

interface SavedAddressesProps {
  addresses: Address[];
  /** null while a new one is typed. */
  chosen: number | null;
  onChoose: (id: number | null) => void;
}

/** The address book as a choice, and a new address as the last of it. */
export function SavedAddresses({ addresses, chosen, onChoose }: SavedAddressesProps) {
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="sr-only">Deliver to</legend>
      {addresses.map((address) => (
        <ChoiceCard
          key={address.id}
          name="address"
          checked={address.id === chosen}
          onChange={() => onChoose(address.id)}
        >
          <span className="block font-semibold">{address.label || address.recipient}</span>
          <span className="block text-small text-muted">
            {address.label && `${address.recipient}, `}
            {oneLine(address)}
          </span>
        </ChoiceCard>
      ))}
      <ChoiceCard name="address" checked={chosen === null} onChange={() => onChoose(null)}>
        <span className="font-semibold">Somewhere else</span>
      </ChoiceCard>
    </fieldset>
  );
}

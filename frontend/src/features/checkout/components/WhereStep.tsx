import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';

import { type Draft, hasWhere } from '../draft';
import { SavedAddresses } from './SavedAddresses';
import { StepCard } from './StepCard';
import type { FieldError } from '@/api/problem';
import type { Address } from '@/api/schema';
import { AddressForm } from '@/components/address/AddressForm';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Switch } from '@/components/ui/Switch';
import { missingIn, oneLine, readAddress } from '@/lib/address';
import { textOf, useFocusOnError } from '@/lib/forms';
import { signInPath } from '@/lib/return-to';

interface WhereStepProps {
  draft: Draft;
  addresses: Address[];
  isGuest: boolean;
  isOpen: boolean;
  onOpen: () => void;
  errors: FieldError[];
  problem?: string;
  onChange: (changes: Partial<Draft>) => void;
  onDone: (changes: Partial<Draft>) => void;
}

const EMAIL = /^\S+@\S+\.\S+$/;

function Decided({ draft, addresses, isGuest }: Pick<WhereStepProps, 'draft' | 'addresses' | 'isGuest'>) {
  const saved = addresses.find(({ id }) => id === draft.addressId);
  const address = saved ?? draft.address;
  if (!address) return null;
  return (
    <>
      <p>
        <span className="text-text">{address.recipient}</span>, {oneLine(address)}
      </p>
      {isGuest && <p className="break-words">{draft.email}</p>}
    </>
  );
}

/** Step one: a saved address or a new one, and for a guest where the confirmation goes. */
export function WhereStep({
  draft,
  addresses,
  isGuest,
  isOpen,
  onOpen,
  errors,
  problem,
  onChange,
  onDone,
}: WhereStepProps) {
  const [isNew, setNew] = useState(draft.addressId === null);
  const [missing, setMissing] = useState<FieldError[]>([]);
  const [saves, setSaves] = useState(draft.saveAddress);
  const shown = missing.length > 0 ? missing : errors;
  const form = useFocusOnError(shown.length > 0 ? shown : null);
  const isTyped = isNew || addresses.length === 0;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { currentTarget } = event;
    const address = readAddress(currentTarget);
    const email = textOf(currentTarget, 'email');
    const wrong = missingIn(address);
    if (isGuest && !EMAIL.test(email)) {
      wrong.unshift({ field: 'email', message: 'Where can we send your confirmation? As name@example.com.' });
    }
    setMissing(wrong);
    if (wrong.length === 0) onDone({ address, addressId: null, saveAddress: saves, ...(isGuest && { email }) });
  };

  return (
    <StepCard
      step="where"
      number={1}
      title="Where"
      isOpen={isOpen}
      onOpen={onOpen}
      problem={problem}
      decided={hasWhere(draft, isGuest) ? <Decided draft={draft} addresses={addresses} isGuest={isGuest} /> : undefined}
    >
      {addresses.length > 0 && (
        <SavedAddresses
          addresses={addresses}
          chosen={isNew ? null : draft.addressId}
          onChoose={(id) => {
            setNew(id === null);
            if (id !== null) onChange({ addressId: id, address: null });
          }}
        />
      )}
      {!isTyped && (
        <div className="flex justify-end">
          <Button onClick={() => onDone({ addressId: draft.addressId })}>Deliver here</Button>
        </div>
      )}
      {isTyped && (
        <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
          {isGuest && (
            <TextField
              label="Email"
              name="email"
              type="email"
              autoComplete="email"
              inputMode="email"
              autoCapitalize="none"
              defaultValue={draft.email}
              error={shown.find(({ field }) => field === 'email')?.message}
              hint={
                <>
                  Your confirmation goes here. Have an account?{' '}
                  <Link to={signInPath('/checkout')} className="font-semibold text-leaf underline underline-offset-2">
                    Sign in
                  </Link>
                </>
              }
            />
          )}
          <AddressForm initial={draft.address ?? undefined} errors={shown} />
          <div className="flex flex-wrap items-center justify-between gap-3">
            {isGuest ? <span /> : <Switch label="Keep it in my address book" checked={saves} onChange={setSaves} />}
            <Button type="submit">Deliver here</Button>
          </div>
        </form>
      )}
    </StepCard>
  );
}

import { type FormEvent, useState } from 'react';

import { useAddAddress, useChangeAddress } from '@/api/addresses';
import { ApiProblem, type FieldError } from '@/api/problem';
import type { Address } from '@/api/schema';
import { AddressForm } from '@/components/address/AddressForm';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { ADDRESS_FIELDS, missingIn, readAddress } from '@/lib/address';
import { formError, textOf, useFocusOnError } from '@/lib/forms';

interface AddressEditorProps {
  /** None for a new one. */
  address?: Address;
  onEnd: () => void;
}

export function AddressEditor({ address, onEnd }: AddressEditorProps) {
  const add = useAddAddress();
  const change = useChangeAddress();
  const [missing, setMissing] = useState<FieldError[]>([]);
  const failure = add.error ?? change.error;
  const errors = missing.length > 0 ? missing : failure ? ApiProblem.from(failure).errors : [];
  const form = useFocusOnError(errors.length > 0 ? errors : null);
  const problem = formError(failure, ['label', ...ADDRESS_FIELDS]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = { label: textOf(event.currentTarget, 'label'), ...readAddress(event.currentTarget) };
    const wrong = missingIn(fields);
    setMissing(wrong);
    if (wrong.length > 0) return;
    if (address) change.mutate({ id: address.id, changes: fields }, { onSuccess: onEnd });
    else add.mutate(fields, { onSuccess: onEnd });
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      aria-label={address ? 'Change the address' : 'New address'}
      className="flex flex-col gap-5 rounded-card border border-line bg-raised p-5 sm:p-6"
    >
      {problem && <Notice kind="problem">{problem}</Notice>}
      <TextField
        label="What you call it (optional)"
        name="label"
        placeholder="Home"
        maxLength={40}
        defaultValue={address?.label}
        error={errors.find(({ field }) => field === 'label')?.message}
      />
      <AddressForm initial={address} errors={errors} />
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onEnd}>
          Leave it as it was
        </Button>
        <Button type="submit" busy={add.isPending || change.isPending}>
          Save the address
        </Button>
      </div>
    </form>
  );
}

import type { FormEvent } from 'react';

import { useConfirmPassword } from '../api/password';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { PasswordField } from '@/components/ui/PasswordField';
import { fieldError, formError, secretOf, useFocusOnError } from '@/lib/forms';

interface ConfirmPasswordProps {
  onConfirmed: () => void;
  onCancel: () => void;
}

/** Before something that guards the account is changed. */
export function ConfirmPassword({ onConfirmed, onCancel }: ConfirmPasswordProps) {
  const confirm = useConfirmPassword();
  const form = useFocusOnError(confirm.error);
  const problem = formError(confirm.error, ['password']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    confirm.mutate(secretOf(event.currentTarget, 'password'), { onSuccess: onConfirmed });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex animate-fade-in flex-col gap-4">
      {problem && <Notice kind="problem">{problem}</Notice>}
      <PasswordField
        ref={(field: HTMLInputElement | null) => field?.focus()}
        label="Your password"
        name="password"
        autoComplete="current-password"
        hint="To be sure that it is you."
        error={fieldError(confirm.error, 'password')}
      />
      <div className="flex justify-end gap-3">
        <Button look="quiet" onClick={onCancel}>
          Not now
        </Button>
        <Button type="submit" busy={confirm.isPending}>
          Go on
        </Button>
      </div>
    </form>
  );
}

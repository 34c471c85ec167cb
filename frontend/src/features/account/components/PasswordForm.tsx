import type { FormEvent } from 'react';

import { useChangePassword } from '../api/password';
import { Section } from './Section';
import { useMe } from '@/api/me';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { PasswordField } from '@/components/ui/PasswordField';
import { fieldError, formError, secretOf, useFocusOnError } from '@/lib/forms';

export function PasswordForm() {
  const { data: me } = useMe();
  const change = useChangePassword();
  const form = useFocusOnError(change.error);
  const problem = formError(change.error, ['current_password', 'new_password']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    change.mutate(
      { current_password: secretOf(fields, 'current_password'), new_password: secretOf(fields, 'new_password') },
      { onSuccess: () => fields.reset() },
    );
  };
  return (
    <Section title="Password">
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problem && <Notice kind="problem">{problem}</Notice>}
        {change.isSuccess && <Notice>Your new password is set. You stay signed in here.</Notice>}
        {/* Tells a password manager whose password this is. */}
        <input type="email" name="username" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
        <div className="grid gap-5 sm:grid-cols-2">
          <PasswordField
            label="Current password"
            name="current_password"
            autoComplete="current-password"
            error={fieldError(change.error, 'current_password')}
          />
          <PasswordField
            label="New password"
            name="new_password"
            autoComplete="new-password"
            hint="At least 10 characters."
            error={fieldError(change.error, 'new_password')}
          />
        </div>
        <Button type="submit" look="secondary" busy={change.isPending} className="self-end">
          Change my password
        </Button>
      </form>
    </Section>
  );
}

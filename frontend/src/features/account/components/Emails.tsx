import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';

import { emailsQuery, useAddEmail } from '../api/emails';
import { EmailRow } from './EmailRow';
import { Section } from './Section';
import { sayProblem } from '@/api/problem';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { Skeleton } from '@/components/ui/Skeleton';
import { fieldError, formError, textOf } from '@/lib/forms';

/** The addresses of the account: the one in use, and the way to another. */
export function Emails() {
  const { data: emails, error } = useQuery(emailsQuery);
  const add = useAddEmail();
  const problem = formError(add.error, ['email']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    add.mutate(textOf(form, 'email'), { onSuccess: () => form.reset() });
  };
  return (
    <Section title="Email" lead="You sign in with it, and your order confirmations go there.">
      {error && <Notice kind="problem">{sayProblem(error)}</Notice>}
      {!emails && !error && <Skeleton className="h-14" />}
      {emails && (
        <ul className="flex flex-col divide-y divide-line">
          {emails.map((address) => (
            <EmailRow key={address.email} address={address} isOnly={emails.length === 1} />
          ))}
        </ul>
      )}
      <form onSubmit={submit} noValidate className="flex flex-col gap-4 border-t border-line pt-5">
        {problem && <Notice kind="problem">{problem}</Notice>}
        <div className="flex flex-wrap items-start gap-3">
          <TextField
            label="Another address"
            name="email"
            type="email"
            inputMode="email"
            autoCapitalize="none"
            autoComplete="email"
            hint="We send a link there. Once you have opened it you can switch to it."
            error={fieldError(add.error, 'email')}
            className="min-w-56 flex-1"
          />
          <Button type="submit" look="secondary" busy={add.isPending} className="mt-6 h-12">
            Add
          </Button>
        </div>
      </form>
    </Section>
  );
}

import type { FormEvent } from 'react';

import { useChangeName } from '../api/name';
import { Section } from './Section';
import { useMe } from '@/api/me';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { fieldError, formError, textOf } from '@/lib/forms';

export function NameForm() {
  const { data: me } = useMe();
  const change = useChangeName();
  const problem = formError(change.error, ['first_name']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(textOf(event.currentTarget, 'first_name'));
  };
  return (
    <Section title="Your name">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {problem && <Notice kind="problem">{problem}</Notice>}
        <div className="flex flex-wrap items-end gap-3">
          <TextField
            label="What we call you"
            name="first_name"
            autoComplete="given-name"
            maxLength={150}
            defaultValue={me?.first_name}
            error={fieldError(change.error, 'first_name')}
            className="min-w-56 flex-1"
          />
          <Button type="submit" look="secondary" busy={change.isPending} className="h-12">
            {change.isSuccess ? 'Saved' : 'Save'}
          </Button>
        </div>
        <p role="status" className="sr-only">
          {change.isSuccess && 'Your name is saved'}
        </p>
      </form>
    </Section>
  );
}

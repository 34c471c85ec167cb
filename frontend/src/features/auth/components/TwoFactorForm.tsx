import { type FormEvent, useState } from 'react';

import { useTwoFactorCode } from '../api/two-factor';
import type { NextStep } from '../flow';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { fieldError, formError, textOf, useFocusOnError } from '@/lib/forms';

/** Asks for the code of the authenticator app, or for one of the codes kept for when the phone is away. */
export function TwoFactorForm({ onStep }: { onStep: (next: NextStep) => Promise<void> }) {
  const send = useTwoFactorCode();
  const form = useFocusOnError(send.error);
  const [isRecovery, setRecovery] = useState(false);
  const problem = formError(send.error, ['code']);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate(textOf(event.currentTarget, 'code').replaceAll(/\s/g, ''), { onSuccess: (next) => void onStep(next) });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      {problem && <Notice kind="problem">{problem}</Notice>}
      <TextField
        key={String(isRecovery)}
        ref={(field) => field?.focus()}
        label={isRecovery ? 'Recovery code' : 'Code'}
        name="code"
        hint={
          isRecovery
            ? 'One of the codes you kept when you set this up.'
            : 'The six digits your authenticator app shows now.'
        }
        inputMode={isRecovery ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={16}
        error={fieldError(send.error, 'code')}
      />
      <Button type="submit" size="large" busy={send.isPending || send.data?.kind === 'done'}>
        Sign in
      </Button>
      <Button
        look="quiet"
        size="small"
        onClick={() => {
          send.reset();
          setRecovery(!isRecovery);
        }}
      >
        {isRecovery ? 'Use my authenticator app' : 'I do not have my phone here'}
      </Button>
    </form>
  );
}

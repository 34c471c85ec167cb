import type { FormEvent } from 'react';

import { type AppSecret, useTurnOn } from '../api/two-factor';
import { ConfirmationNeeded } from '@/api/allauth';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { QrCode } from '@/components/ui/QrCode';
import { fieldError, formError, textOf, useFocusOnError } from '@/lib/forms';

interface SetUpAppProps {
  app: AppSecret;
  onDone: () => void;
  /** It took so long that the shop wants the password again. */
  onConfirmationNeeded: () => void;
  onCancel: () => void;
}

/** Scan, then type the first code. */
export function SetUpApp({ app, onDone, onConfirmationNeeded, onCancel }: SetUpAppProps) {
  const turnOn = useTurnOn();
  const form = useFocusOnError(turnOn.error);
  const problem = formError(turnOn.error, ['code']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    turnOn.mutate(textOf(event.currentTarget, 'code').replaceAll(/\s/g, ''), {
      onSuccess: onDone,
      onError: (reason) => {
        if (reason instanceof ConfirmationNeeded) onConfirmationNeeded();
      },
    });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex animate-fade-in flex-col gap-5">
      {problem && <Notice kind="problem">{problem}</Notice>}
      <div className="flex flex-wrap items-start gap-6">
        <QrCode
          value={app.totp_url}
          label="QR code for your authenticator app"
          className="size-44 shrink-0 rounded-card border border-line"
        />
        <div className="flex min-w-60 flex-1 flex-col gap-4">
          <p>
            Open an authenticator app on your phone and scan this. On the phone right now?{' '}
            <a href={app.totp_url} className="font-semibold text-leaf underline underline-offset-2">
              Open the app
            </a>{' '}
            or type this into it:
          </p>
          <code className="tabular block rounded-card bg-sunken px-4 py-3 text-small break-words select-all">
            {app.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </code>
          <TextField
            label="The six digits it shows"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={8}
            error={fieldError(turnOn.error, 'code')}
          />
        </div>
      </div>
      <div className="flex justify-end gap-3">
        <Button look="quiet" onClick={onCancel}>
          Not now
        </Button>
        <Button type="submit" busy={turnOn.isPending}>
          Turn it on
        </Button>
      </div>
    </form>
  );
}

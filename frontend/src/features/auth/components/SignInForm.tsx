import type { FormEvent } from 'react';
import { Link } from 'react-router';

import { useSignIn } from '../api/sign-in';
import type { NextStep } from '../flow';
import { LINK } from './AuthFrame';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { PasswordField } from '@/components/ui/PasswordField';
import { fieldError, formError, secretOf, textOf, useFocusOnError } from '@/lib/forms';

const FIELDS = ['email', 'password'];

/** @param onStep - told what comes next; the form stays at work until it ends. */
export function SignInForm({ onStep }: { onStep: (next: NextStep) => Promise<void> }) {
  const signIn = useSignIn();
  const form = useFocusOnError(signIn.error);
  const problem = formError(signIn.error, FIELDS);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { currentTarget } = event;
    signIn.mutate(
      { email: textOf(currentTarget, 'email'), password: secretOf(currentTarget, 'password') },
      { onSuccess: (next) => void onStep(next) },
    );
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      {problem && <Notice kind="problem">{problem}</Notice>}
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        error={fieldError(signIn.error, 'email')}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        error={fieldError(signIn.error, 'password')}
      />
      <div className="-mt-2 text-right text-small">
        <Link to="/account/reset-password" className={LINK}>
          Forgot your password?
        </Link>
      </div>
      <Button type="submit" size="large" busy={signIn.isPending || signIn.data?.kind === 'done'}>
        Sign in
      </Button>
    </form>
  );
}

import type { FormEvent } from 'react';
import { Link } from 'react-router';

import { useRequestReset } from '../api/reset-password';
import { AuthFrame, LINK } from './AuthFrame';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { fieldError, formError, textOf, useFocusOnError } from '@/lib/forms';
import { usePageTitle } from '@/lib/page-title';

export function ForgotPasswordPage() {
  usePageTitle('Set a new password');
  const ask = useRequestReset();
  const form = useFocusOnError(ask.error);
  const problem = formError(ask.error, ['email']);
  const footer = (
    <Link to="/sign-in" className={LINK}>
      Back to sign-in
    </Link>
  );

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(textOf(event.currentTarget, 'email'));
  };

  if (ask.isSuccess) {
    return (
      <AuthFrame title="Look into your mail" footer={footer}>
        <p role="status">
          If {ask.variables} has an account with us, a link to set a new password is on its way. It works for a few
          days, once.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Set a new password" lead="We send you a link that lets you choose a new one." footer={footer}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problem && <Notice kind="problem">{problem}</Notice>}
        <TextField
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          error={fieldError(ask.error, 'email')}
        />
        <Button type="submit" size="large" busy={ask.isPending}>
          Send me a link
        </Button>
      </form>
    </AuthFrame>
  );
}

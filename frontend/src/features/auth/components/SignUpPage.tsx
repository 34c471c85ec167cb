import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';

import { useSignUp } from '../api/sign-up';
import { AuthFrame, LINK } from './AuthFrame';
import { useMe } from '@/api/me';
import { startAsSomebodyElse } from '@/api/signed-in';
import { GoTo } from '@/components/GoTo';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { PasswordField } from '@/components/ui/PasswordField';
import { fieldError, formError, secretOf, textOf, useFocusOnError } from '@/lib/forms';
import { usePageTitle } from '@/lib/page-title';
import { returnTo, signInPath } from '@/lib/return-to';

const FIELDS = ['email', 'password'];

export function SignUpPage() {
  usePageTitle('Create an account');
  const [search] = useSearchParams();
  const back = returnTo(search);
  const { data: me } = useMe();
  const client = useQueryClient();
  const signUp = useSignUp();
  const form = useFocusOnError(signUp.error);
  const problem = formError(signUp.error, FIELDS);

  if (me?.authenticated) return <GoTo to={back} />;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { currentTarget } = event;
    signUp.mutate(
      { email: textOf(currentTarget, 'email'), password: secretOf(currentTarget, 'password') },
      {
        onSuccess: (next) => {
          if (next.kind === 'done') void startAsSomebodyElse(client);
        },
      },
    );
  };

  if (signUp.data && signUp.data.kind !== 'done') {
    return (
      <AuthFrame title="Look into your mail" lead={<>We have written to {signUp.variables.email}.</>}>
        <p>
          Open the link in our message and your account is ready. Nothing there after a few minutes? Look into spam.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Create an account"
      lead="Your cart, your usuals and what we learned about your taste stay with you, on every device."
      footer={
        <>
          Have an account already?{' '}
          <Link to={signInPath(back)} className={LINK}>
            Sign in
          </Link>
        </>
      }
    >
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problem && <Notice kind="problem">{problem}</Notice>}
        <TextField
          label="Email"
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          autoCapitalize="none"
          error={fieldError(signUp.error, 'email')}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          hint="At least 10 characters. Three odd words in a row are easy to keep in mind."
          error={fieldError(signUp.error, 'password')}
        />
        <Button type="submit" size="large" busy={signUp.isPending || signUp.data?.kind === 'done'}>
          Create my account
        </Button>
      </form>
    </AuthFrame>
  );
}

import type { FormEvent } from 'react';
import { Link, useNavigate, useParams } from 'react-router';

import { useResetPassword } from '../api/reset-password';
import { AuthFrame, LINK } from './AuthFrame';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { PasswordField } from '@/components/ui/PasswordField';
import { fieldError, formError, secretOf, useFocusOnError } from '@/lib/forms';
import { usePageTitle } from '@/lib/page-title';

/** Where the link in the mail leads. */
export function NewPasswordPage() {
  usePageTitle('Choose a new password');
  const { key = '' } = useParams();
  const navigate = useNavigate();
  const reset = useResetPassword();
  const form = useFocusOnError(reset.error);
  const problem = formError(reset.error, ['password']);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    reset.mutate(
      { key, password: secretOf(event.currentTarget, 'password') },
      {
        onSuccess: () => {
          void navigate('/sign-in', { replace: true, state: { notice: 'Your new password is set. Sign in with it.' } });
        },
      },
    );
  };

  return (
    <AuthFrame
      title="Choose a new password"
      footer={
        <Link to="/account/reset-password" className={LINK}>
          Ask for a new link
        </Link>
      }
    >
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problem && <Notice kind="problem">{problem}</Notice>}
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          hint="At least 10 characters."
          error={fieldError(reset.error, 'password')}
        />
        <Button type="submit" size="large" busy={reset.isPending}>
          Set this password
        </Button>
      </form>
    </AuthFrame>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';

import { useVerifyEmail } from '../api/verify-email';
import { AuthFrame } from './AuthFrame';
import { useMe } from '@/api/me';
import { sayProblem } from '@/api/problem';
import { Button, ButtonLink } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { usePageTitle } from '@/lib/page-title';

/** Where the link in the mail leads. A button, not the visit alone: mail programs open links to look at them. */
export function VerifyEmailPage() {
  usePageTitle('Confirm your email');
  const { key = '' } = useParams();
  const client = useQueryClient();
  const { data: me } = useMe();
  const verify = useVerifyEmail();

  if (verify.isSuccess) {
    return (
      <AuthFrame title="Thank you">
        <div className="flex flex-col items-start gap-5">
          <p role="status">Your email address is confirmed. Order confirmations will find you.</p>
          {me?.authenticated ? (
            <ButtonLink to="/">Go shopping</ButtonLink>
          ) : (
            <ButtonLink to="/sign-in">Sign in</ButtonLink>
          )}
        </div>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirm your email" lead="So that we know that our messages reach you.">
      <div className="flex flex-col gap-5">
        {verify.error && <Notice kind="problem">{sayProblem(verify.error)}</Notice>}
        <Button
          size="large"
          busy={verify.isPending}
          onClick={() =>
            verify.mutate(key, { onSuccess: () => void client.invalidateQueries({ queryKey: ['account'] }) })
          }
        >
          Yes, this is my address
        </Button>
      </div>
    </AuthFrame>
  );
}

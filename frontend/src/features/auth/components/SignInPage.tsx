import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';

import type { NextStep } from '../flow';
import { AuthFrame, LINK } from './AuthFrame';
import { SignInForm } from './SignInForm';
import { TwoFactorForm } from './TwoFactorForm';
import { useMe } from '@/api/me';
import { startAsSomebodyElse } from '@/api/signed-in';
import { GoTo } from '@/components/GoTo';
import { Notice } from '@/components/ui/Notice';
import { usePageTitle } from '@/lib/page-title';
import { returnTo, signInPath } from '@/lib/return-to';

function noticeOf(state: unknown): string | undefined {
  const notice = (state as { notice?: unknown } | null)?.notice;
  return typeof notice === 'string' ? notice : undefined;
}

export function SignInPage() {
  usePageTitle('Sign in');
  const [search] = useSearchParams();
  const notice = noticeOf(useLocation().state);
  const { data: me } = useMe();
  const client = useQueryClient();
  const [step, setStep] = useState<NextStep>({ kind: 'sign_in' });
  const back = returnTo(search);

  if (me?.authenticated) return <GoTo to={back} />;

  const proceed = async (next: NextStep) => {
    if (next.kind === 'done') await startAsSomebodyElse(client);
    else setStep(next);
  };

  if (step.kind === 'two_factor') {
    return (
      <AuthFrame title="One more step" lead="Your account is kept with a second lock.">
        <TwoFactorForm onStep={proceed} />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Welcome back"
      lead="What is in your cart comes with you."
      footer={
        <>
          New here?{' '}
          <Link to={signInPath(back, '/sign-up')} className={LINK}>
            Create an account
          </Link>
        </>
      }
    >
      {notice && <Notice className="mb-5">{notice}</Notice>}
      {step.kind === 'verify_email' && (
        <Notice className="mb-5">First confirm your email address: we have just sent you a link.</Notice>
      )}
      <SignInForm onStep={proceed} />
    </AuthFrame>
  );
}

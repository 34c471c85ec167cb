import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import {
  type AppSecret,
  authenticatorsQuery,
  useBeginSetUp,
  useRenewCodes,
  useShowCodes,
  useTurnOff,
} from '../api/two-factor';
import { ConfirmPassword } from './ConfirmPassword';
import { RecoveryCodes } from './RecoveryCodes';
import { Section } from './Section';
import { SetUpApp } from './SetUpApp';
import { TwoFactorState } from './TwoFactorState';
import { ConfirmationNeeded } from '@/api/allauth';
import { ApiProblem, sayProblem } from '@/api/problem';
import { ButtonLink } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { Skeleton } from '@/components/ui/Skeleton';
import { announce } from '@/lib/announce';

export type Wish = 'set_up' | 'show_codes' | 'renew_codes' | 'turn_off';

type Shown =
  | { kind: 'state' }
  | { kind: 'confirm'; wish: Wish }
  | { kind: 'set_up'; app: AppSecret }
  | { kind: 'codes'; codes: string[] };

/** The second lock of the account: an authenticator app, and codes for when the phone is away. */
export function TwoFactor() {
  const { data: authenticators, error } = useQuery(authenticatorsQuery);
  const [shown, setShown] = useState<Shown>({ kind: 'state' });
  const [failure, setFailure] = useState<unknown>(null);
  const begin = useBeginSetUp();
  const show = useShowCodes();
  const renew = useRenewCodes();
  const turnOff = useTurnOff();

  const fulfil = async (wish: Wish): Promise<Shown> => {
    switch (wish) {
      case 'set_up':
        return { kind: 'set_up', app: await begin.mutateAsync() };
      case 'show_codes':
        return { kind: 'codes', codes: (await show.mutateAsync()).unused_codes ?? [] };
      case 'renew_codes':
        return { kind: 'codes', codes: (await renew.mutateAsync()).unused_codes ?? [] };
      case 'turn_off':
        await turnOff.mutateAsync();
        announce('Two-step sign-in is off');
        return { kind: 'state' };
    }
  };
  const go = async (wish: Wish) => {
    setFailure(null);
    try {
      setShown(await fulfil(wish));
    } catch (reason) {
      if (reason instanceof ConfirmationNeeded) setShown({ kind: 'confirm', wish });
      else {
        setShown({ kind: 'state' });
        setFailure(reason);
      }
    }
  };

  return (
    <Section
      title="Two-step sign-in"
      lead="After your password we also ask for a code from an app on your phone. Whoever finds your password still stays out."
    >
      {(error ?? failure) !== null && (
        <Notice
          kind="problem"
          action={
            ApiProblem.from(failure).code === 'unverified_email' && (
              <ButtonLink to="/account/details" look="secondary" size="small">
                Go there
              </ButtonLink>
            )
          }
        >
          {sayProblem(error ?? failure)}
        </Notice>
      )}
      {!authenticators && !error && <Skeleton className="h-12" />}
      {authenticators && shown.kind === 'state' && (
        <TwoFactorState
          isOn={authenticators.some(({ type }) => type === 'totp')}
          codesLeft={authenticators
            .map((one) => ('unused_code_count' in one ? one.unused_code_count : 0))
            .find(Boolean)}
          isBusy={begin.isPending || show.isPending || renew.isPending || turnOff.isPending}
          // The set-up ends with a code that lasts half a minute: better to ask for the password before it.
          onWish={(wish) => (wish === 'set_up' ? setShown({ kind: 'confirm', wish }) : void go(wish))}
        />
      )}
      {shown.kind === 'confirm' && (
        <ConfirmPassword onConfirmed={() => void go(shown.wish)} onCancel={() => setShown({ kind: 'state' })} />
      )}
      {shown.kind === 'set_up' && (
        <SetUpApp
          app={shown.app}
          onDone={() => void go('show_codes')}
          onConfirmationNeeded={() => setShown({ kind: 'confirm', wish: 'set_up' })}
          onCancel={() => setShown({ kind: 'state' })}
        />
      )}
      {shown.kind === 'codes' && <RecoveryCodes codes={shown.codes} onDone={() => setShown({ kind: 'state' })} />}
    </Section>
  );
}

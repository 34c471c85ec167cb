import { useMutation } from '@tanstack/react-query';

import { type AuthData, type NextStep, nextStep } from '../flow';
import { allauth } from '@/api/allauth';

/** Sends the code of an authenticator app, or one of the recovery codes. */
export function useTwoFactorCode() {
  return useMutation({
    mutationFn: async (code: string): Promise<NextStep> =>
      nextStep(await allauth<AuthData>('POST', 'auth/2fa/authenticate', { body: { code }, expected: [401] })),
  });
}

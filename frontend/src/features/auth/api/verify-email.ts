import { useMutation } from '@tanstack/react-query';

import { type AuthData, type NextStep, nextStep } from '../flow';
import { allauth } from '@/api/allauth';

/** Confirms an email address by the key of a mailed link. */
export function useVerifyEmail() {
  return useMutation({
    mutationFn: async (key: string): Promise<NextStep> =>
      nextStep(await allauth<AuthData>('POST', 'auth/email/verify', { body: { key }, expected: [401] })),
  });
}

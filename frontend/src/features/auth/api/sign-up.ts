import { useMutation } from '@tanstack/react-query';

import { type AuthData, type NextStep, nextStep } from '../flow';
import type { Credentials } from './sign-in';
import { allauth } from '@/api/allauth';

const UNAUTHORIZED = 401;
const CONFLICT = 409;

export function useSignUp() {
  return useMutation({
    mutationFn: async (credentials: Credentials): Promise<NextStep> => {
      const answered = await allauth<AuthData>('POST', 'auth/signup', {
        body: credentials,
        expected: [UNAUTHORIZED, CONFLICT],
      });
      return answered.status === CONFLICT ? { kind: 'done' } : nextStep(answered);
    },
  });
}

import { useMutation } from '@tanstack/react-query';

import { type AuthData, type NextStep, nextStep } from '../flow';
import { allauth } from '@/api/allauth';

export interface Credentials {
  email: string;
  password: string;
}

const UNAUTHORIZED = 401;
/** Somebody is signed in already, in another tab for example. */
const CONFLICT = 409;

export function useSignIn() {
  return useMutation({
    mutationFn: async (credentials: Credentials): Promise<NextStep> => {
      const answered = await allauth<AuthData>('POST', 'auth/login', {
        body: credentials,
        expected: [UNAUTHORIZED, CONFLICT],
      });
      return answered.status === CONFLICT ? { kind: 'done' } : nextStep(answered);
    },
  });
}

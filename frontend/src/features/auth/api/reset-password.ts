import { useMutation } from '@tanstack/react-query';

import { allauth } from '@/api/allauth';

export function useRequestReset() {
  return useMutation({
    mutationFn: (email: string) => allauth('POST', 'auth/password/request', { body: { email } }),
  });
}

interface NewPassword {
  key: string;
  password: string;
}

/** Sets the password that a mailed link allows to set. The person is not signed in by it. */
export function useResetPassword() {
  return useMutation({
    mutationFn: (wanted: NewPassword) => allauth('POST', 'auth/password/reset', { body: wanted, expected: [401] }),
  });
}

import { useMutation } from '@tanstack/react-query';

import { allauth } from '@/api/allauth';

interface PasswordChange {
  current_password: string;
  new_password: string;
}

export function useChangePassword() {
  return useMutation({
    mutationFn: (change: PasswordChange) => allauth('POST', 'account/password/change', { body: change }),
  });
}

/** Confirms that it is still the same person; good for a few minutes. */
export function useConfirmPassword() {
  return useMutation({
    mutationFn: (password: string) => allauth('POST', 'auth/reauthenticate', { body: { password } }),
  });
}

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { allauth, type AuthenticatorType } from '@/api/allauth';

interface Authenticator {
  type: AuthenticatorType;
  created_at: number;
  last_used_at: number | null;
}

export interface RecoveryCodes extends Authenticator {
  total_code_count: number;
  unused_code_count: number;
  unused_codes?: string[];
}

/** What an authenticator app needs to know. */
export interface AppSecret {
  secret: string;
  totp_url: string;
}

const KEY = ['account', 'authenticators'] as const;
const NOT_SET_UP = 404;

export const authenticatorsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await allauth<(Authenticator | RecoveryCodes)[]>('GET', 'account/authenticators')).data,
});

/** A new secret each time it is asked for. */
export function useBeginSetUp() {
  return useMutation({
    mutationFn: async (): Promise<AppSecret> => {
      const { meta } = await allauth('GET', 'account/authenticators/totp', { expected: [NOT_SET_UP] });
      return { secret: String(meta.secret), totp_url: String(meta.totp_url) };
    },
  });
}

/** Turns the second step on, with a code that shows that the app knows the secret. */
export function useTurnOn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => allauth('POST', 'account/authenticators/totp', { body: { code } }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useTurnOff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => allauth('DELETE', 'account/authenticators/totp'),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** The codes for when the phone is away. */
export function useShowCodes() {
  return useMutation({
    mutationFn: async () => (await allauth<RecoveryCodes>('GET', 'account/authenticators/recovery-codes')).data,
  });
}

/** Makes new codes; the old ones stop working. */
export function useRenewCodes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await allauth<RecoveryCodes>('POST', 'account/authenticators/recovery-codes')).data,
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

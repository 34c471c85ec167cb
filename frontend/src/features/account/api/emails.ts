import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { allauth } from '@/api/allauth';
import { ApiProblem } from '@/api/problem';

export interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
}

const KEY = ['account', 'emails'] as const;
const FORBIDDEN = 403;

export const emailsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await allauth<EmailAddress[]>('GET', 'account/email')).data,
});

/** Adds an address; it must be confirmed before it can be used. */
export function useAddEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (email: string) => allauth<EmailAddress[]>('POST', 'account/email', { body: { email } }),
    onSuccess: ({ data }) => client.setQueryData(KEY, data),
  });
}

export function useRemoveEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (email: string) => allauth<EmailAddress[]>('DELETE', 'account/email', { body: { email } }),
    onSuccess: ({ data }) => client.setQueryData(KEY, data),
  });
}

/** Makes a confirmed address the one for signing in and for mail. */
export function useChooseEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (email: string) =>
      allauth<EmailAddress[]>('PATCH', 'account/email', { body: { email, primary: true } }),
    onSuccess: ({ data }) => {
      client.setQueryData(KEY, data);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}

/** Sends the confirmation link again. */
export function useSendConfirmation() {
  return useMutation({
    mutationFn: async (email: string) => {
      const { status } = await allauth('PUT', 'account/email', { body: { email }, expected: [FORBIDDEN] });
      if (status === FORBIDDEN) {
        throw new ApiProblem(status, {
          code: 'sent_already',
          detail: 'We have just sent you one. Give it a few minutes, and look into spam.',
        });
      }
    },
  });
}

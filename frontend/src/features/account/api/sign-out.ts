import { useMutation, useQueryClient } from '@tanstack/react-query';

import { allauth } from '@/api/allauth';
import { startAsSomebodyElse } from '@/api/signed-in';
import { flushEvents } from '@/lib/events';

/** 401 is the answer to a sign-out that worked. */
const SIGNED_OUT = 401;

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await flushEvents();
      await allauth('DELETE', 'auth/session', { expected: [SIGNED_OUT] });
      await startAsSomebodyElse(client);
    },
  });
}

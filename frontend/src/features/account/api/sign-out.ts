import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';

import { allauth } from '@/api/allauth';
import { startAsSomebodyElse } from '@/api/signed-in';
import { deliverEvents, forgetEvents } from '@/lib/events';
import { paths } from '@/lib/paths';

/** 401 is the answer to a sign-out that worked. */
const SIGNED_OUT = 401;

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      await deliverEvents();
      await allauth('DELETE', 'auth/session', { expected: [SIGNED_OUT] });
    },
    onSuccess: async () => {
      await forgetEvents();
      // First away from a page that only the account may see.
      await navigate(paths.home);
      // What was typed at checkout is nobody else's business.
      sessionStorage.clear();
      await startAsSomebodyElse(client);
    },
  });
}

import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';

import { onSessionEnded } from '@/api/session-ended';
import { IconButton } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

/** One sentence over the page's foot when the shop no longer knew the session; the shopper goes on with a new one. */
export function SessionEnded() {
  const client = useQueryClient();
  const [isTold, setTold] = useState(false);
  useEffect(
    () =>
      onSessionEnded(() => {
        setTold(true);
        void client.invalidateQueries();
      }),
    [client],
  );
  if (!isTold) return null;
  return (
    <Notice
      className="fixed inset-x-4 bottom-22 z-40 mx-auto max-w-lg animate-rise-in shadow-soft md:bottom-6"
      action={
        <IconButton label="Dismiss" onClick={() => setTold(false)}>
          <X aria-hidden className="size-5" />
        </IconButton>
      }
    >
      Your session had ended, so we started a new one: sign in again if you were signed in.
    </Notice>
  );
}

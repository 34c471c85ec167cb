import { useEffect } from 'react';
import { Navigate } from 'react-router';

import { isBehindTheStorefront } from '@/lib/return-to';

/** Takes the shopper to an address of ours, the staff's pages included, without a way back to here. */
export function GoTo({ to }: { to: string }) {
  const needsLoad = isBehindTheStorefront(to);
  useEffect(() => {
    if (needsLoad) window.location.replace(to);
  }, [needsLoad, to]);
  return needsLoad ? null : <Navigate to={to} replace />;
}

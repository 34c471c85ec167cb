import type { QueryClient } from '@tanstack/react-query';

import { resetSession } from './session';

/** After signing in or out: everything shown belonged to somebody else, or to nobody. Ends when it is fetched anew. */
export async function startAsSomebodyElse(client: QueryClient): Promise<void> {
  resetSession();
  await client.resetQueries();
}

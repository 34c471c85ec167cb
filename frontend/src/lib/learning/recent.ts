/** What the server learned by itself, from a change of the cart or an order. */
import type { QueryClient } from '@tanstack/react-query';

import { refreshPersonal } from './fresh';
import { tellLearned } from './news';
import { answer, api } from '@/api/client';

/**
 * Asks what was learned since a moment (ISO time), shows it, and brings the personal parts of the page up to date.
 * Nothing happens when it cannot be asked: the shop works without.
 */
export async function askWhatWasLearned(client: QueryClient, since: string): Promise<void> {
  try {
    const { learned } = await answer(api.GET('/api/v1/learned/recent/', { params: { query: { since } } }));
    if (learned.length === 0) return;
    tellLearned(learned);
    await refreshPersonal(client);
  } catch {
    // Only news is missed; what was learned stands on the "What LeafLoaf knows" page.
  }
}

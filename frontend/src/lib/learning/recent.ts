/** What the server learned by itself, from a change of the cart or an order. */
import type { QueryClient } from '@tanstack/react-query';

import { agePersonal, refreshPersonal } from './fresh';
import { tellLearned } from './news';
import { answer, api } from '@/api/client';

/**
 * Asks what was learned since a moment (ISO time), shows it, and brings the personal parts of the page up to date.
 * Nothing happens when it cannot be asked: the shop works without.
 */
export async function askWhatWasLearned(client: QueryClient, since: string): Promise<void> {
  try {
    const { learned } = await answer(api.GET('/api/v1/learned/recent/', { params: { query: { since } } }));
    tellLearned(learned);
    // Also without news, what was bought or put aside has a part in amounts and shelves shown later.
    await (learned.length > 0 ? refreshPersonal(client) : agePersonal(client));
  } catch {
    // Only news is missed; what was learned stands on the "What LeafLoaf knows" page.
  }
}

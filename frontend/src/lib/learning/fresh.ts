/** Which answers of the API depend on the shopper's taste, and how they are asked for anew. */
import type { QueryClient } from '@tanstack/react-query';

const PERSONAL = new Set(['home', 'products', 'search', 'product', 'learned']);

function isPersonal({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return PERSONAL.has(String(queryKey[0]));
}

/** What is shown is fetched again now, the rest when it is next shown. */
export function refreshPersonal(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: isPersonal });
}

/** Nothing shown changes under the shopper's hand; all is fetched again when it is next shown. */
export function agePersonal(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: isPersonal, refetchType: 'none' });
}

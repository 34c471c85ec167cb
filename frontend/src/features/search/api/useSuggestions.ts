import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api } from '@/api/client';
import { useSettled } from '@/lib/debounce';

const TYPING_PAUSE_MS = 120;
const MINUTE_MS = 60_000;

/** What the typed letters may become, asked for while someone types: not for words that a search brought along. */
export function useSuggestions(typed: string, wanted: boolean) {
  const text = useSettled(typed.trim(), TYPING_PAUSE_MS);
  return useQuery({
    queryKey: ['suggestions', text],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/search/suggestions/', { params: { query: { q: text } }, signal })),
    select: ({ suggestions }) => suggestions,
    enabled: wanted && text.length > 0,
    staleTime: MINUTE_MS,
    placeholderData: keepPreviousData,
  });
}

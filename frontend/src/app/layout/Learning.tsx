import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { onRecorded, startEvents } from '@/lib/events';
import { agePersonal, refreshPersonal } from '@/lib/learning/fresh';
import { tellLearned } from '@/lib/learning/news';

/** What was only looked at or passed changes lists when they are next shown, not under the shopper's eyes. */
const QUIET = new Set(['results_displayed', 'displayed_but_scrolled', 'search_performed']);

/** Sends what the shopper does, and lets the page show what was learned from it. Draws nothing. */
export function Learning() {
  const client = useQueryClient();
  useEffect(() => startEvents(), []);
  useEffect(
    () =>
      onRecorded(({ learned }, sent) => {
        const loud = new Set(sent.filter(({ event_type }) => !QUIET.has(event_type)).map(({ event_id }) => event_id));
        const news = learned.filter(({ event_id }) => loud.has(event_id));
        tellLearned(news);
        if (news.length > 0) void refreshPersonal(client);
        else if (learned.length > 0) void agePersonal(client);
      }),
    [client],
  );
  return null;
}

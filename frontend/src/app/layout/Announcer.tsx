import { useEffect, useState } from 'react';

import { setSpeaker } from '@/lib/announce';

/** The one place that speaks to a screen reader about changes on the page. */
export function Announcer() {
  const [said, setSaid] = useState({ text: '', count: 0 });
  useEffect(() => setSpeaker((text) => setSaid(({ count }) => ({ text, count: count + 1 }))), []);
  return (
    <div role="status" className="sr-only">
      {/* The same words twice are spoken twice. */}
      <span key={said.count}>{said.text}</span>
    </div>
  );
}

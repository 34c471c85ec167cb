import { type ReactNode, useState } from 'react';

import { foodUrl } from './art/fallback';

interface EmptyStateProps {
  /** Name of a food illustration, such as "basket". */
  icon: string;
  title: string;
  children?: ReactNode;
  /** What to do next. */
  action?: ReactNode;
  /** 1 when it is all of the page. */
  level?: 1 | 2;
}

/** A page or part without anything in it yet: says why, and what to do. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  // Without a connection there is no illustration either: better none than a torn one.
  const [isTorn, setTorn] = useState(false);
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-4 px-4 py-14 text-center">
      {!isTorn && (
        <div className="flex size-28 items-center justify-center rounded-full bg-sunken">
          <img src={foodUrl(icon)} alt="" width={64} height={64} onError={() => setTorn(true)} />
        </div>
      )}
      <Heading className="text-title">{title}</Heading>
      {children && <div className="text-muted">{children}</div>}
      {action && <div className="mt-1 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  );
}

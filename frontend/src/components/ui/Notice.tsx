import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';

import { cx } from '@/lib/classes';

interface NoticeProps {
  kind?: 'info' | 'problem';
  children: ReactNode;
  /** A button or link that helps, at the end of the line. */
  action?: ReactNode;
  className?: string;
}

/** A sentence about the page or a part of it. A problem is spoken at once, an info politely. */
export function Notice({ kind = 'info', children, action, className }: NoticeProps) {
  const Icon = kind === 'problem' ? CircleAlert : Info;
  return (
    <div
      role={kind === 'problem' ? 'alert' : 'status'}
      className={cx(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card px-4 py-3 text-base',
        kind === 'problem' ? 'bg-tomato-soft text-tomato-text' : 'bg-leaf-soft text-leaf-strong',
        className,
      )}
    >
      <Icon aria-hidden className="size-5 shrink-0" />
      <div className="min-w-48 flex-1">{children}</div>
      {action}
    </div>
  );
}

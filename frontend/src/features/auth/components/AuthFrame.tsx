import type { ReactNode } from 'react';

interface AuthFrameProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** Another way, under the card. */
  footer?: ReactNode;
}

/** One narrow card with one thing to do. */
export function AuthFrame({ title, lead, children, footer }: AuthFrameProps) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-6 pt-8 md:pt-14">
      <div className="flex flex-col gap-2">
        <h1 className="text-title">{title}</h1>
        {lead && <p className="text-muted">{lead}</p>}
      </div>
      <div className="rounded-card border border-line bg-raised p-5 sm:p-7">{children}</div>
      {footer && <p className="text-center text-muted">{footer}</p>}
    </div>
  );
}

export const LINK = 'rounded-full font-semibold text-leaf underline-offset-4 hover:underline';

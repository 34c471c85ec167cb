import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One subject of an account page. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className="flex flex-col gap-5 rounded-card border border-line bg-raised p-5 sm:p-6">
      <div className="flex flex-col gap-1">
        <h2 className="text-lead">{title}</h2>
        {lead && <p className="text-muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

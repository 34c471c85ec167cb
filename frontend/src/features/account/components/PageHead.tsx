import { ChevronLeft } from 'lucide-react';
import { Link } from 'react-router';

import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';

/** Title of one of the account's pages; on a phone with the way back to their list. */
export function PageHead({ title }: { title: string }) {
  usePageTitle(title);
  return (
    <div className="flex flex-col gap-2">
      <Link to={paths.you} className="flex w-fit items-center gap-1 rounded-full text-muted hover:text-leaf md:hidden">
        <ChevronLeft aria-hidden className="size-4" />
        You
      </Link>
      <h1 className="text-title">{title}</h1>
    </div>
  );
}

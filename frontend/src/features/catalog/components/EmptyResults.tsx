import { useSearchParams } from 'react-router';

import { cleared } from '../list-query';
import { DepartmentTiles } from '@/components/DepartmentTiles';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';

interface EmptyResultsProps {
  query: string;
  filtered: boolean;
}

/** Nothing found: what may help, and the departments to look in. */
export function EmptyResults({ query, filtered }: EmptyResultsProps) {
  const [search] = useSearchParams();
  return (
    <>
      <EmptyState
        icon="basket"
        title={query ? `Nothing for “${query}”` : 'Nothing here'}
        action={filtered && <ButtonLink to={{ search: cleared(search).toString() }}>Take the filters away</ButtonLink>}
      >
        {filtered
          ? 'There is nothing left with all these filters together.'
          : 'Try a shorter or more common word, or look around in a department.'}
      </EmptyState>
      <DepartmentTiles />
    </>
  );
}

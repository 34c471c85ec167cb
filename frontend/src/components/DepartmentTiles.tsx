import { Link } from 'react-router';

import { DepartmentIcon } from './DepartmentNav';
import { useDepartments } from '@/api/categories';
import { Skeleton } from '@/components/ui/Skeleton';
import { cx } from '@/lib/classes';
import { paths } from '@/lib/paths';

/** Room for the longest name, so that nothing moves when the names arrive. */
const TWO_LINES = 'min-h-[2lh]';

interface DepartmentTilesProps {
  /** One row to swipe through instead of a grid. */
  row?: boolean;
}

/** The departments as pictures. */
export function DepartmentTiles({ row = false }: DepartmentTilesProps) {
  const { data: departments } = useDepartments();
  return (
    <nav aria-label="Departments" aria-busy={!departments}>
      <ul
        className={
          row
            ? 'no-scrollbar -mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 *:w-[4.75rem] *:shrink-0 *:snap-start'
            : 'grid grid-cols-3 gap-x-4 gap-y-6 sm:grid-cols-4 lg:grid-cols-6 xl:grid-cols-8'
        }
      >
        {departments
          ? departments.map((node) => (
              <li key={node.slug}>
                <Link
                  to={paths.category(node.slug)}
                  className={cx(
                    'flex flex-col gap-2 rounded-card text-center leading-tight font-medium hover:text-leaf',
                    row ? 'text-[0.75rem]' : 'text-small md:text-base',
                  )}
                >
                  <DepartmentIcon node={node} large />
                  <span className={TWO_LINES}>{node.name}</span>
                </Link>
              </li>
            ))
          : Array.from({ length: 16 }, (_, index) => (
              <li key={index} className={cx('flex flex-col gap-2', row ? 'text-[0.75rem]' : 'text-small md:text-base')}>
                <Skeleton className="aspect-square" />
                <div className={cx(TWO_LINES, 'leading-tight')} />
              </li>
            ))}
      </ul>
    </nav>
  );
}

import { NavLink } from 'react-router';

import { pathTo, useDepartments } from '@/api/categories';
import type { CategoryNode } from '@/api/schema';
import { foodUrl } from '@/components/ui/art/fallback';
import { Skeleton } from '@/components/ui/Skeleton';
import { cx } from '@/lib/classes';
import { count } from '@/lib/format';
import { paths } from '@/lib/paths';

interface DepartmentNavProps {
  /** The category one is in: the way to it is open. */
  current?: string;
  onNavigate?: () => void;
}

/** The departments, and below the open one its categories. */
export function DepartmentNav({ current, onNavigate }: DepartmentNavProps) {
  const { data: departments } = useDepartments();
  if (!departments) return <DepartmentNavSkeleton />;
  const open = new Set((current ? pathTo(departments, current) : undefined)?.map(({ slug }) => slug));
  return (
    <nav aria-label="Departments" className="-ml-2">
      <ul className="flex flex-col">
        {departments.map((department) => (
          <li key={department.slug}>
            <NavLink
              to={paths.category(department.slug)}
              onClick={onNavigate}
              className={({ isActive }) =>
                cx(
                  'flex min-h-11 items-center gap-2.5 rounded-full px-2 font-medium transition-colors hover:bg-leaf-soft',
                  isActive && 'bg-leaf-soft font-semibold text-leaf-strong',
                )
              }
            >
              <DepartmentIcon node={department} />
              <span className="truncate">{department.name}</span>
            </NavLink>
            {open.has(department.slug) && <Below nodes={department.children} open={open} onNavigate={onNavigate} />}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Below({ nodes, open, onNavigate }: { nodes: CategoryNode[]; open: Set<string>; onNavigate?: () => void }) {
  if (nodes.length === 0) return null;
  return (
    <ul className="mb-1 ml-6 border-l border-line pl-3">
      {nodes.map((node) => (
        <li key={node.slug}>
          <NavLink
            to={paths.category(node.slug)}
            onClick={onNavigate}
            className={({ isActive }) =>
              cx(
                'flex min-h-9 items-center gap-2 rounded-full px-3 hover:bg-leaf-soft',
                isActive ? 'font-semibold text-leaf' : 'text-muted hover:text-text',
              )
            }
          >
            <span className="truncate">{node.name}</span>
            <span className="tabular ml-auto text-small text-muted">{count(node.count)}</span>
          </NavLink>
          {open.has(node.slug) && <Below nodes={node.children} open={open} onNavigate={onNavigate} />}
        </li>
      ))}
    </ul>
  );
}

/** A department's food on its tint. */
export function DepartmentIcon({ node, large = false }: { node: CategoryNode; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx(
        'flex shrink-0 items-center justify-center',
        large ? 'aspect-square w-full rounded-card' : 'size-8 rounded-full',
      )}
      style={{ background: `light-dark(${node.tint}, ${node.tint_dark})` }}
    >
      <img src={foodUrl(node.icon)} alt="" className={cx('food-rim', large ? 'size-1/2' : 'size-5')} />
    </span>
  );
}

function DepartmentNavSkeleton() {
  return (
    <div role="status" aria-label="Loading departments" className="flex flex-col gap-2.5">
      {Array.from({ length: 12 }, (_, index) => (
        <Skeleton key={index} className="h-8 w-11/12" />
      ))}
    </div>
  );
}

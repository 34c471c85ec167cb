import { NavLink } from 'react-router';

import type { CategoryNode } from '@/api/schema';
import { cx } from '@/lib/classes';
import { count } from '@/lib/format';
import { paths } from '@/lib/paths';

interface CategoryTreeProps {
  /** From the department down to the category one is in. */
  path: readonly CategoryNode[];
}

/** The department one is in, with the way to the category open. */
export function CategoryTree({ path }: CategoryTreeProps) {
  const [department, ...below] = path;
  if (!department) return null;
  return (
    <nav aria-label={department.name}>
      <NavLink
        end
        to={paths.category(department.slug)}
        className="mb-1.5 block rounded-full font-display text-lead font-semibold hover:text-leaf"
      >
        {department.name}
      </NavLink>
      <Nodes nodes={department.children} open={new Set(below.map(({ slug }) => slug))} />
    </nav>
  );
}

function Nodes({ nodes, open }: { nodes: readonly CategoryNode[]; open: ReadonlySet<string> }) {
  if (nodes.length === 0) return null;
  return (
    <ul>
      {nodes.map((node) => (
        <li key={node.slug}>
          <NavLink
            to={paths.category(node.slug)}
            className={({ isActive }) =>
              cx(
                '-mx-3 flex min-h-9 items-center gap-2 rounded-full px-3 transition-colors hover:bg-leaf-soft',
                isActive && 'bg-leaf-soft font-semibold text-leaf-strong',
              )
            }
          >
            <span className="truncate">{node.name}</span>
            <span className="tabular ml-auto text-small text-muted">{count(node.count)}</span>
          </NavLink>
          {open.has(node.slug) && node.children.length > 0 && (
            <div className="ml-1 border-l border-line pl-4">
              <Nodes nodes={node.children} open={open} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

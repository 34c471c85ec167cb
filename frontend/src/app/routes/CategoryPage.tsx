import { Link, useParams } from 'react-router';

import { NotFoundPage } from './NotFoundPage';
import { CategoryTree } from '@/features/catalog/components/CategoryTree';
import { Listing } from '@/features/catalog/components/Listing';
import { pathTo, useDepartments } from '@/api/categories';
import type { CategoryNode } from '@/api/schema';
import { Skeleton } from '@/components/ui/Skeleton';
import { Trail } from '@/components/ui/Trail';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';

export function CategoryPage() {
  const { slug = '' } = useParams();
  const { data: departments } = useDepartments();
  const path = departments && pathTo(departments, slug);
  const node = path?.at(-1);
  usePageTitle(node?.name);

  if (departments && !node) return <NotFoundPage />;
  if (!path || !node) return <Skeleton className="h-10 w-64" />;
  return (
    <Listing
      key={slug}
      base={{ category: slug }}
      list={`category:${slug}`}
      heading={node.name}
      trail={
        <>
          <Trail steps={path.slice(0, -1).map((step) => ({ name: step.name, to: paths.category(step.slug) }))} />
          <Below nodes={node.children} />
        </>
      }
      aside={<CategoryTree path={path} />}
    />
  );
}

/** On narrow screens, where there is no side column: the categories one can go down to. */
function Below({ nodes }: { nodes: readonly CategoryNode[] }) {
  if (nodes.length === 0) return null;
  return (
    <nav aria-label="Categories" className="mb-4 lg:hidden">
      <ul className="no-scrollbar -mx-4 flex gap-2 overflow-x-auto px-4 md:-mx-6 md:px-6">
        {nodes.map(({ slug, name }) => (
          <li key={slug} className="shrink-0">
            <Link
              to={paths.category(slug)}
              className="flex min-h-9 items-center rounded-full border border-line-strong/40 bg-raised px-3.5 text-small font-semibold hover:border-leaf hover:text-leaf"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

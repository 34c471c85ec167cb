import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';

interface Step {
  name: string;
  to: string;
}

/** The way to a page, from the front of the shop; the page itself is not in it. */
export function Trail({ steps }: { steps: readonly Step[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-2">
      <ol className="flex flex-wrap items-center gap-x-1 text-small text-muted">
        {[{ name: 'Shop', to: '/' }, ...steps].map(({ name, to }, index) => (
          <li key={to} className="flex items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden className="size-3.5" />}
            <Link
              to={to}
              className="flex min-h-6 items-center rounded-full underline-offset-4 hover:text-leaf hover:underline"
            >
              {name}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

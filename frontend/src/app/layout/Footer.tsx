import { Link } from 'react-router';

import { ThemeSwitch } from '@/components/ui/ThemeSwitch';
import { paths } from '@/lib/paths';

const LINK = 'rounded-full underline-offset-4 hover:text-leaf hover:underline';

export function Footer() {
  return (
    <footer className="mt-16 border-t border-line bg-sunken/50 pb-24 md:pb-0">
      <div className="page-column flex flex-col gap-6 py-8 text-small text-muted md:flex-row md:items-center md:justify-between">
        <p className="max-w-md">
          LeafLoaf learns from what you pick, tells you what it learned and why you see what you see, and forgets when
          you say so.
        </p>
        <nav aria-label="About" className="flex flex-wrap gap-x-5 gap-y-2">
          <Link to={paths.learned} className={LINK}>
            What LeafLoaf knows
          </Link>
          <Link to={paths.departments} className={LINK}>
            Departments
          </Link>
          <a href="/static/food/LICENSE.txt" className={LINK}>
            Illustrations
          </a>
        </nav>
        <ThemeSwitch />
      </div>
    </footer>
  );
}

import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { LeafMark } from '@/components/product/LeafMark';
import { IconButton } from '@/components/ui/Button';
import { paths } from '@/lib/paths';

const KEY = 'leafloaf.welcomed';
const TRY = ['milk', 'sourdough', 'coffee', 'bananas', 'pasta'];

function wasClosed(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** For someone the shop knows nothing about yet: what happens here, and where to start. */
export function FirstVisit() {
  const [closed, setClosed] = useState(wasClosed);
  if (closed) return null;
  const close = () => {
    setClosed(true);
    try {
      localStorage.setItem(KEY, 'yes');
    } catch {
      // Shown again next time, then.
    }
  };
  return (
    <section
      aria-label="Welcome"
      className="relative mb-8 flex flex-col gap-3 rounded-card bg-leaf-soft py-5 pr-14 pl-5 text-leaf-strong md:mb-10 md:px-7 lg:flex-row lg:items-center lg:gap-8"
    >
      <div className="flex-1">
        <h2 className="mb-1 flex items-center gap-2 text-lead md:text-title">
          <LeafMark className="size-5" />
          Good to have you here
        </h2>
        <p className="max-w-xl">
          The shop rearranges itself around what you pick, starting with your first click. A leaf marks what is yours,
          and tells you why.
        </p>
      </div>
      <ul aria-label="Searches to start with" className="flex flex-wrap gap-2 lg:pr-8">
        {TRY.map((word) => (
          <li key={word}>
            <Link
              to={paths.search(word)}
              className="flex min-h-9 items-center rounded-full bg-raised px-3.5 text-small font-semibold text-leaf hover:bg-leaf hover:text-on-leaf"
            >
              {word}
            </Link>
          </li>
        ))}
      </ul>
      <IconButton label="Close this note" onClick={close} className="absolute top-1.5 right-1.5">
        <X aria-hidden className="size-4.5" />
      </IconButton>
    </section>
  );
}

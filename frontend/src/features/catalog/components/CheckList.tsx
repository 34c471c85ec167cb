import { useId, useState } from 'react';

import type { Bucket } from '@/api/schema';
import { count, plural } from '@/lib/format';

interface CheckListProps {
  title: string;
  buckets: readonly Bucket[];
  /** Values that are switched on. */
  chosen: ReadonlySet<string>;
  onToggle: (value: string) => void;
  /** How many are shown before one asks for all. */
  few?: number;
}

const FEW = 7;

/** One group of filters to tick. */
export function CheckList({ title, buckets, chosen, onToggle, few = FEW }: CheckListProps) {
  const [all, setAll] = useState(false);
  const id = useId();
  if (buckets.length === 0) return null;
  const shown = all ? buckets : buckets.filter(({ value }, index) => index < few || chosen.has(value));
  const hidden = buckets.length - shown.length;
  return (
    <fieldset>
      <legend className="mb-1.5 font-display text-lead font-semibold">{title}</legend>
      <div id={id} className="flex flex-col">
        {shown.map(({ value, label, count: products }) => (
          <label key={value} className="flex min-h-9 items-center gap-2.5 rounded-full text-base hover:text-leaf">
            <input
              type="checkbox"
              checked={chosen.has(value)}
              onChange={() => onToggle(value)}
              className="size-4.5 shrink-0 accent-leaf"
            />
            <span className="min-w-0 truncate first-letter:uppercase">{label}</span>
            {products > 0 && (
              <>
                <span aria-hidden className="tabular ml-auto text-small text-muted">
                  {count(products)}
                </span>
                <span className="sr-only">({plural(products, 'product')})</span>
              </>
            )}
          </label>
        ))}
      </div>
      {(hidden > 0 || all) && (
        <button
          type="button"
          aria-expanded={all}
          aria-controls={id}
          onClick={() => setAll(!all)}
          className="min-h-9 rounded-full text-small font-semibold text-leaf underline-offset-4 hover:underline"
        >
          {all ? 'Show fewer' : `Show ${hidden} more`}
        </button>
      )}
    </fieldset>
  );
}

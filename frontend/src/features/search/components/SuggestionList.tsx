import { Package, Search, Tag } from 'lucide-react';
import { type ComponentProps, useEffect, useRef } from 'react';

import { SuggestionText } from './SuggestionText';
import type { Suggestion } from '@/api/schema';
import { cx } from '@/lib/classes';

interface SuggestionListProps extends ComponentProps<'div'> {
  suggestions: readonly Suggestion[];
  active: number | null;
  optionId: (index: number) => string;
  onPoint: (index: number) => void;
  onChoose: (index: number) => void;
}

const KINDS: Record<Suggestion['kind'], { Icon: typeof Search; word: string | null }> = {
  query: { Icon: Search, word: null },
  category: { Icon: Tag, word: 'Department' },
  brand: { Icon: Tag, word: 'Brand' },
  product: { Icon: Package, word: 'Product' },
};

/** What the typed letters may become, under the search field. */
export function SuggestionList(props: SuggestionListProps) {
  const { suggestions, active, optionId, onPoint, onChoose, ...list } = props;
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active !== null) shown.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={shown}
      aria-label="Suggestions"
      className="absolute inset-x-0 top-full z-40 mt-1.5 max-h-[min(26rem,70dvh)] overflow-y-auto rounded-card border border-line bg-raised py-2 shadow-soft"
      // The field keeps the focus, whatever is pressed here.
      onPointerDown={(event) => event.preventDefault()}
      {...list}
    >
      {suggestions.map((one, index) => {
        const { Icon, word } = KINDS[one.kind];
        return (
          // The keys are the field's: this is where its active descendant points to.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={`${one.kind} ${one.slug ?? one.sku ?? one.text}`}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerMove={() => onPoint(index)}
            onClick={() => onChoose(index)}
            className={cx(
              'flex min-h-11 cursor-pointer items-center gap-3 px-4 select-none',
              index === active && 'bg-leaf-soft text-leaf-strong',
            )}
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            <SuggestionText text={one.text} highlight={one.highlight} />
            {word && <span className="ml-auto shrink-0 text-small text-muted">{word}</span>}
          </div>
        );
      })}
    </div>
  );
}

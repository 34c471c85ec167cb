import { Autocomplete } from '@base-ui/react/autocomplete';
import { Package, Search, Tag, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

import { SuggestionText } from './SuggestionText';
import { useSuggestions } from '../api/useSuggestions';
import type { Suggestion } from '@/api/schema';
import { LeafMark } from '@/components/product/LeafMark';
import { cx } from '@/lib/classes';
import { paths } from '@/lib/paths';

interface SearchBarProps {
  /** What is shown now is in the shopper's own order. */
  personal: boolean;
}

function pathOf({ kind, slug, sku, text }: Suggestion): string {
  if (kind === 'product' && sku) return paths.product(sku);
  if (kind === 'category' && slug) return paths.category(slug);
  if (kind === 'brand' && slug) return paths.brand(slug);
  return paths.search(text);
}

const KIND_WORDS: Record<Suggestion['kind'], string | null> = {
  query: null,
  category: 'Department',
  brand: 'Brand',
  product: 'Product',
};

function KindIcon({ kind }: { kind: Suggestion['kind'] }) {
  const Icon = kind === 'product' ? Package : kind === 'query' ? Search : Tag;
  return <Icon aria-hidden className="size-4 shrink-0 text-muted" />;
}

/** `/` from anywhere on the page goes to the search, unless one is writing somewhere. */
function useSlash(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const writing =
        target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writing) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [input]);
}

/** The shop's search: suggests at every letter, opens what is chosen, searches for anything typed. */
export function SearchBar({ personal }: SearchBarProps) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const asked = pathname === '/search' ? (search.get('q') ?? '') : '';
  const [typed, setTyped] = useState(asked);
  const [seenAsked, setSeenAsked] = useState(asked);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const highlighted = useRef<Suggestion | undefined>(undefined);
  const { data: suggestions = [] } = useSuggestions(typed);
  useSlash(input);

  // Going back and forth shows the words of each search.
  if (asked !== seenAsked) {
    setSeenAsked(asked);
    setTyped(asked);
  }

  const go = (to: string) => {
    setOpen(false);
    input.current?.blur();
    void navigate(to);
  };
  const submit = (event: FormEvent | ReactKeyboardEvent) => {
    event.preventDefault();
    const query = typed.trim();
    if (query) go(paths.search(query));
  };

  return (
    <search className="relative w-full">
      <form onSubmit={submit}>
        <Autocomplete.Root
          items={suggestions}
          mode="none"
          value={typed}
          onValueChange={(value, { reason }) => {
            if (reason !== 'item-press') setTyped(value);
          }}
          open={open && typed.trim() !== '' && suggestions.length > 0}
          onOpenChange={setOpen}
          onItemHighlighted={(one) => {
            highlighted.current = one;
          }}
          openOnInputClick
          itemToStringValue={(one: Suggestion) => one.text}
        >
          <Autocomplete.InputGroup className="flex h-11 items-center rounded-full border border-line-strong/60 bg-raised pl-4 transition-colors focus-within:border-leaf hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-focus md:h-12">
            <Search aria-hidden className="size-5 shrink-0 text-muted" />
            <Autocomplete.Input
              ref={input}
              type="search"
              name="q"
              onKeyDown={(event) => {
                // The open list keeps Enter to itself, even when nothing in it is chosen.
                if (event.key === 'Enter' && !highlighted.current && !event.nativeEvent.isComposing) submit(event);
              }}
              aria-label="Search the shop"
              aria-keyshortcuts="/"
              placeholder="Search for milk, bread, dinner…"
              enterKeyHint="search"
              autoComplete="off"
              className="h-full min-w-0 flex-1 bg-transparent px-3 text-base outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
            />
            {typed ? (
              <button
                type="button"
                aria-label="Clear the search"
                onClick={() => {
                  setTyped('');
                  input.current?.focus();
                }}
                className="flex size-11 items-center justify-center rounded-full text-muted hover:text-text"
              >
                <X aria-hidden className="size-4.5" />
              </button>
            ) : (
              <kbd
                aria-hidden
                className="mr-4 hidden rounded-full border border-line px-2 font-sans text-small text-muted lg:block"
              >
                /
              </kbd>
            )}
            {personal && (
              <span
                title="In your own order"
                className="mr-1.5 flex size-8 shrink-0 items-center justify-center rounded-full bg-leaf-soft text-leaf animate-fade-in"
              >
                <LeafMark />
                <span className="sr-only">Results are in your own order</span>
              </span>
            )}
          </Autocomplete.InputGroup>
          <Autocomplete.Portal>
            <Autocomplete.Positioner sideOffset={6} className="z-40 outline-none">
              <Autocomplete.Popup className="w-(--anchor-width) overflow-hidden rounded-card border border-line bg-raised py-2 text-text shadow-soft">
                <Autocomplete.List className="max-h-[min(26rem,var(--available-height))] overflow-y-auto outline-none">
                  {(one: Suggestion) => (
                    <Autocomplete.Item
                      key={`${one.kind} ${one.slug ?? one.sku ?? one.text}`}
                      value={one}
                      onClick={() => go(pathOf(one))}
                      className={cx(
                        'flex min-h-11 cursor-pointer items-center gap-3 px-4 text-base outline-none select-none',
                        'data-highlighted:bg-leaf-soft data-highlighted:text-leaf-strong',
                      )}
                    >
                      <KindIcon kind={one.kind} />
                      <SuggestionText text={one.text} highlight={one.highlight} />
                      {KIND_WORDS[one.kind] && (
                        <span className="ml-auto shrink-0 text-small text-muted">{KIND_WORDS[one.kind]}</span>
                      )}
                    </Autocomplete.Item>
                  )}
                </Autocomplete.List>
              </Autocomplete.Popup>
            </Autocomplete.Positioner>
          </Autocomplete.Portal>
        </Autocomplete.Root>
      </form>
    </search>
  );
}

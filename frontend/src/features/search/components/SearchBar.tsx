import { Search, X } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

import { SuggestionList } from './SuggestionList';
import { useSuggestions } from '../api/useSuggestions';
import { useChoice } from '../use-choice';
import { useSlash } from '../use-slash';
import type { Suggestion } from '@/api/schema';
import { LeafMark } from '@/components/product/LeafMark';
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

/** The words in the field: what is typed, and after every search (also going back) the words of that search. */
function useTyped() {
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const asked = pathname === '/search' ? (search.get('q') ?? '') : '';
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  if (asked !== seen) {
    setSeen(asked);
    setTyped(asked);
  }
  return [typed, setTyped] as const;
}

/** The shop's search: suggests at every letter, opens what is chosen, searches for anything typed. */
export function SearchBar({ personal }: SearchBarProps) {
  const navigate = useNavigate();
  const [typed, setTyped] = useTyped();
  const [wanted, setWanted] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { data: suggestions = [] } = useSuggestions(typed, wanted);
  const open = wanted && typed.trim() !== '' && suggestions.length > 0;
  useSlash(input);

  const go = (to: string) => {
    setWanted(false);
    input.current?.blur();
    void navigate(to);
  };
  const choose = (index: number) => {
    const chosen = suggestions[index];
    if (chosen) go(pathOf(chosen));
  };
  const { active, setActive, optionId, inputProps, listProps } = useChoice({
    count: suggestions.length,
    open,
    setOpen: setWanted,
    onChoose: choose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const query = typed.trim();
    if (query) go(paths.search(query));
  };

  return (
    <search className="relative block w-full">
      <form
        onSubmit={submit}
        className="flex h-11 items-center rounded-full border border-line-strong/60 bg-raised pl-4 transition-colors hover:border-line-strong has-focus-visible:border-leaf has-focus-visible:outline-2 has-focus-visible:outline-focus md:h-12"
      >
        <Search aria-hidden className="size-5 shrink-0 text-muted" />
        <input
          ref={input}
          type="search"
          name="q"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setActive(null);
            setWanted(true);
          }}
          onClick={() => setWanted(true)}
          onBlur={() => setWanted(false)}
          aria-label="Search the shop"
          aria-keyshortcuts="/"
          placeholder="Search for milk, bread, dinner…"
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="h-full min-w-0 flex-1 bg-transparent px-3 text-base outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
          {...inputProps}
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
            className="mr-1.5 flex size-8 shrink-0 animate-fade-in items-center justify-center rounded-full bg-leaf-soft text-leaf"
          >
            <LeafMark />
            <span className="sr-only">Results are in your own order</span>
          </span>
        )}
      </form>
      {open ? (
        <SuggestionList
          suggestions={suggestions}
          active={active}
          optionId={optionId}
          onPoint={setActive}
          onChoose={choose}
          {...listProps}
        />
      ) : (
        <div hidden {...listProps} />
      )}
    </search>
  );
}

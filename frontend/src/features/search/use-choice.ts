import { type KeyboardEvent, useId, useState } from 'react';

interface Choice {
  /** Place of the highlighted option, or null while the words themselves are meant. */
  active: number | null;
  setActive: (index: number | null) => void;
  optionId: (index: number) => string;
  /** For the input of a combobox: what it is, and its keys. */
  inputProps: {
    role: 'combobox';
    'aria-autocomplete': 'list';
    'aria-expanded': boolean;
    'aria-controls': string;
    'aria-activedescendant': string | undefined;
    onKeyDown: (event: KeyboardEvent) => void;
  };
  listProps: { id: string; role: 'listbox' };
}

interface ChoiceOptions {
  count: number;
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Enter on a highlighted option. Enter without one is the form's. */
  onChoose: (index: number) => void;
}

/**
 * The keys of a text field with a list of suggestions, as the ARIA Authoring Practices describe an editable combobox
 * with list autocomplete: the focus stays in the field, arrows highlight, past either end come the words themselves.
 */
export function useChoice({ count, open, setOpen, onChoose }: ChoiceOptions): Choice {
  const id = useId();
  const [wanted, setActive] = useState<number | null>(null);
  // The list may have become shorter under the highlight.
  const active = open && wanted !== null && wanted < count ? wanted : null;
  const optionId = (index: number) => `${id}-${index}`;

  const step = (by: 1 | -1) => {
    const from = active ?? (by === 1 ? -1 : count);
    const next = from + by;
    setActive(next < 0 || next >= count ? null : next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open) step(event.key === 'ArrowDown' ? 1 : -1);
      else setOpen(true);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
      setActive(null);
    } else if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      onChoose(active);
    }
  };

  return {
    active,
    setActive,
    optionId,
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': open,
      'aria-controls': id,
      'aria-activedescendant': active === null ? undefined : optionId(active),
      onKeyDown,
    },
    listProps: { id, role: 'listbox' },
  };
}

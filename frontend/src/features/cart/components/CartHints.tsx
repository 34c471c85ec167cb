import { Tag } from 'lucide-react';

import { useCartState } from '../cart-state';

/** What is one step away: "Add 1 more for 3 for 2 on yogurt". */
export function CartHints() {
  const { cart, isSaving } = useCartState();
  const hints = cart?.hints ?? [];
  if (hints.length === 0) return null;
  return (
    <ul aria-label="Offers within reach" aria-busy={isSaving} className="flex flex-col gap-2">
      {hints.map((hint) => (
        <li
          key={hint}
          className="flex items-center gap-2.5 rounded-card bg-leaf-soft px-3.5 py-2.5 text-small font-medium text-leaf-strong"
        >
          <Tag aria-hidden className="size-4 shrink-0" />
          {hint}
        </li>
      ))}
    </ul>
  );
}

import { Check, TriangleAlert } from 'lucide-react';

import type { ProductDetail } from '@/api/schema';
import { list } from '@/lib/format';

/** "no-added-sugar" -> "no added sugar", but "nut-free" and "plant-based" as one writes them. */
const words = (value: string) => value.replaceAll(/-(?!free$|based$)/g, ' ');

/** What is in it, who can eat it, and what to look out for. */
export function Facts({ product }: { product: ProductDetail }) {
  const { dietary, attributes, allergens, ingredients, description } = product;
  const good = [...dietary, ...attributes.filter((attribute) => !dietary.includes(attribute))];
  return (
    <div className="flex flex-col gap-6">
      {description && <p className="max-w-prose text-lead leading-relaxed font-normal">{description}</p>}
      {good.length > 0 && (
        <ul aria-label="Good to know" className="flex flex-wrap gap-2">
          {good.map((word) => (
            <li
              key={word}
              className="flex min-h-8 items-center gap-1.5 rounded-full bg-leaf-soft px-3 text-small font-semibold text-leaf-strong"
            >
              <Check aria-hidden className="size-3.5" />
              <span className="first-letter:uppercase">{words(word)}</span>
            </li>
          ))}
        </ul>
      )}
      {allergens.length > 0 && (
        <p className="flex gap-2.5">
          <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-crust" />
          <span>
            Contains <strong>{list(allergens.map(words))}</strong>.
          </span>
        </p>
      )}
      {ingredients && (
        <section aria-labelledby="ingredients">
          <h2 id="ingredients" className="mb-1 text-lead">
            Ingredients
          </h2>
          <p className="max-w-prose text-muted">{ingredients}</p>
        </section>
      )}
    </div>
  );
}

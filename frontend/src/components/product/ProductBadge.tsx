import type { ProductCard } from '@/api/schema';
import { cx } from '@/lib/classes';

const LOOKS: Record<NonNullable<ProductCard['badge']>['kind'], string> = {
  usual: 'bg-leaf text-on-leaf',
  due: 'bg-lemon text-on-lemon',
  sale: 'bg-tomato-text text-page',
  new: 'bg-raised text-text',
};

/** The one badge of a product, if it has any: the server says which; an offer counts as a sale. */
export function ProductBadge({ product, className }: { product: ProductCard; className?: string }) {
  const badge = product.badge ?? (product.promotion && { kind: 'sale' as const, text: product.promotion.label });
  if (!badge) return null;
  return (
    <span
      className={cx(
        'max-w-[calc(100%-1rem)] truncate rounded-full px-2.5 py-1 text-[0.75rem] leading-none font-bold',
        LOOKS[badge.kind],
        className,
      )}
    >
      {badge.text}
    </span>
  );
}

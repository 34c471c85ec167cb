import type { Art } from '@/api/schema';
import { cx } from '@/lib/classes';

interface ProductArtProps {
  art: Art;
  className?: string;
}

/** The picture of a product: its photo, else a drawn pack on a tint of its department. Decoration: the name says it. */
export function ProductArt({ art, className }: ProductArtProps) {
  return (
    <div
      aria-hidden
      className={cx('flex aspect-square items-center justify-center overflow-hidden rounded-card', className)}
      style={{ background: `light-dark(${art.tint}, ${art.tint_dark})` }}
    >
      <img src={art.image_url ?? `/static/food/${art.icon}.svg`} alt="" className="size-3/5 object-contain" />
    </div>
  );
}

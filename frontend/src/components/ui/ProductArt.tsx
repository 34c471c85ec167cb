import { type CSSProperties, memo, useState } from 'react';

import { asColor, PAPER } from './art/color';
import { fallbackIcon, foodUrl } from './art/fallback';
import { Label } from './art/Label';
import { planLabel } from './art/label-plan';
import type { Box } from './art/pack';
import { PACKS } from './art/packs';
import type { Art } from '@/api/schema';
import { cx } from '@/lib/classes';

interface ProductArtProps {
  art: Art;
  /** Printed on the drawn pack. */
  brand?: string | null;
  /** Slug of the department, for products with an illustration that we do not have. */
  department?: string;
  /** In view when the page opens: its picture is fetched at once. */
  eager?: boolean;
  className?: string;
}

const BARE: Box = { x: 38, y: 34, w: 124, h: 124 };
const pct = (value: number) => `${value / 2}%`;

/** All the colours of a pack, mixed from the brand's one. */
function packColors(color: string): CSSProperties {
  const mix = (share: number, other: string) => `color-mix(in oklab, ${color} ${share}%, ${other})`;
  return {
    '--pack': color,
    '--pack-light': mix(78, 'white'),
    '--pack-dark': mix(80, 'black'),
    '--pack-deep': mix(64, 'black'),
    '--pack-pale': mix(16, '#fffdf8'),
    '--pack-glass': mix(46, '#fff3e0'),
    '--pack-pulp': mix(22, '#d9cdb8'),
    '--pack-pulp-dark': mix(26, '#b5a78d'),
    '--pack-ink': mix(55, '#14120f'),
    '--paper': PAPER,
  } as CSSProperties;
}

function Picture({ icon, department, box, eager }: { icon: string; department?: string; box: Box; eager: boolean }) {
  const [missing, setMissing] = useState(false);
  return (
    <img
      src={foodUrl(missing ? fallbackIcon(department) : icon)}
      alt=""
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      draggable={false}
      onError={() => setMissing(true)}
      className="absolute"
      style={{ left: pct(box.x), top: pct(box.y), width: pct(box.w), height: pct(box.h) }}
    />
  );
}

function DrawnProduct({ art, brand = null, department, eager = false }: Omit<ProductArtProps, 'className'>) {
  const pack = PACKS[art.package];
  const color = asColor(art.color);
  if (!pack) {
    return (
      <>
        <svg aria-hidden viewBox="0 0 200 200" className="absolute inset-0">
          <ellipse cx="100" cy="164" rx="52" ry="6" opacity=".1" />
        </svg>
        <div className="food-rim absolute inset-0">
          <Picture icon={art.icon} department={department} box={BARE} eager={eager} />
        </div>
      </>
    );
  }
  const plan = planLabel(pack, brand ?? color);
  const label = <Label plan={plan} color={color} brand={brand} pale={pack.ground === 'pale'} />;
  return (
    <>
      <svg aria-hidden viewBox="0 0 200 200" className="absolute inset-0" style={packColors(color)}>
        <ellipse cx="100" cy={pack.foot.y} rx={pack.foot.half + 8} ry="5.500" opacity=".13" />
      </svg>
      <div className="absolute inset-0" style={pack.tilt ? { rotate: `${pack.tilt}deg` } : undefined}>
        <svg aria-hidden viewBox="0 0 200 200" className="absolute inset-0" style={packColors(color)}>
          {pack.body}
          {plan.design !== 'sticker' && label}
        </svg>
        <Picture icon={art.icon} department={department} box={plan.picture} eager={eager} />
        {plan.design === 'sticker' && (
          <svg aria-hidden viewBox="0 0 200 200" className="absolute inset-0" style={packColors(color)}>
            {label}
          </svg>
        )}
      </div>
    </>
  );
}

/** The picture of a product: its photo, else a drawn pack on a tint of its department. Decoration: the name says it. */
export const ProductArt = memo(function ProductArt({ art, className, ...rest }: ProductArtProps) {
  const [photoFails, setPhotoFails] = useState(false);
  const photo = photoFails ? null : art.image_url;
  return (
    <div
      aria-hidden
      className={cx('@container relative aspect-square overflow-hidden rounded-card', className)}
      style={{ background: `light-dark(${art.tint}, ${art.tint_dark})` }}
    >
      {photo ? (
        <img
          src={photo}
          alt=""
          loading={rest.eager ? 'eager' : 'lazy'}
          decoding="async"
          onError={() => setPhotoFails(true)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : (
        <div className="absolute inset-0 transition-transform duration-200 ease-out group-hover/card:scale-[1.04]">
          <DrawnProduct art={art} {...rest} />
        </div>
      )}
    </div>
  );
});

import { PAPER, readableOn } from './color';
import { type LabelPlan, ROUND_MARGIN } from './label-plan';

const LETTER_WIDTH = 0.56;
const LARGEST = 12.5;
const SMALLEST = 6.5;

interface LabelProps {
  plan: LabelPlan;
  color: string;
  brand: string | null;
  /** The front is pale, so a band is in the brand's colour. */
  pale: boolean;
}

function Paper({ plan: { design, paper, picture }, pale }: Pick<LabelProps, 'plan' | 'pale'>) {
  const { x, y, w, h } = paper;
  switch (design) {
    case 'medallion':
      return <circle cx={x + w / 2} cy={y + h / 2} r={w / 2} fill="var(--paper)" />;
    case 'tide':
      return <path d={`M${x} ${y + 14}q${w / 2} -24 ${w} 0v${h - 14}h${-w}Z`} fill="var(--paper)" />;
    case 'band':
      return pale ? (
        <>
          <rect x={x} y={y} width={w} height={h} fill="var(--pack)" />
          <rect x={x} y={y} width={w} height={h} fill="url(#pack-round)" />
          <circle
            cx={picture.x + picture.w / 2}
            cy={picture.y + picture.h / 2}
            r={picture.w / (1 - 2 * ROUND_MARGIN) / 2}
            fill="var(--paper)"
          />
        </>
      ) : (
        <rect x={x} y={y} width={w} height={h} fill="var(--paper)" />
      );
    case 'panel':
    case 'sticker':
      return <rect x={x} y={y} width={w} height={h} rx="5" fill="var(--paper)" />;
  }
}

/** One line when it fits, two when the name is long: the sizes are those of the drawing. */
function lines(brand: string, width: number): { text: string[]; size: number } {
  const one = width / (brand.length * LETTER_WIDTH);
  if (one >= SMALLEST + 1.5 || !brand.includes(' ')) return { text: [brand], size: Math.min(LARGEST, one) };
  const words = brand.split(' ');
  const half = words.slice(0, Math.ceil(words.length / 2)).join(' ');
  const text = [half, brand.slice(half.length + 1)];
  const longest = Math.max(...text.map((line) => line.length));
  return { text, size: Math.min(9, width / (longest * LETTER_WIDTH)) };
}

/** The printed part of a pack, without the picture (which is an <img> over the drawing). */
export function Label({ plan, color, brand, pale }: LabelProps) {
  const onBrand = !plan.nameOnPaper || (pale && plan.design === 'band');
  const { text, size } = lines(brand ?? '', plan.name.width);
  return (
    <>
      <Paper plan={plan} pale={pale} />
      {brand ? (
        <text
          fill={onBrand ? readableOn(color) : 'var(--pack-ink)'}
          fontSize={size}
          fontFamily="var(--font-display)"
          fontWeight={650}
          textAnchor="middle"
        >
          {text.map((line, index) => (
            <tspan
              key={line}
              x={plan.name.x}
              y={plan.name.y + size * 0.34 + (index - (text.length - 1) / 2) * size * 1.05}
            >
              {line}
            </tspan>
          ))}
        </text>
      ) : (
        <rect
          x={plan.name.x - plan.name.width * 0.3}
          y={plan.name.y - 2}
          width={plan.name.width * 0.6}
          height={4}
          rx={2}
          fill={onBrand ? PAPER : 'var(--pack)'}
          opacity={0.8}
        />
      )}
    </>
  );
}

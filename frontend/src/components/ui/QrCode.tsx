import { encode } from 'uqr';

const QUIET_ZONE = 3;

interface QrCodeProps {
  value: string;
  /** What it is, for a screen reader. */
  label: string;
  className?: string;
}

/** A QR code, dark on white in both themes: cameras want it so. */
export function QrCode({ value, label, className }: QrCodeProps) {
  const { data, size } = encode(value, { border: QUIET_ZONE });
  const dark = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
      style={{ background: '#ffffff' }}
    >
      <path d={dark} fill="#1c1b19" />
    </svg>
  );
}

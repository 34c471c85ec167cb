import type { ReactNode } from 'react';

/** A place on the drawing, whose whole is 200 by 200. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** One kind of package: how it is drawn, and where its label goes. */
export interface Pack {
  /** The package without its label. Colours are the CSS variables --pack, --pack-dark, --pack-light, --pack-pale. */
  body: ReactNode;
  /** The printable front. */
  face: Box;
  /**
   * What the front is made of: `brand` colour, a `pale` one (glass, paper, film), or `clear`: the food itself shows
   * and the label is a sticker at `sticker`.
   */
  ground: 'brand' | 'pale' | 'clear';
  sticker?: Box;
  /** The front is low: the name stands beside the picture instead of above it. */
  low?: boolean;
  /** Degrees it is turned by. */
  tilt?: number;
  /** Half the width of its shadow on the ground, and the height of the ground. */
  foot: { half: number; y: number };
}

export const ROUND = 'url(#pack-round)';
export const FLAT = 'url(#pack-flat)';
export const FOIL = 'url(#pack-foil)';
export const METAL = '#d5d6d1';
export const METAL_DARK = '#b3b6b0';

/** Points of a crimped (zigzag) edge from one end to the other, `depth` to the side, as an SVG path's line commands. */
export function crimp(from: [number, number], to: [number, number], teeth: number, depth: number): string {
  const [dx, dy] = [(to[0] - from[0]) / (2 * teeth), (to[1] - from[1]) / (2 * teeth)];
  const length = Math.hypot(dx, dy);
  const [nx, ny] = [(dy / length) * depth, (-dx / length) * depth];
  let path = '';
  for (let step = 1; step <= 2 * teeth; step += 1) {
    const out = step % 2 === 1 ? 1 : 0;
    path += `L${(from[0] + dx * step + nx * out).toFixed(1)} ${(from[1] + dy * step + ny * out).toFixed(1)}`;
  }
  return path;
}

/** The few colour sums that a drawn pack needs. Colours are "#rrggbb". */

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;
const LEAF = '#23513f';
/** Above this luminance ink reads better than paper (equal contrast to both at about 0.18). */
const LIGHT_FROM = 0.22;

export const INK = '#26231f';
export const PAPER = '#fffaf0';

/** The colour itself, or the shop's leaf when it is none. */
export function asColor(text: string): string {
  return HEX.test(text) ? text : LEAF;
}

/** Relative luminance, 0 (black) to 1 (white), as WCAG defines it. */
export function luminance(color: string): number {
  const [, ...pairs] = HEX.exec(asColor(color)) ?? [];
  const [r = 0, g = 0, b = 0] = pairs.map((pair) => {
    const share = parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Ink or paper, whichever can be read on the colour. */
export function readableOn(color: string): string {
  return luminance(color) > LIGHT_FROM ? INK : PAPER;
}

/** A small whole number from a text, the same every time: which of several designs a brand has. */
export function pick(text: string, choices: number): number {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum % choices;
}

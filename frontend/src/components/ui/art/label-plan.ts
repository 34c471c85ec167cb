/** Where things go on a pack's front: brand name, picture, and the paper under them. Pure geometry. */
import { pick } from './color';
import type { Box, Pack } from './pack';

export type Design = 'panel' | 'medallion' | 'band' | 'tide';
const DESIGNS: Design[] = ['panel', 'medallion', 'band', 'tide'];
const PALE_DESIGNS: Design[] = ['band', 'panel'];

/** How much of a round's square its picture leaves free on each side. */
export const ROUND_MARGIN = 0.15;

export interface LabelPlan {
  design: Design | 'sticker';
  /** The paper (or, on a pale front, the brand's colour). */
  paper: Box;
  /** The picture's square. */
  picture: Box;
  /** The brand name: middle of its line, and the width it must keep to. */
  name: { x: number; y: number; width: number };
  /** The name stands on the paper, not on the pack. */
  nameOnPaper: boolean;
}

function squareIn(box: Box, most = 78): Box {
  const side = Math.min(box.w, box.h, most);
  return { x: box.x + (box.w - side) / 2, y: box.y + (box.h - side) / 2, w: side, h: side };
}

function inset(box: Box, dx: number, dy = dx): Box {
  return { x: box.x + dx, y: box.y + dy, w: box.w - 2 * dx, h: box.h - 2 * dy };
}

function lowLabel({ face }: Pack): LabelPlan {
  const paper = inset(face, 7, 5);
  const side = paper.h - 6;
  return {
    design: 'panel',
    paper,
    picture: { x: paper.x + 5, y: paper.y + 3, w: side, h: side },
    name: { x: paper.x + side + 6 + (paper.w - side - 12) / 2, y: paper.y + paper.h / 2, width: paper.w - side - 16 },
    nameOnPaper: true,
  };
}

function clearLabel({ face, sticker }: Pack): LabelPlan {
  const paper = sticker ?? inset(face, 20);
  return {
    design: 'sticker',
    paper,
    picture: squareIn(face, 84),
    name: { x: paper.x + paper.w / 2, y: paper.y + paper.h / 2, width: paper.w - 12 },
    nameOnPaper: true,
  };
}

/**
 * The label of a pack. A brand has the same design on all its packs, so that its products look like a family.
 *
 * @param brand what tells brands apart: the name, or the colour when there is none.
 */
export function planLabel(pack: Pack, brand: string): LabelPlan {
  if (pack.ground === 'clear') return clearLabel(pack);
  if (pack.low) return lowLabel(pack);

  const designs = pack.ground === 'pale' ? PALE_DESIGNS : DESIGNS;
  const design = designs[pick(brand, designs.length)] ?? 'panel';
  const { face } = pack;
  const middle = face.x + face.w / 2;
  const head = Math.max(16, face.h * 0.18);

  switch (design) {
    case 'panel': {
      const paper = inset(face, 6, 5);
      const rest = { x: paper.x + 4, y: paper.y + head, w: paper.w - 8, h: paper.h - head - 4 };
      const name = { x: middle, y: paper.y + head / 2 + 1, width: paper.w - 10 };
      return { design, paper, picture: squareIn(rest), name, nameOnPaper: true };
    }
    case 'band': {
      const paper = { x: face.x, y: face.y + 2, w: face.w, h: face.h - 4 };
      const name = { x: middle, y: paper.y + head / 2 + 2, width: paper.w - 14 };
      const rest = { x: paper.x + 6, y: paper.y + head + 1, w: paper.w - 12, h: paper.h - head - 4 };
      const square = squareIn(rest);
      // On a pale pack the band is in the brand's colour, and the picture stands on a round of paper in it.
      const picture =
        pack.ground === 'pale' ? inset(square, square.w * ROUND_MARGIN) : squareIn({ ...rest, h: rest.h - 3 });
      return { design, paper, picture, name, nameOnPaper: true };
    }
    case 'medallion': {
      const rest = { x: face.x + 3, y: face.y + head, w: face.w - 6, h: face.h - head - 3 };
      const paper = squareIn(rest, 90);
      const name = { x: middle, y: face.y + head / 2 + 1, width: face.w - 10 };
      return { design, paper, picture: inset(paper, paper.w * ROUND_MARGIN), name, nameOnPaper: false };
    }
    case 'tide': {
      const top = face.y + head + 8;
      const paper = { x: face.x, y: top, w: face.w, h: face.y + face.h - top };
      const rest = { x: face.x + 5, y: face.y + head, w: face.w - 10, h: face.h - head - 6 };
      const name = { x: middle, y: face.y + head / 2 + 1, width: face.w - 10 };
      return { design, paper, picture: squareIn(rest), name, nameOnPaper: false };
    }
  }
}

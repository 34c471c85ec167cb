import type { Pack } from './pack';
import { bag, bar, cup, pouch, tray, tub, tube, wrap } from './packs-soft';
import { bottle, box, can, carton, eggBox, jar, jug, roll, tin } from './packs-stiff';

/** Every package the catalog may name, except `loose`, which has none. */
export const PACKS: Readonly<Record<string, Pack | undefined>> = {
  carton,
  bottle,
  jug,
  jar,
  can,
  tin,
  box,
  bag,
  pouch,
  tub,
  cup,
  tray,
  bar,
  tube,
  wrap,
  roll,
  'egg-box': eggBox,
};

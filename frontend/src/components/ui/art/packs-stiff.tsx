/** Packages of card, metal and glass. */
import { FLAT, METAL, METAL_DARK, type Pack, ROUND } from './pack';

/** One outline, in its colour and then with the light on it. */
function Shape({ d, fill, light }: { d: string; fill: string; light: string }) {
  return (
    <>
      <path d={d} fill={fill} />
      <path d={d} fill={light} />
    </>
  );
}

export const carton: Pack = {
  face: { x: 50, y: 80, w: 76, h: 94 },
  ground: 'brand',
  foot: { half: 56, y: 177 },
  body: (
    <>
      <path d="M126 76 152 69v101l-26 8Z" fill="var(--pack-dark)" />
      <path d="M126 76 152 69 119 43Z" fill="var(--pack-deep)" />
      <path d="M50 76h76l-7-33H57Z" fill="var(--pack-light)" />
      <path d="M57 28h62v15H57Z" fill="var(--pack)" />
      <path d="M57 28h62v4H57Z" fill="var(--pack-dark)" />
      <Shape d="M50 76h76v102H56a6 6 0 0 1-6-6Z" fill="var(--pack)" light={FLAT} />
      <ellipse cx="88" cy="64" rx="14" ry="5.500" fill="var(--pack-dark)" />
      <path d="M76 52h24v10c0 3-5 5.500-12 5.500S76 65 76 62Z" fill="#fffaf0" />
      <ellipse cx="88" cy="52" rx="12" ry="4.500" fill="#fff" />
    </>
  ),
};

export const box: Pack = {
  face: { x: 42, y: 46, w: 88, h: 130 },
  ground: 'brand',
  foot: { half: 60, y: 177 },
  body: (
    <>
      <path d="M130 44 158 35v135l-28 8Z" fill="var(--pack-dark)" />
      <path d="M42 44h88l28-9H72Z" fill="var(--pack-light)" />
      <Shape d="M42 44h88v134H45a3 3 0 0 1-3-3Z" fill="var(--pack)" light={FLAT} />
    </>
  ),
};

export const bottle: Pack = {
  face: { x: 66, y: 98, w: 68, h: 70 },
  ground: 'brand',
  foot: { half: 38, y: 178 },
  body: (
    <>
      <rect x="86" y="20" width="28" height="19" rx="4" fill="var(--pack-deep)" />
      <rect x="86" y="20" width="28" height="19" rx="4" fill={ROUND} />
      <rect x="88" y="39" width="24" height="5" fill="var(--pack-light)" />
      <Shape
        d="M90 44h20v12c0 12 24 16 24 36v74a12 12 0 0 1-12 12H78a12 12 0 0 1-12-12V92c0-20 24-24 24-36Z"
        fill="var(--pack)"
        light={ROUND}
      />
    </>
  ),
};

export const jug: Pack = {
  face: { x: 54, y: 106, w: 92, h: 62 },
  ground: 'pale',
  foot: { half: 50, y: 178 },
  body: (
    <>
      <rect x="76" y="24" width="34" height="18" rx="4" fill="var(--pack)" />
      <rect x="76" y="24" width="34" height="18" rx="4" fill={ROUND} />
      <path
        fillRule="evenodd"
        d="M79 42h28v8c0 7 6 9 13 13 17 9 26 18 26 36v67a12 12 0 0 1-12 12H66a12 12 0 0 1-12-12V96c0-18 8-26 17-33 7-6 8-8 8-14Zm47 34a6 6 0 0 0-8 8c4 6 5 9 5 15a7 7 0 0 0 14 0c0-10-3-18-11-23Z"
        fill="var(--pack-pale)"
      />
      <path
        fillRule="evenodd"
        d="M79 42h28v8c0 7 6 9 13 13 17 9 26 18 26 36v67a12 12 0 0 1-12 12H66a12 12 0 0 1-12-12V96c0-18 8-26 17-33 7-6 8-8 8-14Zm47 34a6 6 0 0 0-8 8c4 6 5 9 5 15a7 7 0 0 0 14 0c0-10-3-18-11-23Z"
        fill={ROUND}
      />
    </>
  ),
};

export const jar: Pack = {
  face: { x: 50, y: 88, w: 100, h: 74 },
  ground: 'pale',
  foot: { half: 52, y: 178 },
  body: (
    <>
      <Shape
        d="M66 56h68c11 4 16 12 16 25v83a14 14 0 0 1-14 14H64a14 14 0 0 1-14-14V81c0-13 5-21 16-25Z"
        fill="var(--pack-glass)"
        light={ROUND}
      />
      <rect x="60" y="32" width="80" height="25" rx="5" fill="var(--pack)" />
      <rect x="60" y="32" width="80" height="25" rx="5" fill={ROUND} />
      <rect x="60" y="49" width="80" height="3" fill="#000" opacity=".1" />
    </>
  ),
};

export const can: Pack = {
  face: { x: 56, y: 62, w: 88, h: 96 },
  ground: 'brand',
  foot: { half: 46, y: 177 },
  body: (
    <>
      <path d="M56 46v122a44 10 0 0 0 88 0V46Z" fill="var(--pack)" />
      <path d="M56 160v8a44 10 0 0 0 88 0v-8a44 10 0 0 1-88 0Z" fill={METAL} />
      <path d="M56 44v8a44 10 0 0 0 88 0v-8Z" fill={METAL} />
      <path d="M56 46v122a44 10 0 0 0 88 0V46Z" fill={ROUND} />
      <ellipse cx="100" cy="45" rx="44" ry="10" fill="#e6e7e3" />
      <ellipse cx="100" cy="46" rx="38" ry="7.500" fill={METAL_DARK} />
      <ellipse cx="100" cy="47" rx="38" ry="7" fill={METAL} />
    </>
  ),
};

export const tin: Pack = {
  face: { x: 36, y: 106, w: 128, h: 52 },
  ground: 'brand',
  low: true,
  foot: { half: 66, y: 169 },
  body: (
    <>
      <path d="M36 90v66a64 14 0 0 0 128 0V90Z" fill="var(--pack)" />
      <path d="M36 88v9a64 14 0 0 0 128 0v-9Z" fill={METAL} />
      <path d="M36 149v7a64 14 0 0 0 128 0v-7a64 14 0 0 1-128 0Z" fill={METAL} />
      <path d="M36 90v66a64 14 0 0 0 128 0V90Z" fill={ROUND} />
      <ellipse cx="100" cy="88" rx="64" ry="16" fill="#e6e7e3" />
      <ellipse cx="100" cy="89" rx="56" ry="12.500" fill={METAL} />
      <ellipse cx="82" cy="87" rx="15" ry="4" fill="none" stroke={METAL_DARK} strokeWidth="3.500" />
      <circle cx="100" cy="88" r="3" fill={METAL_DARK} />
    </>
  ),
};

export const eggBox: Pack = {
  face: { x: 46, y: 94, w: 108, h: 54 },
  ground: 'pale',
  low: true,
  foot: { half: 70, y: 169 },
  body: (
    <>
      <path
        d="M32 122v-18c0-16 8-26 22-26 8 0 14 3 17 8 6-5 12-8 20-8h18c8 0 14 3 20 8 3-5 9-8 17-8 14 0 22 10 22 26v18Z"
        fill="var(--pack-pulp)"
      />
      <path d="M32 114h136v9a4 4 0 0 1-4 4H36a4 4 0 0 1-4-4Z" fill="var(--pack-pulp-dark)" />
      <path d="M34 127h132l-8 36a8 8 0 0 1-8 6H50a8 8 0 0 1-8-6Z" fill="var(--pack-pulp)" />
      <path
        d="M58 127c2 20 4 32 10 42h6c-6-12-8-24-8-42Zm38 0v42h8v-42Zm46 0c-2 20-4 32-10 42h-6c6-12 8-24 8-42Z"
        fill="#000"
        opacity=".07"
      />
    </>
  ),
};

export const roll: Pack = {
  face: { x: 52, y: 82, w: 96, h: 76 },
  ground: 'pale',
  foot: { half: 50, y: 176 },
  body: (
    <>
      <path d="M52 58v106a48 14 0 0 0 96 0V58Z" fill="var(--pack-pale)" />
      <path d="M52 58v106a48 14 0 0 0 96 0V58Z" fill={ROUND} />
      <ellipse cx="100" cy="58" rx="48" ry="15" fill="#fdfcf8" />
      <ellipse cx="100" cy="58" rx="36" ry="11" fill="none" stroke="#000" strokeOpacity=".06" strokeWidth="2" />
      <ellipse cx="100" cy="58" rx="25" ry="7.500" fill="none" stroke="#000" strokeOpacity=".06" strokeWidth="2" />
      <ellipse cx="100" cy="58" rx="15" ry="4.800" fill="#b89b74" />
      <ellipse cx="100" cy="59.500" rx="12" ry="3.200" fill="#6f5738" />
    </>
  ),
};

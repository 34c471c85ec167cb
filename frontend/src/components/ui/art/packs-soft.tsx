/** Packages of film, foil and plastic. */
import { crimp, FLAT, FOIL, METAL, type Pack, ROUND } from './pack';

const BAG = `M46 30${crimp([46, 30], [154, 30], 9, 4)}C146 76 147 130 154 176${crimp([154, 176], [46, 176], 9, 4)}C53 130 54 76 46 30Z`;

export const bag: Pack = {
  face: { x: 54, y: 50, w: 92, h: 112 },
  ground: 'brand',
  foot: { half: 54, y: 178 },
  body: (
    <>
      <path d={BAG} fill="var(--pack)" />
      <path d={BAG} fill={FOIL} />
      <path d="M48 38h104M49 42h102M49 166h102M48 170h104" stroke="#000" strokeOpacity=".1" strokeWidth="1.500" />
    </>
  ),
};

const POUCH = 'M53 42q0-10 10-10h74q10 0 10 10c1 44 4 84 5 126q0 10-10 10H58q-10 0-10-10c1-42 4-82 5-126Z';

export const pouch: Pack = {
  face: { x: 53, y: 60, w: 94, h: 100 },
  ground: 'brand',
  foot: { half: 54, y: 178 },
  body: (
    <>
      <path d={POUCH} fill="var(--pack)" />
      <path d={POUCH} fill={FOIL} />
      <path d="M53 46h94" stroke="#fff" strokeOpacity=".4" strokeWidth="2" strokeDasharray="1 3" />
      <path d="M52 54h96" stroke="#000" strokeOpacity=".12" strokeWidth="2.500" />
      <path d="M48 166q52-14 104 0v2q0 10-10 10H58q-10 0-10-10Z" fill="#000" opacity=".1" />
    </>
  ),
};

export const tub: Pack = {
  face: { x: 54, y: 82, w: 92, h: 84 },
  ground: 'brand',
  foot: { half: 46, y: 177 },
  body: (
    <>
      <path d="M48 76h104l-10 90a13 13 0 0 1-13 11H71a13 13 0 0 1-13-11Z" fill="var(--pack)" />
      <path d="M48 76h104l-10 90a13 13 0 0 1-13 11H71a13 13 0 0 1-13-11Z" fill={ROUND} />
      <rect x="42" y="58" width="116" height="19" rx="7" fill="var(--pack-light)" />
      <rect x="42" y="58" width="116" height="19" rx="7" fill={ROUND} />
      <rect x="42" y="71" width="116" height="3" fill="#000" opacity=".08" />
    </>
  ),
};

export const cup: Pack = {
  face: { x: 63, y: 78, w: 74, h: 88 },
  ground: 'pale',
  foot: { half: 36, y: 178 },
  body: (
    <>
      <path d="M56 68h88l-13 99a12 12 0 0 1-12 11H81a12 12 0 0 1-12-11Z" fill="var(--pack-pale)" />
      <path d="M56 68h88l-13 99a12 12 0 0 1-12 11H81a12 12 0 0 1-12-11Z" fill={ROUND} />
      <path d="M138 56q22-6 24 6 0 8-18 8Z" fill="var(--pack-light)" />
      <rect x="50" y="56" width="100" height="13" rx="6" fill="var(--pack)" />
      <rect x="50" y="56" width="100" height="13" rx="6" fill={ROUND} />
    </>
  ),
};

export const tray: Pack = {
  face: { x: 34, y: 58, w: 132, h: 84 },
  ground: 'clear',
  sticker: { x: 98, y: 126, w: 66, h: 28 },
  foot: { half: 74, y: 164 },
  body: (
    <>
      <rect x="22" y="48" width="156" height="116" rx="20" fill="var(--pack-deep)" />
      <rect x="22" y="48" width="156" height="108" rx="20" fill="var(--pack-dark)" />
      <rect x="34" y="58" width="132" height="88" rx="12" fill="#fbf6ec" />
      <rect x="34" y="58" width="132" height="88" rx="12" fill={FLAT} />
    </>
  ),
};

export const wrap: Pack = {
  face: { x: 50, y: 70, w: 100, h: 84 },
  ground: 'clear',
  sticker: { x: 54, y: 144, w: 92, h: 26 },
  foot: { half: 54, y: 178 },
  body: (
    <>
      <path d="M80 22q20 8 40 0l-11 27H91Z" fill="var(--pack-glass)" />
      <path
        d="M91 49h18c6 10 28 12 36 24 10 16 10 78 5 96q-2 9-11 9H61q-9 0-11-9c-5-18-5-80 5-96 8-12 30-14 36-24Z"
        fill="var(--pack-pale)"
      />
      <path
        d="M91 49h18c6 10 28 12 36 24 10 16 10 78 5 96q-2 9-11 9H61q-9 0-11-9c-5-18-5-80 5-96 8-12 30-14 36-24Z"
        fill={FOIL}
      />
      <path
        d="M94 54c-4 10-16 14-22 20M106 54c4 10 16 14 22 20M100 54v16"
        stroke="#000"
        strokeOpacity=".08"
        strokeWidth="2"
        fill="none"
      />
      <rect x="87" y="44" width="26" height="9" rx="4" fill="var(--pack)" />
    </>
  ),
};

const BAR = `M22 64H178${crimp([178, 64], [178, 136], 7, 5)}H22${crimp([22, 136], [22, 64], 7, 5)}Z`;

export const bar: Pack = {
  face: { x: 34, y: 64, w: 132, h: 72 },
  ground: 'brand',
  low: true,
  tilt: -12,
  foot: { half: 66, y: 160 },
  body: (
    <>
      <path d={BAR} fill="var(--pack)" />
      <path d="M20 64h11v72H20ZM169 64h11v72h-11Z" fill={METAL} opacity=".75" />
      <path d={BAR} fill={FLAT} />
      <path d="M31 64v72M169 64v72" stroke="#000" strokeOpacity=".1" strokeWidth="2" />
    </>
  ),
};

export const tube: Pack = {
  face: { x: 68, y: 46, w: 64, h: 92 },
  ground: 'pale',
  foot: { half: 26, y: 178 },
  body: (
    <>
      <path d="M56 22h88v14H56Z" fill="var(--pack)" />
      <path
        d="M62 22v14M70 22v14M78 22v14M86 22v14M94 22v14M102 22v14M110 22v14M118 22v14M126 22v14M134 22v14"
        stroke="#000"
        strokeOpacity=".12"
        strokeWidth="1.500"
      />
      <path d="M56 36h88l-16 112H72Z" fill="var(--pack-pale)" />
      <path d="M56 36h88l-16 112H72Z" fill={ROUND} />
      <rect x="76" y="148" width="48" height="30" rx="5" fill="var(--pack)" />
      <rect x="76" y="148" width="48" height="30" rx="5" fill={ROUND} />
    </>
  ),
};

/** The light that falls on drawn packs. Stands once in the page; every drawing refers to it. */
export function PackLight() {
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      <defs>
        <linearGradient id="pack-round">
          <stop offset="0" stopOpacity=".18" />
          <stop offset=".14" stopOpacity="0" />
          <stop offset=".22" stopColor="#fff" stopOpacity=".26" />
          <stop offset=".36" stopColor="#fff" stopOpacity="0" />
          <stop offset=".72" stopOpacity="0" />
          <stop offset="1" stopOpacity=".22" />
        </linearGradient>
        <linearGradient id="pack-foil">
          <stop offset="0" stopOpacity=".1" />
          <stop offset=".1" stopColor="#fff" stopOpacity=".3" />
          <stop offset=".2" stopColor="#fff" stopOpacity="0" />
          <stop offset=".8" stopOpacity="0" />
          <stop offset=".92" stopOpacity=".14" />
          <stop offset="1" stopColor="#fff" stopOpacity=".1" />
        </linearGradient>
        <linearGradient id="pack-flat" x2="0" y2="1">
          <stop offset="0" stopColor="#fff" stopOpacity=".14" />
          <stop offset=".5" stopColor="#fff" stopOpacity="0" />
          <stop offset="1" stopOpacity=".08" />
        </linearGradient>
      </defs>
    </svg>
  );
}

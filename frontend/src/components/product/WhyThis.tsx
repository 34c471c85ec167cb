import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';

import type { ProductCard } from '@/api/schema';

const loadOverlay = () => import('./WhyThisOverlay');
const WhyThisOverlay = lazy(async () => ({ default: (await loadOverlay()).WhyThisOverlay }));

interface WhyThisProps {
  product: ProductCard;
  /** What stands on the button. */
  children: ReactNode;
  /** The button's name for a screen reader. */
  label: string;
  className?: string;
}

/** A button that says why a product is shown. What it opens is fetched when it is about to be pressed. */
export function WhyThis({ product, children, label, className }: WhyThisProps) {
  const [open, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
        onPointerEnter={() => void loadOverlay()}
        onFocus={() => void loadOverlay()}
        onClick={() => {
          setOpen(true);
          setWasOpen(true);
        }}
        className={className}
      >
        {children}
      </button>
      {wasOpen && (
        <Suspense fallback={null}>
          <WhyThisOverlay product={product} open={open} onOpenChange={setOpen} button={button} />
        </Suspense>
      )}
    </>
  );
}

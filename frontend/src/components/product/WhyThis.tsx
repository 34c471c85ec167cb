import { Popover } from '@base-ui/react/popover';
import { type ReactNode, useRef, useState } from 'react';

import { WhyThisPanel } from './WhyThisPanel';
import type { ProductCard } from '@/api/schema';
import { Sheet } from '@/components/ui/Sheet';
import { useMedia, WIDE } from '@/lib/media';

interface WhyThisProps {
  product: ProductCard;
  /** What stands on the button. */
  children: ReactNode;
  /** The button's name for a screen reader. */
  label: string;
  className?: string;
}

/** A button that says why a product is shown: beside it on a wide screen, as a sheet on a phone. */
export function WhyThis({ product, children, label, className }: WhyThisProps) {
  const wide = useMedia(WIDE);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = <WhyThisPanel product={product} onDone={() => setOpen(false)} />;
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
        onClick={() => setOpen(true)}
        className={className}
      >
        {children}
      </button>
      {wide ? (
        <Popover.Root open={open} onOpenChange={setOpen}>
          <Popover.Portal>
            <Popover.Positioner anchor={button} sideOffset={6} align="start" collisionPadding={16} className="z-30">
              <Popover.Popup
                finalFocus={button}
                className="w-[21rem] rounded-card border border-line bg-raised p-5 text-text shadow-soft transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
              >
                <Popover.Title className="mb-3 text-lead">Why this?</Popover.Title>
                {panel}
              </Popover.Popup>
            </Popover.Positioner>
          </Popover.Portal>
        </Popover.Root>
      ) : (
        <Sheet open={open} onOpenChange={setOpen} title="Why this?">
          {panel}
        </Sheet>
      )}
    </>
  );
}

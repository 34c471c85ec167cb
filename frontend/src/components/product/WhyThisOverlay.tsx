import { Popover } from '@base-ui/react/popover';
import type { RefObject } from 'react';

import { WhyThisPanel } from './WhyThisPanel';
import type { ProductCard } from '@/api/schema';
import { Sheet } from '@/components/ui/Sheet';
import { useMedia, WIDE } from '@/lib/media';

interface WhyThisOverlayProps {
  product: ProductCard;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What opened it: it stands beside that, and gives the focus back to it. */
  button: RefObject<HTMLButtonElement | null>;
}

/** Why a product is shown: beside the button on a wide screen, as a sheet on a phone. */
export function WhyThisOverlay({ product, open, onOpenChange, button }: WhyThisOverlayProps) {
  const wide = useMedia(WIDE);
  const panel = <WhyThisPanel product={product} onDone={() => onOpenChange(false)} />;
  if (!wide) {
    return (
      <Sheet open={open} onOpenChange={onOpenChange} title="Why this?">
        {panel}
      </Sheet>
    );
  }
  return (
    <Popover.Root modal open={open} onOpenChange={onOpenChange}>
      <Popover.Portal>
        <Popover.Positioner anchor={button} sideOffset={6} align="start" collisionPadding={16} className="z-40">
          <Popover.Popup
            finalFocus={button}
            className="w-[23rem] rounded-card border border-line bg-raised p-5 text-text shadow-soft transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Popover.Title className="mb-3 text-lead">Why this?</Popover.Title>
            {panel}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

import { IconButton } from './Button';
import { cx } from '@/lib/classes';

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The edge it comes from on a wide screen; on a phone it always rises from the bottom. */
  side?: 'right' | 'left';
  /** Beside the title, for a count. */
  aside?: ReactNode;
  /** Stays in view under the scrolling content: totals and the main button. */
  footer?: ReactNode;
  children: ReactNode;
  className?: string;
}

const SIDES = {
  right: 'md:right-0 md:data-ending-style:translate-x-full md:data-starting-style:translate-x-full',
  left: 'md:left-0 md:data-ending-style:-translate-x-full md:data-starting-style:-translate-x-full',
};

/** A drawer on a wide screen, a sheet from below on a phone. Holds the focus, closes on Escape and outside clicks. */
export function Sheet({ open, onOpenChange, title, side = 'right', aside, footer, children, className }: SheetProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          className={cx(
            'fixed z-50 flex flex-col overflow-hidden bg-page text-text shadow-soft outline-none',
            'transition-transform duration-200 ease-out',
            'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-card max-md:data-ending-style:translate-y-full max-md:data-starting-style:translate-y-full',
            'md:inset-x-auto md:inset-y-0 md:max-h-none md:w-[26.5rem] md:rounded-none',
            SIDES[side],
            className,
          )}
        >
          <div className="flex items-center gap-3 border-b border-line py-2 pr-2 pl-5">
            <Dialog.Title className="text-lead">{title}</Dialog.Title>
            {aside}
            <Dialog.Close render={<IconButton label="Close" className="ml-auto" />}>
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-4">{children}</div>
          {footer && (
            <div className="border-t border-line bg-raised px-5 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

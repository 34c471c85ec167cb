import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

interface ModalProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, the main one last. */
  actions: ReactNode;
}

/** A short question in the middle of the page. Never open one from within a Sheet. */
export function Modal({ open, onOpenChange, title, description, children, actions }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 flex-col gap-4 overflow-y-auto rounded-card bg-raised p-6 text-text shadow-soft transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Dialog.Title className="text-lead">{title}</Dialog.Title>
          {description && <Dialog.Description className="text-muted">{description}</Dialog.Description>}
          {children}
          <div className="flex flex-wrap justify-end gap-3">{actions}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

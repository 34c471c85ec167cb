import { CircleAlert, X } from 'lucide-react';

import { IconButton } from '@/components/ui/Button';

interface RefusalBarProps {
  text: string;
  onDismiss: () => void;
}

/** Over the page's foot, when a change of the cart was refused while the cart is closed. */
export function RefusalBar({ text, onDismiss }: RefusalBarProps) {
  return (
    <div
      role="alert"
      className="fixed inset-x-4 bottom-22 z-40 mx-auto flex max-w-lg animate-rise-in items-center gap-3 rounded-card border border-tomato/40 bg-raised py-2 pr-2 pl-4 shadow-soft md:bottom-6"
    >
      <CircleAlert aria-hidden className="size-5 shrink-0 text-tomato-text" />
      <p className="min-w-0 flex-1">{text}</p>
      <IconButton label="Dismiss" onClick={onDismiss}>
        <X aria-hidden className="size-5" />
      </IconButton>
    </div>
  );
}

import { Undo2 } from 'lucide-react';

import { useCartState } from '../cart-state';
import type { RemovedLine } from '../shown-cart';
import { Button } from '@/components/ui/Button';

/** In the place of a line that was just taken out. */
export function RemovedRow({ line }: { line: RemovedLine }) {
  const { undoRemove } = useCartState();
  return (
    <div className="flex animate-fade-in items-center gap-3 py-2.5">
      <p className="min-w-0 flex-1 truncate text-muted">
        Removed <span className="text-text">{line.product.name}</span>
      </p>
      <Button look="quiet" size="small" onClick={() => undoRemove(line)}>
        <Undo2 aria-hidden className="size-4" />
        Undo <span className="sr-only">removing {line.product.name}</span>
      </Button>
    </div>
  );
}

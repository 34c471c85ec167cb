import { RotateCcw } from 'lucide-react';

import { useReorder } from '../api/reorder';
import { sayProblem } from '@/api/problem';
import type { Reorder } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { announce } from '@/lib/announce';
import { useCartActions } from '@/lib/cart-actions';

interface ReorderButtonProps {
  reorder: ReturnType<typeof useReorder>;
  number: string;
  look?: 'primary' | 'secondary';
  size?: 'small' | 'medium';
}

/** Everything of an order into the cart again, with one click. What is missing is told by `ReorderOutcome`. */
export function ReorderButton({ reorder, number, look = 'primary', size = 'medium' }: ReorderButtonProps) {
  const cart = useCartActions();
  const go = async () => {
    await cart?.saveNow();
    reorder.mutate(undefined, {
      onSuccess: ({ missing }) => {
        announce('Your order is in the cart again');
        if (missing.length === 0) cart?.openCart();
      },
    });
  };
  return (
    <Button look={look} size={size} busy={reorder.isPending} onClick={() => void go()}>
      <RotateCcw aria-hidden className="size-4" />
      Order again<span className="sr-only">: {number}</span>
    </Button>
  );
}

function say({ cart, missing }: Reorder): string {
  if (cart.lines.length === 0) return 'Nothing of this order can be had just now:';
  return missing.length === 1 ? 'In your cart again, but for one product:' : 'In your cart again, but for these:';
}

/** After ordering again: what could not be had, and why. */
export function ReorderOutcome({ reorder }: { reorder: ReturnType<typeof useReorder> }) {
  const cart = useCartActions();
  if (reorder.error) return <Notice kind="problem">{sayProblem(reorder.error)}</Notice>;
  if (!reorder.data || reorder.data.missing.length === 0) return null;
  return (
    <Notice
      action={
        <Button look="secondary" size="small" onClick={cart?.openCart}>
          Open the cart
        </Button>
      }
    >
      <p className="font-semibold">{say(reorder.data)}</p>
      <ul>
        {reorder.data.missing.map(({ sku, name, reason }) => (
          <li key={sku}>
            {name}: {reason}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

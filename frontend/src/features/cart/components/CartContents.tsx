import { useCartState } from '../cart-state';
import { CartHints } from './CartHints';
import { CartLineRow } from './CartLineRow';
import { CartSkeleton } from './CartSkeleton';
import { CodeEntry } from './CodeEntry';
import { EmptyCart } from './EmptyCart';
import { RemovedRow } from './RemovedRow';
import { ShortLinesNotice } from './ShortLinesNotice';
import { IconButton } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { X } from 'lucide-react';

/** Everything of the cart but its totals: the same in the drawer and on the page. */
export function CartContents() {
  const { cart, rows, itemCount, failure, retry, refusal, dismissRefusal } = useCartState();
  if (failure) {
    return <RetryNotice reason={failure} retry={retry} />;
  }
  if (!cart && rows.length === 0) return <CartSkeleton />;
  return (
    <div className="flex flex-col gap-4">
      {refusal && (
        <Notice
          kind="problem"
          action={
            <IconButton label="Dismiss" onClick={dismissRefusal} className="-my-2 -mr-2 size-9 text-current">
              <X aria-hidden className="size-4" />
            </IconButton>
          }
        >
          {refusal}
        </Notice>
      )}
      <ShortLinesNotice />
      {rows.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {rows.map((row) => (
            <li key={row.product.sku} className="group/row">
              {row.kind === 'line' ? <CartLineRow line={row} /> : <RemovedRow line={row} />}
            </li>
          ))}
        </ul>
      )}
      {itemCount === 0 ? (
        <EmptyCart />
      ) : (
        <>
          <CartHints />
          <CodeEntry />
        </>
      )}
    </div>
  );
}

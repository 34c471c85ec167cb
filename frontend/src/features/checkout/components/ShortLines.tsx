import type { Cart } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { useCartActions } from '@/lib/cart-actions';

/** What cannot be ordered as it stands in the cart, and one button that mends it. */
export function ShortLines({ cart, onTake }: { cart: Cart; onTake: () => void }) {
  const actions = useCartActions();
  const takeWhatIsLeft = () => {
    for (const { product, problem } of cart.lines) {
      if (problem) actions?.setQuantity(product, problem.available);
    }
    void actions?.saveNow();
    onTake();
  };
  return (
    <Notice
      kind="problem"
      action={
        <Button look="secondary" size="small" onClick={takeWhatIsLeft}>
          Take what is left
        </Button>
      }
    >
      <p className="font-semibold">Somebody was faster:</p>
      <ul>
        {cart.lines.map(
          ({ product, quantity, problem }) =>
            problem && (
              <li key={product.sku}>
                {product.name}: you wanted {quantity},{' '}
                {problem.available > 0 ? `${problem.available} left` : 'none left'}
              </li>
            ),
        )}
      </ul>
    </Notice>
  );
}

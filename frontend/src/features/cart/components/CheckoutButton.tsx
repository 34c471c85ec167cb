import { useCartState } from '../cart-state';
import { Button } from '@/components/ui/Button';

/** The way to checkout; closed while a line cannot be ordered as it stands. */
export function CheckoutButton({ onGo }: { onGo: () => void }) {
  const { cart, isSaving } = useCartState();
  const isBlocked = !isSaving && (cart?.lines.some((line) => line.problem) ?? false);
  return (
    <>
      <Button
        size="large"
        className="w-full"
        disabled={isBlocked}
        aria-describedby={isBlocked ? 'checkout-blocked' : undefined}
        onClick={onGo}
      >
        Check out
      </Button>
      {isBlocked && (
        <p id="checkout-blocked" className="text-center text-small text-muted">
          First take what is left of the products marked above.
        </p>
      )}
    </>
  );
}

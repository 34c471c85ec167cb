import { useCartState } from '../cart-state';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';

/** Says that there is nothing yet, and where a basket usually begins. */
export function EmptyCart() {
  const { close } = useCartState();
  return (
    <EmptyState
      icon="basket"
      title="Nothing in here yet"
      action={
        <>
          <ButtonLink to="/usuals" onClick={close}>
            Your usuals
          </ButtonLink>
          <ButtonLink to="/" look="secondary" onClick={close}>
            What is popular today
          </ButtonLink>
        </>
      }
    >
      Start with what you usually buy, or look at what others take home today.
    </EmptyState>
  );
}

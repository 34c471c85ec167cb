import { useNavigate } from 'react-router';

import { useCartState } from '../cart-state';
import { CartContents } from './CartContents';
import { CartTotals } from './CartTotals';
import { CheckoutButton } from './CheckoutButton';
import { Sheet } from '@/components/ui/Sheet';
import { plural } from '@/lib/format';

interface CartDrawerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The cart beside the page on a wide screen, over it on a phone. */
export function CartDrawer({ open, onOpenChange }: CartDrawerProps) {
  const { itemCount = 0, cart } = useCartState();
  const navigate = useNavigate();
  const follow = (to: string) => {
    onOpenChange(false);
    void navigate(to);
  };
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="Your cart"
      aside={itemCount > 0 && <span className="tabular text-base text-muted">{plural(itemCount, 'item')}</span>}
      footer={
        cart && itemCount > 0 ? (
          <div className="flex flex-col gap-3">
            <CartTotals />
            <CheckoutButton onGo={() => follow('/checkout')} />
          </div>
        ) : undefined
      }
      className="max-md:min-h-[60dvh]"
    >
      <CartContents />
    </Sheet>
  );
}

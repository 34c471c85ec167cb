import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';

import { unanswered } from '../attempt';
import { usePlaceOrder } from '../api/place-order';
import { dropDraft } from '../draft';
import { CheckoutForm } from './CheckoutForm';
import { CheckoutSkeleton } from './CheckoutSkeleton';
import { LostAnswer } from './LostAnswer';
import { cartQuery } from '@/api/cart';
import { useMe } from '@/api/me';
import type { Order } from '@/api/schema';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { useCartActions } from '@/lib/cart-actions';
import { usePageTitle } from '@/lib/page-title';

/** One page, three steps: where, when, pay. */
export function CheckoutPage() {
  usePageTitle('Checkout');
  const cart = useQuery(cartQuery);
  const me = useMe();
  const place = usePlaceOrder();
  const navigate = useNavigate();
  const saveNow = useCartActions()?.saveNow;

  useEffect(() => void saveNow?.(), [saveNow]);

  const goOn = (order: Order | null) => {
    if (!order) return;
    dropDraft();
    void navigate(`/orders/${order.number}/thanks`, { replace: true });
  };

  if (place.data) return <CheckoutSkeleton />;
  const failure = cart.error ?? me.error;
  if (failure && !(cart.data && me.data)) {
    return <RetryNotice reason={failure} retry={() => void Promise.all([cart.refetch(), me.refetch()])} />;
  }
  if (!cart.data || !me.data) return <CheckoutSkeleton />;
  if (cart.data.lines.length === 0 && !unanswered()) {
    return (
      <EmptyState
        icon="basket"
        title="Nothing to check out yet"
        action={<ButtonLink to="/">Back to the shop</ButtonLink>}
      >
        Put something into your cart first: it waits for you here.
      </EmptyState>
    );
  }
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <h1 className="text-title">Checkout</h1>
      <LostAnswer place={place} onPlaced={goOn} />
      {cart.data.lines.length > 0 && (
        <CheckoutForm cart={cart.data} isGuest={!me.data.authenticated} place={place} onPlaced={goOn} />
      )}
    </div>
  );
}

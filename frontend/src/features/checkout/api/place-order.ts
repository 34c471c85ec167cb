import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Attempt, begin, mayHaveHappened, settle, unanswered } from '../attempt';
import { answer, api } from '@/api/client';
import type { CheckoutRequest, Order } from '@/api/schema';

async function send({ key, body }: Attempt): Promise<Order> {
  try {
    const order = await answer(api.POST('/api/v1/checkout/', { params: { header: { 'Idempotency-Key': key } }, body }));
    settle();
    return order;
  } catch (reason) {
    if (!mayHaveHappened(reason)) settle();
    throw reason;
  }
}

/** Finds out about an attempt whose answer was lost by sending it again: it cannot become a second order. */
async function findOut(): Promise<Order | null> {
  const earlier = unanswered();
  if (!earlier) return null;
  try {
    return await send(earlier);
  } catch (reason) {
    if (mayHaveHappened(reason)) throw reason;
    return null;
  }
}

/**
 * Places the order. An earlier attempt with an unknown end is ended first, so that changing a detail after a lost
 * connection never orders twice; what it ordered is then the answer.
 *
 * `prepare` makes the request when it is needed (asking for the card's token, for example); undefined only finds out
 * about the earlier attempt, and answers null when it did not become an order.
 */
export function usePlaceOrder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (prepare?: () => Promise<CheckoutRequest>): Promise<Order | null> => {
      const earlier = await findOut();
      if (earlier || !prepare) return earlier;
      return send(begin(await prepare()));
    },
    onSuccess: (order) => {
      if (order) client.setQueryData(['orders', order.number], order);
      void client.invalidateQueries({ queryKey: ['orders'], refetchType: 'none' });
      void client.invalidateQueries({ queryKey: ['cart'] });
      void client.invalidateQueries({ queryKey: ['addresses'] });
    },
    onError: () => {
      void client.invalidateQueries({ queryKey: ['cart'] });
      void client.invalidateQueries({ queryKey: ['slots'] });
    },
  });
}

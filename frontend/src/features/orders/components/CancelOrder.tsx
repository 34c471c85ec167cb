import { useState } from 'react';

import { useCancelOrder } from '../api/cancel';
import { sayProblem } from '@/api/problem';
import type { Order } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Modal } from '@/components/ui/Modal';
import { Notice } from '@/components/ui/Notice';
import { announce } from '@/lib/announce';

/** Asks once, then cancels. */
export function CancelOrder({ order }: { order: Order }) {
  const [isAsking, setAsking] = useState(false);
  const cancel = useCancelOrder(order.number);
  const go = () =>
    cancel.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        announce('Your order is cancelled');
      },
    });
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>
        Cancel the order
      </Button>
      <Modal
        open={isAsking}
        onOpenChange={(open) => {
          setAsking(open);
          if (!open) cancel.reset();
        }}
        title="Cancel this order?"
        description={
          order.payment.method === 'card'
            ? 'Nothing will be delivered, and your card is not charged.'
            : 'Nothing will be delivered, and there is nothing to pay.'
        }
        actions={
          <>
            <Button look="secondary" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button look="danger" busy={cancel.isPending} onClick={go}>
              Yes, cancel it
            </Button>
          </>
        }
      >
        {cancel.error && <Notice kind="problem">{sayProblem(cancel.error)}</Notice>}
      </Modal>
    </>
  );
}

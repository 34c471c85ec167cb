import { mayHaveHappened, unanswered } from '../attempt';
import type { usePlaceOrder } from '../api/place-order';
import { sayProblem } from '@/api/problem';
import type { Order } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

interface LostAnswerProps {
  place: ReturnType<typeof usePlaceOrder>;
  onPlaced: (order: Order | null) => void;
}

/** When an order was sent and its answer never came: nobody should have to guess whether it was placed. */
export function LostAnswer({ place, onPlaced }: LostAnswerProps) {
  if (place.isSuccess && place.data === null) {
    return <Notice>That order did not go through, and nothing was charged. You can send it again.</Notice>;
  }
  if (!unanswered() || (place.isPending && place.variables)) return null;
  const isUnknown = place.error !== null && mayHaveHappened(place.error);
  return (
    <Notice
      kind="problem"
      action={
        <Button
          look="secondary"
          size="small"
          busy={place.isPending}
          onClick={() => place.mutate(undefined, { onSuccess: onPlaced })}
        >
          Find out
        </Button>
      }
    >
      {isUnknown
        ? `${sayProblem(place.error)} Your order may have arrived all the same: it is never placed twice.`
        : 'You sent an order, and its answer did not reach this page. It may have been placed.'}
    </Notice>
  );
}

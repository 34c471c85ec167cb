import { ApiProblem, sayProblem } from '@/api/problem';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { signInPath } from '@/lib/return-to';

/** In place of an order that cannot be shown. */
export function OrderFailure({ reason, retry }: { reason: unknown; retry: () => void }) {
  const isMissing = ApiProblem.from(reason).status === 404;
  return (
    <EmptyState
      icon={isMissing ? 'receipt' : 'broom'}
      title={isMissing ? 'We cannot find this order' : 'This order could not be loaded'}
      action={
        isMissing ? (
          <>
            <ButtonLink to="/orders">Your orders</ButtonLink>
            <ButtonLink to={signInPath(window.location.pathname)} look="secondary">
              Sign in
            </ButtonLink>
          </>
        ) : (
          <Button onClick={retry}>Try again</Button>
        )
      }
    >
      {isMissing ? 'It may belong to an account: sign in with the one you ordered with.' : sayProblem(reason)}
    </EmptyState>
  );
}

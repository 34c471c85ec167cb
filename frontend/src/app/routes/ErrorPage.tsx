import { isRouteErrorResponse, useRouteError } from 'react-router';

import { ApiProblem } from '@/api/problem';
import { NotFoundPage } from './NotFoundPage';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { usePageTitle } from '@/lib/page-title';

function isMissing(error: unknown): boolean {
  return (isRouteErrorResponse(error) || error instanceof ApiProblem) && error.status === 404;
}

/** Shown in place of a page that could not be drawn. */
export function ErrorPage() {
  const error = useRouteError();
  return isMissing(error) ? <NotFoundPage /> : <BrokenPage error={error} />;
}

function BrokenPage({ error }: { error: unknown }) {
  // The code of a page comes when it is opened: without a connection it is the page that fails.
  const isCutOff = !navigator.onLine;
  usePageTitle(isCutOff ? 'No connection' : 'Something went wrong');
  const said =
    error instanceof ApiProblem ? error.message : 'This page could not be shown. Loading it again often helps.';
  if (isCutOff) {
    return (
      <EmptyState
        level={1}
        icon="broom"
        title="You are not connected"
        action={<Button onClick={() => window.location.reload()}>Try again</Button>}
      >
        This page needs the internet. What is in your cart stays there until you are back.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      level={1}
      icon="broom"
      title="Something fell off the shelf"
      action={
        <>
          <Button onClick={() => window.location.reload()}>Load again</Button>
          <ButtonLink look="secondary" to="/">
            Back to the shop
          </ButtonLink>
        </>
      }
    >
      {said}
    </EmptyState>
  );
}

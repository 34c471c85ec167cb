import { Button } from './Button';
import { Notice } from './Notice';
import { sayProblem } from '@/api/problem';

interface RetryNoticeProps {
  /** Whatever was thrown. */
  reason: unknown;
  retry: () => void;
}

/** In place of something that could not be loaded. */
export function RetryNotice({ reason, retry }: RetryNoticeProps) {
  return (
    <Notice
      kind="problem"
      action={
        <Button look="secondary" size="small" onClick={retry}>
          Try again
        </Button>
      }
    >
      {sayProblem(reason)}
    </Notice>
  );
}

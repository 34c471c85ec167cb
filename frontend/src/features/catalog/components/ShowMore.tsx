import { Button } from '@/components/ui/Button';
import { count } from '@/lib/format';

interface ShowMoreProps {
  shown: number;
  total: number;
  exact: boolean;
  more: boolean;
  busy: boolean;
  onMore: () => void;
}

/** How far one has come in a list, and the way on. */
export function ShowMore({ shown, total, exact, more, busy, onMore }: ShowMoreProps) {
  return (
    <div className="mt-10 flex flex-col items-center gap-3">
      <p className="tabular text-small text-muted">
        {more ? `${count(shown)} of ${exact ? '' : 'more than '}${count(total)}` : 'That is all of it'}
      </p>
      {more && (
        <>
          <div aria-hidden className="h-1 w-40 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-leaf"
              style={{ width: `${Math.min(100, (shown / total) * 100)}%` }}
            />
          </div>
          <Button look="secondary" busy={busy} onClick={onMore}>
            Show more
          </Button>
        </>
      )}
    </div>
  );
}

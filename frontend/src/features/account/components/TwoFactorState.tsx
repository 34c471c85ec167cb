import { ShieldCheck, ShieldOff } from 'lucide-react';

import type { Wish } from './TwoFactor';
import { Button } from '@/components/ui/Button';
import { plural } from '@/lib/format';

interface TwoFactorStateProps {
  isOn: boolean;
  /** Recovery codes not used yet. */
  codesLeft?: number;
  isBusy: boolean;
  onWish: (wish: Wish) => void;
}

/** Whether the second lock is on, and what can be done about it. */
export function TwoFactorState({ isOn, codesLeft, isBusy, onWish }: TwoFactorStateProps) {
  if (!isOn) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-4">
        <span className="flex items-center gap-3">
          <ShieldOff aria-hidden className="size-5 text-muted" />
          It is off.
        </span>
        <Button look="secondary" disabled={isBusy} onClick={() => onWish('set_up')}>
          Set it up
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <span className="flex items-center gap-3">
        <ShieldCheck aria-hidden className="size-5 text-leaf" />
        <span>
          It is on.{' '}
          {codesLeft === undefined
            ? 'You have no recovery codes left: make new ones.'
            : `${plural(codesLeft, 'recovery code')} left.`}
        </span>
      </span>
      <div className="flex flex-wrap gap-3">
        {codesLeft !== undefined && (
          <Button look="secondary" size="small" disabled={isBusy} onClick={() => onWish('show_codes')}>
            Show my recovery codes
          </Button>
        )}
        <Button look="secondary" size="small" disabled={isBusy} onClick={() => onWish('renew_codes')}>
          Make new codes
        </Button>
        <Button look="danger" size="small" disabled={isBusy} onClick={() => onWish('turn_off')}>
          Turn it off
        </Button>
      </div>
    </div>
  );
}

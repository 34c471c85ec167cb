import { NumberField } from '@base-ui/react/number-field';
import { Minus, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';

import { cx } from '@/lib/classes';

interface QuantitySelectorProps {
  /** What it counts, for a screen reader: "Oat Milk, Barista". */
  name: string;
  value: number;
  onChange: (quantity: number) => void;
  /** 0 lets the last minus take the product out; 1 stops there. */
  min?: 0 | 1;
  /** The most one may have of it. */
  max?: number;
  /** How many this shopper usually takes; said under the control when given. */
  usual?: number | null;
  /** Why that is the usual amount: "You bought 2 the last 3 times". */
  usualBasis?: string | null;
  size?: 'small' | 'medium';
  /** As wide as its place. */
  wide?: boolean;
  disabled?: boolean;
  /** Takes the focus when it appears: it stands where the pressed button was. */
  focusOnMount?: boolean;
}

const STEP =
  'flex aspect-square h-full shrink-0 items-center justify-center rounded-full transition-colors ' +
  'hover:bg-leaf hover:text-on-leaf disabled:pointer-events-none disabled:opacity-40 data-disabled:opacity-40';

/** Minus, number, plus. The number can be typed; arrow keys, Home and End work in it. */
export function QuantitySelector({
  name,
  value,
  onChange,
  min = 1,
  max = 99,
  usual = null,
  usualBasis = null,
  size = 'medium',
  wide = false,
  disabled = false,
  focusOnMount = false,
}: QuantitySelectorProps) {
  const takesOut = min === 0 && value === 1;
  const more = useRef<HTMLButtonElement>(null);
  const focusNow = useRef(focusOnMount);
  useEffect(() => {
    if (focusNow.current) more.current?.focus();
  }, []);
  return (
    <div className={cx('flex flex-col gap-1.5', wide ? 'w-full' : 'w-fit')}>
      <NumberField.Root
        value={value}
        min={min}
        max={max}
        step={1}
        disabled={disabled}
        format={{ maximumFractionDigits: 0 }}
        onValueChange={(next) => {
          if (next !== null && Number.isInteger(next) && next !== value) onChange(next);
        }}
      >
        <NumberField.Group
          className={cx(
            'flex items-center rounded-full bg-leaf-soft text-leaf-strong',
            size === 'small' ? 'h-9' : 'h-12',
            wide ? 'w-full justify-between' : 'w-fit',
          )}
        >
          <NumberField.Decrement className={STEP} aria-label={takesOut ? `Remove ${name}` : `One fewer ${name}`}>
            {takesOut ? <Trash2 aria-hidden className="size-4" /> : <Minus aria-hidden className="size-4" />}
          </NumberField.Decrement>
          <NumberField.Input
            aria-label={`Quantity of ${name}`}
            className={cx(
              'tabular h-full min-w-0 rounded-full bg-transparent text-center font-bold -outline-offset-2',
              size === 'small' ? 'w-8 text-base' : 'w-12 text-lead',
              wide && 'flex-1',
            )}
          />
          <NumberField.Increment ref={more} className={STEP} aria-label={`One more ${name}`}>
            <Plus aria-hidden className="size-4" />
          </NumberField.Increment>
        </NumberField.Group>
      </NumberField.Root>
      {usual !== null && (
        <p className="text-small text-muted">
          <span className="font-semibold text-leaf">Your usual: {usual}</span>
          {usualBasis && <span> · {usualBasis}</span>}
        </p>
      )}
    </div>
  );
}

import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import { Link, type LinkProps } from 'react-router';

import { cx } from '@/lib/classes';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Size = 'small' | 'medium' | 'large';

const LOOKS: Record<Look, string> = {
  primary: 'bg-leaf text-on-leaf hover:bg-leaf-strong active:bg-leaf-strong',
  secondary: 'bg-raised text-leaf border border-line-strong/50 hover:border-leaf hover:bg-leaf-soft',
  quiet: 'text-leaf hover:bg-leaf-soft',
  danger: 'text-tomato-text border border-tomato/40 bg-raised hover:bg-tomato-soft',
};

const SIZES: Record<Size, string> = {
  small: 'min-h-9 px-3.5 text-small gap-1.5',
  medium: 'min-h-11 px-5 text-base gap-2',
  large: 'min-h-13 px-7 text-base gap-2.5',
};

function buttonClasses(look: Look, size: Size, className?: string): string {
  return cx(
    'inline-flex items-center justify-center rounded-full font-semibold whitespace-nowrap select-none transition-colors',
    'disabled:opacity-55 disabled:pointer-events-none data-disabled:opacity-55',
    LOOKS[look],
    SIZES[size],
    className,
  );
}

interface Style {
  look?: Look;
  size?: Size;
  className?: string;
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'>, Style {
  /** At work: cannot be pressed again, keeps the focus, and says so to a screen reader. */
  busy?: boolean;
}

export function Button({ look = 'primary', size = 'medium', className, busy = false, disabled, ...rest }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      disabled={busy || disabled}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={buttonClasses(look, size, cx(busy && 'animate-breathe', className))}
      {...rest}
    />
  );
}

export function ButtonLink({ look = 'primary', size = 'medium', className, ...rest }: LinkProps & Style) {
  return <Link className={buttonClasses(look, size, className)} {...rest} />;
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does, for a screen reader and the tooltip. */
  label: string;
}

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cx(
        'inline-flex size-11 shrink-0 items-center justify-center rounded-full text-text transition-colors hover:bg-leaf-soft hover:text-leaf disabled:opacity-50',
        className,
      )}
      {...rest}
    />
  );
}

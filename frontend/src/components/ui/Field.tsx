import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';

import { cx } from '@/lib/classes';

export const CONTROL =
  'w-full border border-line-strong/60 bg-raised px-4 text-base text-text transition-colors placeholder:text-muted ' +
  'hover:border-line-strong focus-visible:border-leaf focus-visible:outline-2 focus-visible:outline-offset-0 ' +
  'focus-visible:outline-focus data-invalid:border-tomato-text disabled:opacity-60';

interface FieldProps {
  label: string;
  /** A line under the control, such as "We send the order confirmation here." */
  hint?: ReactNode;
  /** What is wrong with the value; shown in place of the hint. */
  error?: string;
  className?: string;
}

interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'className' | 'size'> {
  name: string;
}

function Below({ hint, error }: Pick<FieldProps, 'hint' | 'error'>) {
  if (error) {
    return (
      <BaseField.Error match className="text-small font-medium text-tomato-text">
        {error}
      </BaseField.Error>
    );
  }
  return hint ? <BaseField.Description className="text-small text-muted">{hint}</BaseField.Description> : null;
}

/** A labelled line of text. Error and hint belong to the control for a screen reader too. */
export function TextField({ label, hint, error, className, ...input }: TextFieldProps) {
  return (
    <BaseField.Root invalid={Boolean(error)} className={cx('flex flex-col gap-1.5', className)}>
      <BaseField.Label className="text-small font-semibold text-text">{label}</BaseField.Label>
      <BaseField.Control className={cx(CONTROL, 'h-12 rounded-full')} {...input} />
      <Below hint={hint} error={error} />
    </BaseField.Root>
  );
}

interface TextAreaFieldProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'className'> {
  name: string;
}

export function TextAreaField({ label, hint, error, className, rows = 3, ...area }: TextAreaFieldProps) {
  return (
    <BaseField.Root invalid={Boolean(error)} className={cx('flex flex-col gap-1.5', className)}>
      <BaseField.Label className="text-small font-semibold text-text">{label}</BaseField.Label>
      <BaseField.Control
        render={<textarea rows={rows} {...area} />}
        className={cx(CONTROL, 'resize-y rounded-card py-3')}
      />
      <Below hint={hint} error={error} />
    </BaseField.Root>
  );
}

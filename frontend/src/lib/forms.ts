import { type RefObject, useEffect, useRef } from 'react';

import { ApiProblem } from '@/api/problem';

/** The text of a named field of a form, without spaces around it. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** As typed: a password may begin or end with a space. */
export function secretOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** After a refused submission the focus goes to the first field that is wrong. */
export function useFocusOnError(failure: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);
  return form;
}

/** What to say above a form: nothing when every error stands beside one of its fields. */
export function formError(failure: unknown, fields: readonly string[]): string | undefined {
  if (!failure) return undefined;
  const problem = ApiProblem.from(failure);
  const [stray] = problem.errors.filter((error) => !fields.includes(error.field));
  if (problem.errors.length > 0 && !stray) return undefined;
  return stray?.message ?? problem.message;
}

/** What to say beside a field. */
export function fieldError(failure: unknown, field: string): string | undefined {
  return failure instanceof ApiProblem ? failure.forField(field) : undefined;
}

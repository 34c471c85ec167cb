import type { Step } from './draft';
import { ApiProblem, type FieldError } from '@/api/problem';

const OF_THE_SLOT = new Set(['slot_full', 'slot_gone']);

/** The step in which a refusal can be mended. */
export function stepToMend(reason: unknown): Step {
  const { code, errors } = ApiProblem.from(reason);
  const fields = errors.map((error) => error.field);
  if (OF_THE_SLOT.has(code) || fields.includes('slot_id')) return 'when';
  if (fields.some((field) => field === 'email' || field.startsWith('address'))) return 'where';
  return 'pay';
}

/** The errors beside the fields of one group: "address.city" of "address" becomes "city". */
export function errorsOf(reason: unknown, group: 'address' | 'card'): FieldError[] {
  if (!reason) return [];
  return ApiProblem.from(reason)
    .errors.filter(({ field }) => field.startsWith(`${group}.`))
    .map(({ field, message }) => ({ field: field.slice(group.length + 1), message }));
}

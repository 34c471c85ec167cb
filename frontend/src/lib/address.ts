/** An address as a person writes it, and what it must not lack. */
import type { FieldError } from '@/api/problem';
import type { AddressFields, AddressFieldsRequest } from '@/api/schema';
import { textOf } from '@/lib/forms';

export const ADDRESS_FIELDS = [
  'recipient',
  'line1',
  'line2',
  'city',
  'region',
  'postcode',
  'phone',
  'instructions',
] as const satisfies readonly (keyof AddressFieldsRequest)[];

/** The same words as the shop's own check, so that nothing is said twice in two ways. */
const NEEDED = {
  recipient: 'Who is it for?',
  line1: 'Which street and number?',
  city: 'Which town?',
  postcode: 'Which ZIP code?',
} as const;

export function readAddress(form: HTMLFormElement): AddressFieldsRequest {
  const address: AddressFieldsRequest = { recipient: '', line1: '', city: '', postcode: '' };
  for (const field of ADDRESS_FIELDS) address[field] = textOf(form, field);
  return address;
}

export function missingIn(address: AddressFieldsRequest): FieldError[] {
  return Object.entries(NEEDED)
    .filter(([field]) => !address[field as keyof typeof NEEDED])
    .map(([field, message]) => ({ field, message }));
}

/** "12 Elm Street, Apt 4, Springfield, IL 62704". */
export function oneLine({ line1, line2, city, region, postcode }: AddressFields): string {
  return [line1, line2, city, [region, postcode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** A card as it is typed: spaces by themselves, and what can be said about it before anybody is asked. */
import type { FieldError } from '@/api/problem';
import type { SandboxCardRequest } from '@/api/schema';

const NUMBER_LENGTH = 19;

export const NO_CARD: SandboxCardRequest = { number: '', expiry: '', cvc: '' };

/** "42424242" -> "4242 4242". */
export function spacedNumber(typed: string): string {
  const digits = typed.replaceAll(/\D/g, '').slice(0, NUMBER_LENGTH);
  return digits.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

/** "1228" -> "12/28"; "4" -> "04/". Taking the slash away is left alone. */
export function slashedExpiry(typed: string, before: string): string {
  const digits = typed.replaceAll(/\D/g, '').slice(0, 4);
  if (typed.length < before.length) return typed.replaceAll(/[^\d/]/g, '');
  if (/^[2-9]/.test(digits)) return slashedExpiry(`0${digits}`, '');
  return digits.length < 2 ? digits : `${digits.slice(0, 2)}/${digits.slice(2)}`;
}

/** The check digit that every card number ends with (ISO/IEC 7812-1, annex B). */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isPast(expiry: string, today: Date): boolean {
  const [month = 0, year = 0] = expiry.split('/').map(Number);
  return 2000 + year < today.getFullYear() || (2000 + year === today.getFullYear() && month < today.getMonth() + 1);
}

/** What is wrong with a card, beside which field. */
export function cardErrors({ number, expiry, cvc }: SandboxCardRequest, today: Date = new Date()): FieldError[] {
  const errors: FieldError[] = [];
  const digits = number.replaceAll(/\s/g, '');
  if (!/^\d{12,19}$/.test(digits)) errors.push({ field: 'number', message: 'Enter the long number on the card.' });
  else if (!hasCheckDigit(digits)) {
    errors.push({ field: 'number', message: 'A digit is not right: compare it with the card.' });
  }
  if (!/^(0[1-9]|1[0-2])\/\d{2}$/.test(expiry)) errors.push({ field: 'expiry', message: 'Month and year, as 04/28.' });
  else if (isPast(expiry, today)) errors.push({ field: 'expiry', message: 'This card has expired.' });
  if (!/^\d{3,4}$/.test(cvc)) errors.push({ field: 'cvc', message: 'The three digits on the back.' });
  return errors;
}

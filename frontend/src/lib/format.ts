/** Money, numbers and dates in words: the only place that formats them. */

const LOCALE = 'en-US';

/** "3.49" and "USD" -> "$3.49". Takes the API's decimal string, and never computes with it. */
export function money(amount: string, currency = 'USD'): string {
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}

/** A unit price: "$0.27 / oz". */
export function unitPrice(price: { amount: string; per: string }, currency = 'USD'): string {
  return `${money(price.amount, currency)} / ${price.per}`;
}

/** 1234 -> "1,234". */
export function count(value: number): string {
  return new Intl.NumberFormat(LOCALE).format(value);
}

/** (2, "item") -> "2 items". */
export function plural(value: number, singular: string, many = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : many}`;
}

/** 0.423 -> "42%". */
export function percent(share: number): string {
  return new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** "2026-03-02T17:00:00Z" -> "Mar 2". */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, { month: 'short', day: 'numeric' }).format(new Date(iso));
}

/** "2026-03-02T17:00:00Z" -> "March 2, 2026". */
export function date(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long' }).format(new Date(iso));
}

/** "2026-03-02T17:00:00Z" -> "5:00 PM". */
export function time(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' }).format(new Date(iso));
}

/** Two moments of one day: "5 – 7 PM". */
export function timeRange(from: string, to: string): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: 'numeric' }).formatRange(
    new Date(from),
    new Date(to),
  );
}

const SECOND = 1000;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400 * SECOND],
  ['hour', 3_600 * SECOND],
  ['minute', 60 * SECOND],
];

/** How long ago: "2 days ago", "just now". `now` in milliseconds since 1970. */
export function ago(iso: string, now: number = Date.now()): string {
  const past = now - new Date(iso).getTime();
  for (const [unit, length] of STEPS) {
    const steps = Math.floor(past / length);
    if (steps >= 1) return new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' }).format(-steps, unit);
  }
  return 'just now';
}

/** ["milk", "soy", "nuts"] -> "milk, soy and nuts". */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);
}

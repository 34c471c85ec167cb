/**
 * Delivery times as the clock in the shop's town shows them, wherever the shopper's own clock stands.
 * The API's times carry that town's offset, so their wall-clock part is what the driver's watch says.
 */
const LOCALE = 'en-US';

function wallClock(iso: string): Date {
  return new Date(`${iso.slice(0, 19).padEnd(19, ':00')}Z`);
}

/** A day of the calendar, "2026-03-02", or a moment: "Monday, March 2". */
export function deliveryDay(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );
}

/** As short as a tab: ["Mon", "Mar 2"]. */
export function shortDeliveryDay(date: string): [weekday: string, day: string] {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: 'UTC' }).format(at);
  return [say({ weekday: 'short' }), say({ month: 'short', day: 'numeric' })];
}

/** "8 – 10 AM". */
export function deliveryTime({ starts_at, ends_at }: { starts_at: string; ends_at: string }): string {
  const format = new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: 'numeric', timeZone: 'UTC' });
  return format.formatRange(wallClock(starts_at), wallClock(ends_at)).replaceAll(':00', '');
}

/** "Monday, March 2, 8 – 10 AM". */
export function deliveryMoment(slot: { starts_at: string; ends_at: string }): string {
  return `${deliveryDay(slot.starts_at)}, ${deliveryTime(slot)}`;
}

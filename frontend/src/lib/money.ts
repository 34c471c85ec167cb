/** Adding the API's decimal amounts exactly, in cents. Formatting is in format.ts. */

const AMOUNT = /^(-?)(\d+)(?:\.(\d{1,2}))?$/;

function cents(amount: string): bigint {
  const [, sign, whole = '0', fraction = ''] = AMOUNT.exec(amount) ?? [];
  if (sign === undefined) throw new RangeError(`Not an amount: ${amount}`);
  const value = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return sign ? -value : value;
}

/** ("12.50", "3.99") -> "16.49". */
export function addMoney(...amounts: string[]): string {
  const sum = amounts.reduce((total, amount) => total + cents(amount), 0n);
  const size = sum < 0n ? -sum : sum;
  return `${sum < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

export function isZero(amount: string): boolean {
  return cents(amount) === 0n;
}

// Money is whole minor units and an ISO currency; nothing here ever multiplies a fraction.

import { locale } from '../app/messages';

/** How many digits the currency has after the point: 2 for USD, 0 for JPY, 3 for TND. */
export function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function showMoney(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return new Intl.NumberFormat(locale(), { style: 'currency', currency }).format(minor / 10 ** digits);
}

/** Minor units as one types them, without a currency sign: `1250` → `12.50`. */
export function moneyText(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

function groupSign(): string | undefined {
  return new Intl.NumberFormat(locale()).formatToParts(1000).find((part) => part.type === 'group')?.value;
}

/** Reads a typed amount; null when it is not one, or has more digits than the currency. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = currencyDigits(currency);
  const plain = text.trim().replace(/[\s']/g, '');
  // The last point or comma followed by at most `digits` digits is the decimal sign; others group thousands.
  const match = /^(\d[\d.,]*?)(?:[.,](\d+))?$/.exec(plain);
  if (!match?.[1]) return null;
  const whole = match[1];
  const fraction = match[2] ?? '';
  const grouped = /^\d{1,3}([.,]\d{3})*$/.test(whole) || /^\d+$/.test(whole);
  if (!grouped) return null;
  if (fraction.length > digits) {
    // `1,234` is a thousand and more only where the person's own language groups by that sign.
    if (fraction.length === 3 && plain.at(-4) === groupSign() && /^\d{1,3}([.,]\d{3})*$/.test(whole)) {
      return Number(`${whole.replace(/[.,]/g, '')}${fraction}${'0'.repeat(digits)}`);
    }
    return null;
  }
  const value = Number(`${whole.replace(/[.,]/g, '')}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(value) ? value : null;
}

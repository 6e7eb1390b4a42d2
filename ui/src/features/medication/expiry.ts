import { Temporal } from 'temporal-polyfill';
import { parseDate } from '../../shared/time/typed';

/** The last day as a label says it: a date, or month and year, which end with the month's last day. */
export function parseExpiry(text: string): string | null {
  const plain = text.trim();
  const match = /^(\d{1,2})[^\d](\d{4})$/.exec(plain) ?? /^(\d{4})[^\d](\d{1,2})$/.exec(plain);
  if (!match) return parseDate(plain);
  const [, one = '', two = ''] = match;
  const [year, month] = one.length === 4 ? [Number(one), Number(two)] : [Number(two), Number(one)];
  if (month < 1 || month > 12) return null;
  const of = Temporal.PlainYearMonth.from({ year, month });
  return of.toPlainDate({ day: of.daysInMonth }).toString();
}

// Dates and times as people type them: quickly, with whatever sign is nearest.

import { locale } from '../../app/messages';
import { isDate } from './siteTime';

/** `930`, `9:30`, `9.30`, `9` → `09:30`; null when it is no time of day. */
export function parseClock(text: string): string | null {
  const plain = text.trim();
  const match = /^(\d{1,2})[:.,h ]?(\d{2})?$/.exec(plain) ?? /^(\d)(\d{2})$/.exec(plain);
  if (!match?.[1]) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? '0');
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

type Part = 'day' | 'month' | 'year';

function order(tag: string): Part[] {
  const parts = new Intl.DateTimeFormat(tag, { day: '2-digit', month: '2-digit', year: 'numeric' }).formatToParts(0);
  return parts.map((part) => part.type).filter((type): type is Part => ['day', 'month', 'year'].includes(type));
}

/** Reads a typed date in the person's own order, or in ISO order; answers `YYYY-MM-DD` or null. */
export function parseDate(text: string, tag: string = locale()): string | null {
  const plain = text.trim();
  if (isDate(plain)) return plain;
  const pieces = plain.split(/[^\d]+/).filter((piece) => piece !== '');
  const numbers = pieces.length === 1 && pieces[0]?.length === 8 ? splitEight(pieces[0], order(tag)) : pieces;
  if (numbers.length !== 3) return null;
  const value: Record<Part, string> = { day: '', month: '', year: '' };
  order(tag).forEach((part, index) => {
    value[part] = numbers[index] ?? '';
  });
  if (value.year.length !== 4) return null;
  const iso = `${value.year}-${value.month.padStart(2, '0')}-${value.day.padStart(2, '0')}`;
  return isDate(iso) ? iso : null;
}

/** `03031988` without any sign, cut in the person's own order. */
function splitEight(digits: string, parts: Part[]): string[] {
  let at = 0;
  return parts.map((part) => {
    const length = part === 'year' ? 4 : 2;
    const piece = digits.slice(at, at + length);
    at += length;
    return piece;
  });
}

/** `DD/MM/YYYY` in the person's own order. */
export function datePattern(tag: string = locale()): string {
  const names: Record<Part, string> = { day: 'DD', month: 'MM', year: 'YYYY' };
  return order(tag)
    .map((part) => names[part])
    .join('/');
}

/** `YYYY-MM-DD` as it would be typed. */
export function typedDate(iso: string | null, tag: string = locale()): string {
  if (!iso) return '';
  const [year = '', month = '', day = ''] = iso.split('-');
  const value: Record<Part, string> = { day, month, year };
  return order(tag)
    .map((part) => value[part])
    .join('/');
}

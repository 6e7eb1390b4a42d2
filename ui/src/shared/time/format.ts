// Dates, times and numbers as the person reads them: Intl, the site's zone, the language of the screen.

import { locale, t } from '../../app/messages';

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()}:${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), options);
    formats.set(key, format);
  }
  return format;
}

/** `09:30` at the site. */
export function showTime(at: number, zone: string): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at / 1000);
}

/** `3 Mar 2026` at the site. */
export function showDay(at: number, zone: string): string {
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric', timeZone: zone }).format(at / 1000);
}

export function showDayAndTime(at: number, zone: string): string {
  return `${showDay(at, zone)}, ${showTime(at, zone)}`;
}

/** A calendar date, which belongs to no zone. */
export function showDate(date: string | null): string {
  if (!date) return '';
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** `Tuesday, 3 March 2026`. */
export function showLongDate(date: string): string {
  return dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** `Tue 3 Mar`. */
export function showShortDate(date: string): string {
  return dateFormat({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** The weekday's name, 1 is Monday. */
export function weekdayName(weekday: number): string {
  return dateFormat({ weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));
}

export function showNumber(value: number, digits = 1): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** Several things in one line, as the language lists them. */
export function showList(items: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'unit', style: 'short' }).format(items);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A length of time in its largest whole unit: `12 s`, `14 min`, `3 h`, `2 days`. */
export function showDuration(seconds: number): string {
  const length = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    if (length >= size || unit === 'second') {
      return t(`duration.${unit}`, { count: Math.floor(length / size) });
    }
  }
  return '';
}

export function showMinutes(minutes: number): string {
  return showDuration(minutes * 60);
}

/** `March 2026` for a month written `YYYY-MM`. */
export function showMonth(month: string): string {
  return dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}

// Calendar arithmetic in the site's own time zone. Instants are microseconds since 1970 UTC; a day is
// a calendar date at the site, which lasts 23 or 25 hours when the clocks change.

import { Temporal } from 'temporal-polyfill';

const MICROS_PER_MINUTE = 60_000_000;

export function nowMicros(): number {
  return Date.now() * 1000;
}

export function minutesBetween(from: number, to: number): number {
  return (to - from) / MICROS_PER_MINUTE;
}

export function addMinutes(at: number, minutes: number): number {
  return at + minutes * MICROS_PER_MINUTE;
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000)).toZonedDateTimeISO(zone);
}

function micros(moment: Temporal.ZonedDateTime): number {
  return moment.epochMilliseconds * 1000;
}

/** The calendar date at the site, `YYYY-MM-DD`. */
export function dateAt(at: number, zone: string): string {
  return zoned(at, zone).toPlainDate().toString();
}

/** The clock on the wall at the site, `HH:MM`. */
export function clockAt(at: number, zone: string): string {
  return zoned(at, zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * The instant at which the site's clock shows `clock` on `date`. A time that the spring change skips
 * moves forward by the skipped hour; one that happens twice in autumn is the first of the two.
 */
export function instantAt(date: string, clock: string, zone: string): number {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(clock));
  return micros(wall.toZonedDateTime(zone, { disambiguation: 'compatible' }));
}

/** The last instant before `now` at which the site's clock showed `clock`; a few minutes of grace for a fast watch. */
export function lastTimeAt(clock: string, zone: string, now: number): number {
  const today = dateAt(now, zone);
  const at = instantAt(today, clock, zone);
  return at > addMinutes(now, 5) ? instantAt(addDays(today, -1), clock, zone) : at;
}

/** First instant of the day and first instant of the next one. */
export function dayBounds(date: string, zone: string): { starts_at: number; ends_at: number } {
  const day = Temporal.PlainDate.from(date);
  return {
    starts_at: micros(day.toZonedDateTime(zone)),
    ends_at: micros(day.add({ days: 1 }).toZonedDateTime(zone)),
  };
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** True for a real date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

export interface HourMark {
  at: number;
  /** Real minutes since the window began, so that a repeated hour has a place of its own. */
  minutes: number;
  clock: string;
}

/** The full hours of the site's clock between two instants, each at its true distance. */
export function hourMarks(from: number, to: number, zone: string): HourMark[] {
  const marks: HourMark[] = [];
  let moment = zoned(from, zone).round({ smallestUnit: 'hour', roundingMode: 'ceil' });
  while (micros(moment) <= to) {
    const at = micros(moment);
    marks.push({ at, minutes: minutesBetween(from, at), clock: clockAt(at, zone) });
    moment = moment.add({ hours: 1 });
  }
  return marks;
}

/** Whole years between a birth date and a day. */
export function yearsBetween(born: string, on: string): number {
  return Temporal.PlainDate.from(born).until(Temporal.PlainDate.from(on), { largestUnit: 'year' }).years;
}

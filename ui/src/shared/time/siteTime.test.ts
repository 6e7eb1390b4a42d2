import { describe, expect, test } from 'vitest';
import { addDays, clockAt, dateAt, dayBounds, hourMarks, instantAt, isDate, lastTimeAt, minutesBetween, weekdayOf, yearsBetween } from './siteTime';

const utc = (text: string) => Date.parse(text) * 1000;

describe('a day at the site', () => {
  test('lasts 23 hours when the clocks go forward', () => {
    const day = dayBounds('2026-03-29', 'Europe/London');
    expect(minutesBetween(day.starts_at, day.ends_at)).toBe(23 * 60);
  });

  test('lasts 25 hours when the clocks go back', () => {
    const day = dayBounds('2026-11-01', 'America/New_York');
    expect(minutesBetween(day.starts_at, day.ends_at)).toBe(25 * 60);
  });

  test('begins at the site’s midnight and not at that of the PC', () => {
    expect(dayBounds('2026-06-01', 'Asia/Kolkata').starts_at).toBe(utc('2026-05-31T18:30:00Z'));
  });

  test('begins at one o’clock where midnight is skipped', () => {
    expect(clockAt(dayBounds('2025-09-07', 'America/Santiago').starts_at, 'America/Santiago')).toBe('01:00');
  });

  test('is the date that the site’s calendar shows at that instant', () => {
    const at = utc('2026-01-01T02:00:00Z');
    expect(dateAt(at, 'America/Los_Angeles')).toBe('2025-12-31');
    expect(dateAt(at, 'Pacific/Auckland')).toBe('2026-01-01');
  });
});

describe('a time of day at the site', () => {
  test('that does not exist moves forward by the hour that was skipped', () => {
    expect(clockAt(instantAt('2026-03-29', '01:30', 'Europe/London'), 'Europe/London')).toBe('02:30');
  });

  test('that happens twice is the first of the two', () => {
    expect(instantAt('2026-10-25', '01:30', 'Europe/London')).toBe(utc('2026-10-25T00:30:00Z'));
  });
});

test('a time that was typed is the last one that the clock showed, and just after midnight that of yesterday', () => {
  const zone = 'Europe/Madrid';
  const eleven = instantAt('2026-03-02', '11:00', zone);
  expect(lastTimeAt('09:10', zone, eleven)).toBe(instantAt('2026-03-02', '09:10', zone));
  expect(lastTimeAt('11:04', zone, eleven)).toBe(instantAt('2026-03-02', '11:04', zone));
  expect(lastTimeAt('23:50', zone, instantAt('2026-03-03', '00:10', zone))).toBe(instantAt('2026-03-02', '23:50', zone));
});

describe('the hours of a grid', () => {
  test('show the repeated hour twice, each at its own distance', () => {
    const { starts_at } = dayBounds('2026-10-25', 'Europe/London');
    const marks = hourMarks(starts_at, starts_at + 4 * 3_600_000_000, 'Europe/London');
    expect(marks.map((mark) => mark.clock)).toEqual(['00:00', '01:00', '01:00', '02:00', '03:00']);
    expect(marks.map((mark) => mark.minutes)).toEqual([0, 60, 120, 180, 240]);
  });

  test('leave out the hour that does not happen', () => {
    const { starts_at } = dayBounds('2026-03-29', 'Europe/London');
    expect(hourMarks(starts_at, starts_at + 3 * 3_600_000_000, 'Europe/London').map((mark) => mark.clock)).toEqual(['00:00', '02:00', '03:00', '04:00']);
  });

  test('stand on the site’s full hours in a zone that is half an hour off', () => {
    const nine = instantAt('2026-06-01', '09:00', 'Asia/Kolkata');
    expect(hourMarks(nine, nine + 3_600_000_000, 'Asia/Kolkata').map((mark) => mark.minutes)).toEqual([0, 60]);
  });
});

test('the calendar counts over months, leap days and weeks', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(weekdayOf('2026-11-21')).toBe(6);
});

test('a person is a year older on the birthday and not the day before', () => {
  expect(yearsBetween('1988-03-03', '2026-03-02')).toBe(37);
  expect(yearsBetween('1988-03-03', '2026-03-03')).toBe(38);
});

test('only real dates are dates', () => {
  expect(isDate('2026-02-29')).toBe(false);
  expect(isDate('2028-02-29')).toBe(true);
  expect(isDate('2026-2-9')).toBe(false);
});

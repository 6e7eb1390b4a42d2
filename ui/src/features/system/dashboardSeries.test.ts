import { expect, test } from 'vitest';
import { bars, median, stepOf, totals } from './dashboardSeries';

const day = (on: string, visits: number, missed = 0, wait: number | null = null) => ({ day: on, appointments: visits, missed, cancelled: 1, visits, wait_minutes_median: wait });

test('weeks begin on Monday, and a cut week carries its own first day', () => {
  const weeks = bars([day('2026-03-07', 3), day('2026-03-08', 2), day('2026-03-09', 5)], 'week');
  expect(weeks).toEqual([
    { from_on: '2026-03-07', visits: 5, kept: 5, missed: 0, cancelled: 2 },
    { from_on: '2026-03-09', visits: 5, kept: 5, missed: 0, cancelled: 1 },
  ]);
});

test('the longer the time, the wider the bars', () => {
  expect([7, 45, 46, 200, 366].map(stepOf)).toEqual(['day', 'day', 'week', 'week', 'month']);
  expect(bars([day('2026-03-31', 1), day('2026-04-01', 1)], 'month')).toHaveLength(2);
});

test('days on which nobody came say nothing about a usual day', () => {
  const all = totals([day('2026-03-06', 10, 2, 8), day('2026-03-07', 0), day('2026-03-08', 0), day('2026-03-09', 20, 0, 40), day('2026-03-10', 12, 0, 12)]);
  expect(all).toEqual({ visits: 42, usualVisits: 12, missed: 2, due: 44, usualWait: 12 });
  expect(median([])).toBeNull();
  expect(median([1, 4])).toBe(2.5);
});

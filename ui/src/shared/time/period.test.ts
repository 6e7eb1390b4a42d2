import { expect, test } from 'vitest';
import { nameOf, periodOf } from './period';

test('named stretches end where people think they end', () => {
  expect(periodOf('week', '2026-03-04')).toEqual({ from_on: '2026-02-26', until_on: '2026-03-04' });
  expect(periodOf('month_so_far', '2026-03-04')).toEqual({ from_on: '2026-03-01', until_on: '2026-03-04' });
  expect(periodOf('month_before', '2026-03-31')).toEqual({ from_on: '2026-02-01', until_on: '2026-02-28' });
  expect(periodOf('month_before', '2026-01-15')).toEqual({ from_on: '2025-12-01', until_on: '2025-12-31' });
  expect(periodOf('year_so_far', '2026-03-04')).toEqual({ from_on: '2026-01-01', until_on: '2026-03-04' });
});

test('a stretch that was chosen by hand has no name', () => {
  expect(nameOf({ from_on: '2026-03-01', until_on: '2026-03-04' }, '2026-03-04')).toBe('month_so_far');
  expect(nameOf({ from_on: '2026-03-02', until_on: '2026-03-04' }, '2026-03-04')).toBeNull();
});

import { expect, test } from 'vitest';
import { parseExpiry } from './expiry';

test('month and year on a label end with the last day of that month', () => {
  expect(parseExpiry('02/2028')).toBe('2028-02-29');
  expect(parseExpiry('2027-4')).toBe('2027-04-30');
  expect(parseExpiry(' 12.2026 ')).toBe('2026-12-31');
});

test('a whole date stays that date, and what is none is none', () => {
  expect(parseExpiry('2027-03-15')).toBe('2027-03-15');
  expect(parseExpiry('13/2027')).toBeNull();
  expect(parseExpiry('soon')).toBeNull();
});

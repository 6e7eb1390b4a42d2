import { expect, test } from 'vitest';
import { ageTone } from './ages';

test('what is urgent is long after minutes, what is routine after days', () => {
  expect(ageTone('stat', 14, null)).toBe('calm');
  expect(ageTone('stat', 20, null)).toBe('long');
  expect(ageTone('stat', 31, null)).toBe('too_long');
  expect(ageTone('routine', 60 * 24, null)).toBe('calm');
});

test('a time that was agreed on is no wait until it has passed', () => {
  expect(ageTone('routine', 60 * 24 * 30, 120)).toBe('calm');
  expect(ageTone('routine', 60, -10)).toBe('calm');
  expect(ageTone('routine', 60, -16)).toBe('long');
});

test('a priority that this version does not know raises no false alarm', () => {
  expect(ageTone('whenever', 1_000_000, null)).toBe('calm');
});

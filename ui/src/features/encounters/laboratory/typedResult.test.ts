import { expect, test } from 'vitest';
import { readResult } from './typedResult';

const number = (value_number: number, value_comparator: string | null = null) => ({ value_number, value_comparator, value_text: null });

test('a number, a number with its comparator, and words are told apart', () => {
  expect(readResult(' 5.4 ')).toEqual(number(5.4));
  expect(readResult('<0.5')).toEqual(number(0.5, '<'));
  expect(readResult('≥ 200')).toEqual(number(200, '>='));
  expect(readResult('-2.1')).toEqual(number(-2.1));
  expect(readResult('clotted, not measurable')).toEqual({ value_number: null, value_comparator: null, value_text: 'clotted, not measurable' });
  expect(readResult('1:80')).toEqual({ value_number: null, value_comparator: null, value_text: '1:80' });
  expect(readResult('  ')).toBeNull();
});

test('a comma is a decimal point only where people write it so, and is never guessed', () => {
  expect(readResult('5,4', 'de')).toEqual(number(5.4));
  expect(readResult('5,4', 'en')).toBe('comma');
  expect(readResult('1,234', 'en')).toBe('comma');
  expect(readResult('1.234,5', 'de')).toBe('comma');
});

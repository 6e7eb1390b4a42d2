import { expect, test } from 'vitest';
import { moneyText, parseMoney, showMoney } from './money';

test('amounts are read to the minor unit, whatever sign divides them', () => {
  expect(parseMoney('12.50', 'GBP')).toBe(1250);
  expect(parseMoney('12,5', 'EUR')).toBe(1250);
  expect(parseMoney('1,234.56', 'USD')).toBe(123456);
  expect(parseMoney('1.234,56', 'EUR')).toBe(123456);
  expect(parseMoney('1,234', 'USD')).toBe(123400);
  expect(parseMoney('0.29', 'USD')).toBe(29);
});

test('the number of digits is the currency’s', () => {
  expect(parseMoney('1500', 'JPY')).toBe(1500);
  expect(parseMoney('1.250', 'TND')).toBe(1250);
  expect(parseMoney('12.3456', 'GBP')).toBeNull();
});

test('what is no amount is refused', () => {
  // With an English screen a point never groups: this is a slip, not twelve thousand.
  expect(parseMoney('12.345', 'GBP')).toBeNull();
  for (const text of ['', 'ten', '-5', '1.2.3', '12.', '1,23,4']) expect(parseMoney(text, 'GBP')).toBeNull();
});

test('amounts come back as they would be typed and as they are read', () => {
  expect(moneyText(5, 'GBP')).toBe('0.05');
  expect(moneyText(123456, 'GBP')).toBe('1234.56');
  expect(moneyText(1500, 'JPY')).toBe('1500');
  expect(showMoney(123456, 'GBP')).toBe('£1,234.56');
});

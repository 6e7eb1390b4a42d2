import { expect, test } from 'vitest';
import { amountMinor, lineTroubles, toLine, totalMinor } from './invoiceLines';

const line = { description: 'Physiotherapy', quantity: 1 as number | string, price: '9.17', procedure_code: '', diagnosis_code: '' };

test('a part of an hour is billed to the minor unit, half a unit rounded up', () => {
  expect(amountMinor(1.5, 333)).toBe(500);
  expect(amountMinor(0.285, 100)).toBe(29);
  expect(amountMinor(1.005, 1000)).toBe(1005);
  expect(amountMinor(2.5, 1)).toBe(3);
  expect(amountMinor(0.1, 4)).toBe(0);
  expect(totalMinor([{ ...line, quantity: 1.5 }, { ...line, quantity: '2' }], 'GBP')).toBe(1376 + 1834);
});

test('nothing and less than nothing are no quantity, and a fraction goes out as it was typed', () => {
  expect(lineTroubles({ ...line, quantity: 0 }, 'GBP').quantity).toBeDefined();
  expect(lineTroubles({ ...line, quantity: '' }, 'GBP').quantity).toBeDefined();
  expect(lineTroubles({ ...line, quantity: 0.25 }, 'GBP')).toEqual({});
  expect(toLine({ ...line, quantity: '0.25' }, 'GBP')).toMatchObject({ quantity: 0.25, unit_price_minor: 917 });
  expect(totalMinor([{ ...line, quantity: '' }], 'GBP')).toBe(0);
});

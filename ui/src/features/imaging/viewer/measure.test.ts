import { expect, test } from 'vitest';
import { angleAt, lengthOf, sizeOf } from './measure';

const at = (x: number, y: number) => ({ x, y });

test('a length counts rows and columns by their own distance', () => {
  // Rows lie 2 mm apart, columns 0.5 mm: 8 columns are 4 mm, 1.5 rows are 3 mm.
  expect(lengthOf(at(10, 10), at(18, 11.5), [2, 0.5])).toBe(5);
  expect(lengthOf(at(0, 0), at(0, 10), [2, 0.5])).toBe(20);
  expect(lengthOf(at(0, 0), at(10, 0), [2, 0.5])).toBe(5);
});

test('without a spacing a length is one of pixels', () => {
  expect(lengthOf(at(1, 1), at(4, 5), null)).toBe(5);
});

test('an angle is that of the body, not of the pixels', () => {
  expect(angleAt(at(1, 0), at(0, 0), at(0, 1), null)).toBeCloseTo(90, 10);
  expect(angleAt(at(1, 0), at(0, 0), at(1, 1), null)).toBeCloseTo(45, 10);
  // One row is as long as two columns: the leg to (1, 1) rises 2 on 1.
  expect(angleAt(at(1, 0), at(0, 0), at(1, 1), [2, 1])).toBeCloseTo(63.4349, 3);
  expect(angleAt(at(-5, 0), at(0, 0), at(5, 0), [1, 1])).toBeCloseTo(180, 10);
  expect(angleAt(at(0, 0), at(0, 0), at(5, 0), null)).toBeNull();
});

test('an angle needs its third point', () => {
  expect(sizeOf({ kind: 'angle', points: [at(0, 0), at(1, 0)], spacing: null })).toBeNull();
  expect(sizeOf({ kind: 'length', points: [at(0, 0), at(3, 4)], spacing: [1, 1] })).toBe(5);
});

import { describe, expect, test } from 'vitest';
import { brightness, changed, extent, lookupTable, paint, valueOf, wholeRange } from './grey';

const shown = (value: number, center: number, width: number) => brightness(value, { center, width, exact: false }) * 255;

describe('a window, by the formula of DICOM PS3.3 C.11.2.1.2.1', () => {
  test('of centre 2048 and width 4096 goes from 0 to 4095', () => {
    expect(shown(0, 2048, 4096)).toBe(0);
    expect(shown(4095, 2048, 4096)).toBeCloseTo(255, 10);
    expect(shown(4096, 2048, 4096)).toBe(255);
    // ((1024 - 2047.5) / 4095 + 0.5) * 255 = (-0.249939 + 0.5) * 255
    expect(shown(1024, 2048, 4096)).toBeCloseTo(63.7656, 3);
  });

  test('of width 1 only says above or below', () => {
    expect(shown(2047, 2048, 1)).toBe(0);
    expect(shown(2047.5, 2048, 1)).toBe(0);
    expect(shown(2048, 2048, 1)).toBe(255);
  });

  test('of centre 0 and width 100 goes from -50 to 49', () => {
    expect(shown(-50, 0, 100)).toBe(0);
    // ((-49 + 0.5) / 99 + 0.5) * 255
    expect(shown(-49, 0, 100)).toBeCloseTo(2.5758, 3);
    expect(shown(49, 0, 100)).toBeCloseTo(255, 10);
    expect(shown(50, 0, 100)).toBe(255);
  });

  test('that is exact has its middle in the middle', () => {
    const exact = { center: 0.5, width: 1, exact: true };
    expect([0, 0.25, 0.5, 1, 1.1].map((value) => brightness(value, exact))).toEqual([0, 0.25, 0.5, 1, 1]);
  });
});

const ct = { darkest: -2048, brightest: 2047, rescale_slope: 2, rescale_intercept: -100 };

test('a stored value is rescaled before it is windowed', () => {
  expect(valueOf(0, ct)).toBe(-4196);
  expect(valueOf(2098, ct)).toBe(0);
  const table = lookupTable(ct, { center: 0, width: 100, exact: false }, false);
  expect(table).toHaveLength(4096);
  // -50 is black, -48 is ((-48 + 0.5) / 99 + 0.5) * 255 = 5.15, 50 is white.
  expect([table[2073], table[2074], table[2148]]).toEqual([0, 5, 255]);
});

test('of an inverted image the lowest value is the brightest', () => {
  const table = lookupTable({ darkest: 0, brightest: 255, rescale_slope: 1, rescale_intercept: 0 }, { center: 128, width: 256, exact: false }, true);
  expect([table[0], table[100], table[255]]).toEqual([255, 155, 0]);
});

test('a file without a window shows all it holds', () => {
  const grey = { darkest: -10, rescale_slope: 1, rescale_intercept: 0 };
  const window = wholeRange(10, 265, grey);
  expect(window).toEqual({ center: 128, width: 256, exact: false });
  expect([brightness(0, window), brightness(255, window)]).toEqual([0, 1]);
  // A slope below 0 turns the two ends around; one below 1 needs the exact formula.
  expect(wholeRange(0, 100, { darkest: 0, rescale_slope: -1, rescale_intercept: 0 })).toMatchObject({ center: -49.5, width: 101 });
  const fine = wholeRange(0, 1000, { darkest: 0, rescale_slope: 0.001, rescale_intercept: 0 });
  expect(fine).toEqual({ center: 0.5, width: 1, exact: true });
});

test('a window that is dragged is never narrower than its formula allows', () => {
  expect(changed({ center: 40, width: 80, exact: false }, { shift: 0.5, stretch: 2 })).toEqual({ center: 80, width: 160, exact: false });
  expect(changed({ center: 40, width: 1.5, exact: false }, { shift: 0, stretch: 0.1 }).width).toBe(1);
});

describe('pixels', () => {
  const table = Uint8ClampedArray.from([0, 100, 255]);
  const bytes = (words: Uint32Array) => [...new Uint8Array(words.buffer)];

  test('of grey become three equal bytes; a value above the table is the brightest', () => {
    const words = new Uint32Array(3);
    paint(Uint16Array.from([1, 2, 900]), 1, table, words);
    expect(bytes(words)).toEqual([100, 100, 100, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
  });

  test('of colour lie plane by plane', () => {
    const words = new Uint32Array(2);
    paint(Uint16Array.from([2, 0, 1, 0, 0, 2]), 3, table, words);
    expect(bytes(words)).toEqual([255, 100, 0, 255, 0, 0, 255, 255]);
  });

  test('have an extent', () => {
    expect(extent(Uint16Array.from([7, 3, 9]))).toEqual([3, 9]);
    expect(extent(new Uint16Array(0))).toEqual([0, 0]);
  });
});

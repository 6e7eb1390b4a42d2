import { expect, test } from 'vitest';
import { showMeasure } from './metricSeries';

test('a measured value is said with its unit', () => {
  expect(showMeasure(18_874_368, 'By')).toBe('18.9 MB');
  expect(showMeasure(0, 'By')).toBe('0 B');
  expect(showMeasure(0.0412, 's')).toBe('0.041 s');
  expect(showMeasure(12.34, 's')).toBe('12.3 s');
  expect(showMeasure(7, '1')).toBe('7');
});

import { describe, expect, test } from 'vitest';
import { datePattern, parseClock, parseDate, typedDate } from './typed';

describe('a typed time', () => {
  test.each([
    ['930', '09:30'],
    ['9:30', '09:30'],
    ['9.30', '09:30'],
    ['14', '14:00'],
    ['1415', '14:15'],
  ])('%s is %s', (typed, clock) => expect(parseClock(typed)).toBe(clock));

  test.each(['', '25:00', '12:60', 'noon', '12345'])('%s is none', (typed) => expect(parseClock(typed)).toBeNull());
});

describe('a typed date', () => {
  test('is read in the order of the person’s own country', () => {
    expect(parseDate('03/04/1988', 'en-GB')).toBe('1988-04-03');
    expect(parseDate('03/04/1988', 'en-US')).toBe('1988-03-04');
    expect(parseDate('3.4.1988', 'de')).toBe('1988-04-03');
  });

  test('may come without any sign, or as ISO', () => {
    expect(parseDate('03041988', 'en-GB')).toBe('1988-04-03');
    expect(parseDate('1988-04-03', 'en-US')).toBe('1988-04-03');
  });

  test('is refused rather than bent into another one', () => {
    expect(parseDate('31/02/1988', 'en-GB')).toBeNull();
    expect(parseDate('3/4/88', 'en-GB')).toBeNull();
  });

  test('comes back as it would be typed', () => {
    expect(typedDate('1988-04-03', 'en-GB')).toBe('03/04/1988');
    expect(datePattern('en-US')).toBe('MM/DD/YYYY');
  });
});

import { expect, test } from 'vitest';
import { timelineOf, type Entry } from './timelineOf';

const at = <K extends string>(kind: K, ...moments: number[]): Entry<K>[] => moments.map((moment) => ({ id: `${kind}${moment}`, at: moment, kind }));

test('nothing is shown that something not loaded yet may lie before', () => {
  const { entries, next } = timelineOf<string, Entry<string>>([
    { kind: 'visit', entries: at('visit', 90, 50), loadedTo: 50 },
    { kind: 'result', entries: at('result', 80, 70, 60), loadedTo: 60 },
    { kind: 'plan', entries: at('plan', 55, 10), loadedTo: null },
  ]);
  expect(entries.map((entry) => entry.at)).toEqual([90, 80, 70, 60]);
  expect(next).toEqual(['result']);
});

test('once everything is loaded everything is shown', () => {
  const { entries, next } = timelineOf<string, Entry<string>>([
    { kind: 'visit', entries: at('visit', 90, 50), loadedTo: null },
    { kind: 'plan', entries: at('plan', 95, 10), loadedTo: null },
  ]);
  expect(entries.map((entry) => entry.at)).toEqual([95, 90, 50, 10]);
  expect(next).toEqual([]);
});

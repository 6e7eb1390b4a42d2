import { describe, expect, test } from 'vitest';
import { addMinutes, clockAt, instantAt, minutesBetween } from '../../shared/time/siteTime';
import { gridWindow, layOut, slotStarts, snapStart } from './dayGrid';

const zone = 'Europe/London';
const at = (clock: string, date = '2026-11-21') => instantAt(date, clock, zone);
const span = (id: string, from: string, to: string) => ({ id, starts_at: at(from), ends_at: at(to) });

describe('the window of a day', () => {
  test('is 8 to 18 when nothing needs more', () => {
    const window = gridWindow('2026-11-21', zone, [], []);
    expect([clockAt(window.starts_at, zone), clockAt(window.ends_at, zone)]).toEqual(['08:00', '18:00']);
  });

  test('grows by full hours for an early visit and a late one', () => {
    const window = gridWindow('2026-11-21', zone, [], [span('a', '06:45', '07:00'), span('b', '18:30', '19:10')]);
    expect([clockAt(window.starts_at, zone), clockAt(window.ends_at, zone)]).toEqual(['06:00', '20:00']);
  });

  test('never leaves the day, even for an appointment that does', () => {
    const night = { starts_at: at('23:30'), ends_at: addMinutes(at('23:30'), 90) };
    expect(gridWindow('2026-11-21', zone, [], [night]).ends_at).toBe(at('00:00', '2026-11-22'));
  });

  test('has no step in the hour that the spring change skips', () => {
    const early = { starts_at: at('00:00', '2026-03-29'), ends_at: at('00:30', '2026-03-29') };
    const window = gridWindow('2026-03-29', zone, [], [early]);
    const clocks = slotStarts(window).map((start) => clockAt(start, zone));
    expect(clocks.filter((clock) => clock.startsWith('01:'))).toEqual([]);
    expect(minutesBetween(window.starts_at, window.ends_at)).toBe(17 * 60);
  });
});

describe('dropping an appointment', () => {
  const window = gridWindow('2026-11-21', zone, [], []);

  test('puts it on the nearest quarter of an hour', () => {
    expect(clockAt(snapStart(addMinutes(at('10:00'), 8), 30, window), zone)).toBe('10:15');
    expect(clockAt(snapStart(addMinutes(at('10:00'), 7), 30, window), zone)).toBe('10:00');
  });

  test('keeps its whole length on the grid', () => {
    expect(clockAt(snapStart(at('18:30'), 45, window), zone)).toBe('17:15');
    expect(clockAt(snapStart(at('06:00'), 45, window), zone)).toBe('08:00');
  });
});

describe('appointments in one column', () => {
  test('have the full width while they only touch', () => {
    const lanes = layOut([span('a', '09:00', '09:30'), span('b', '09:30', '10:00')]);
    expect(lanes.get('a')).toEqual({ lane: 0, lanes: 1 });
    expect(lanes.get('b')).toEqual({ lane: 0, lanes: 1 });
  });

  test('stand side by side where they overlap, and use a lane again once it is free', () => {
    const lanes = layOut([span('long', '09:00', '11:00'), span('first', '09:00', '09:30'), span('second', '09:30', '10:00'), span('alone', '11:00', '11:30')]);
    expect(lanes.get('long')).toEqual({ lane: 0, lanes: 2 });
    expect(lanes.get('first')).toEqual({ lane: 1, lanes: 2 });
    expect(lanes.get('second')).toEqual({ lane: 1, lanes: 2 });
    expect(lanes.get('alone')).toEqual({ lane: 0, lanes: 1 });
  });
});

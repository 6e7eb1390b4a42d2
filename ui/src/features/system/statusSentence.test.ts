import { describe, expect, test } from 'vitest';
import type { SyncStatus } from '../../api/shell';
import { statusWords } from './statusSentence';

const now = 1_780_000_000_000_000;
const seconds = (count: number) => now - count * 1_000_000;
const calm: SyncStatus = { mode: 'synced', last_contact_at: seconds(12), waiting: 0, oldest_waiting_at: null, decisions: 0, quarantined: 0, bootstrap: null, sentence: null, update_due: false };
const says = (part: Partial<SyncStatus>) => statusWords({ ...calm, ...part }, now);

describe('the pill says', () => {
  test('how long ago the centre was reached', () => {
    expect(says({}).sentence).toBe('Synced 12 s ago');
    expect(says({ last_contact_at: seconds(3 * 60) }).sentence).toBe('Synced 3 min ago');
  });

  test('what waits and since when while the line is away, without calling it an error', () => {
    const words = says({ mode: 'offline', waiting: 7, oldest_waiting_at: seconds(14 * 60 + 20) });
    expect(words).toEqual({ sentence: 'Working offline · 7 changes waiting, oldest 14 min', tone: 'away' });
    expect(says({ mode: 'offline', waiting: 1, oldest_waiting_at: seconds(50) }).sentence).toBe('Working offline · 1 change waiting, oldest 50 s');
    expect(says({ mode: 'offline' }).sentence).toBe('Working offline · nothing waiting');
  });

  test('first of all what a person has to decide', () => {
    expect(says({ decisions: 2 })).toEqual({ sentence: '2 need a decision', tone: 'ask' });
    expect(says({ decisions: 1, mode: 'offline', waiting: 3 }).sentence).toBe('1 needs a decision · 3 changes waiting');
    expect(says({ quarantined: 1 }).sentence).toBe('1 change was not accepted');
  });

  test('that a PC works by itself', () => {
    expect(says({ mode: 'stand_alone', waiting: 40 })).toEqual({ sentence: 'This PC only', tone: 'calm' });
  });

  test('how far the first fetch is', () => {
    expect(says({ bootstrap: { done_rows: 50, total_rows: 200, table: 'visits' } }).sentence).toBe('Fetching the clinic’s records · 25 %');
    expect(says({ bootstrap: { done_rows: 0, total_rows: 0, table: '' } }).sentence).toBe('Fetching the clinic’s records · 0 %');
  });

  test('nothing negative when the clock of this PC is a little behind', () => {
    expect(says({ last_contact_at: now + 5_000_000 }).sentence).toBe('Synced 0 s ago');
  });
});

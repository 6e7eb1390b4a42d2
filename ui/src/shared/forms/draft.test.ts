import { beforeEach, expect, test, vi } from 'vitest';
import { draftsBelongTo, dropDraft, hasDraft, keepDraft, onDraftsDropped, readDraft } from './draft';

beforeEach(() => {
  draftsBelongTo('ruth');
  dropDraft('book');
});

test('typing comes back to whoever typed it, over the blank form', () => {
  keepDraft('book', { reason: 'Cough' });
  draftsBelongTo('ruth');
  expect(readDraft('book', { reason: '', room: 'A' })).toEqual({ reason: 'Cough', room: 'A' });
});

test('another person finds nothing of it', () => {
  const told = vi.fn();
  onDraftsDropped(told);
  keepDraft('book', { reason: 'Cough' });
  draftsBelongTo('tom');
  expect(hasDraft('book')).toBe(false);
  expect(told).toHaveBeenCalledTimes(1);
});

test('nothing typed is ever written to the window’s own storage', () => {
  keepDraft('book', { reason: 'Cough' });
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('Cough');
});

import { mockIPC } from '@tauri-apps/api/mocks';
import { beforeEach, expect, test, vi } from 'vitest';
import { draftsBelongTo, dropDraft, hasDraft, keepDraft, keepForNow, onDraftsDropped, readDraft } from './draft';

/** The record of a PC: what each person left unfinished, and who is signed in. */
let kept: Record<string, Record<string, string>>;
let signedIn: string;

beforeEach(async () => {
  kept = {};
  mockIPC((_, payload) => {
    const { name, request } = payload as { name: string; request: { name: string; content: string } };
    if (signedIn === '') throw { code: 'locked', sentence: 'Your session is locked.' };
    const own = (kept[signedIn] ??= {});
    if (name === 'draft.all') return Object.entries(own).map(([key, content]) => ({ name: key, content }));
    if (name === 'draft.keep') own[request.name] = request.content;
    if (name === 'draft.drop') delete own[request.name];
    return {};
  });
  await comes('nobody');
  await comes('ruth');
});

async function comes(user_id: string): Promise<void> {
  signedIn = user_id;
  await draftsBelongTo(user_id);
}

test('typing comes back to whoever typed it, over the blank form', async () => {
  keepDraft('book', { reason: 'Cough' });
  await comes('ruth');
  expect(readDraft('book', { reason: '', room: 'A' })).toEqual({ reason: 'Cough', room: 'A' });
});

test('another person finds nothing of it, and whoever typed it finds it at the next sign-in', async () => {
  const told = vi.fn();
  onDraftsDropped(told);
  keepDraft('book', { reason: 'Cough' });
  await vi.waitFor(() => expect(kept['ruth']).toEqual({ book: '{"reason":"Cough"}' }));
  await comes('tom');
  expect(hasDraft('book')).toBe(false);
  expect(told).toHaveBeenCalledTimes(1);
  await comes('ruth');
  expect(readDraft('book', { reason: '' })).toEqual({ reason: 'Cough' });
});

test('what is saved or thrown away is forgotten by the record too', async () => {
  keepDraft('book', { reason: 'Cough' });
  await vi.waitFor(() => expect(kept['ruth']).toHaveProperty('book'));
  dropDraft('book');
  await vi.waitFor(() => expect(kept['ruth']).toEqual({}));
});

test('what was typed last before the lock is written down when its owner is back', async () => {
  keepDraft('note', { plan: 'Rest' });
  signedIn = '';
  await vi.waitFor(() => expect(hasDraft('note')).toBe(true));
  // Meanwhile it cannot be written, and nobody else's record takes it.
  window.dispatchEvent(new Event('pagehide'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(kept['ruth']).toEqual({});
  await comes('ruth');
  await vi.waitFor(() => expect(kept['ruth']).toEqual({ note: '{"plan":"Rest"}' }));
});

test('what one screen hands to another is gone after a restart', async () => {
  keepForNow('find', { query: 'Okafor' });
  keepDraft('book', {});
  await vi.waitFor(() => expect(kept['ruth']).toEqual({ book: '{}' }));
  expect(readDraft('find', { query: '' })).toEqual({ query: 'Okafor' });
});

test('nothing typed is ever written to the window’s own storage', () => {
  keepDraft('book', { reason: 'Cough' });
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('Cough');
});

// What somebody has typed and not yet saved. It is at hand in memory, and kept in the encrypted record
// for the time after a crash: the window's own storage is not encrypted, so nothing about a patient may
// ever be written there.

import { useCallback, useRef } from 'react';
import { call } from '../../api/call';

/** Typing is kept when it rests for so long, and with the window's end nothing more than that is lost. */
const REST_MS = 400;

const drafts = new Map<string, unknown>();
/** What the record does not know yet: to be written, or to be forgotten. */
const unsaved = new Set<string>();
let owner: string | null = null;
let writing = Promise.resolve();
let resting: ReturnType<typeof setTimeout> | null = null;
const dropListeners = new Set<() => void>();

/** For what else one person must not find of another. */
export function onDraftsDropped(listener: () => void): void {
  dropListeners.add(listener);
}

/**
 * Drafts belong to whoever typed them: another person signing in does not see them, and finds the own
 * ones of the last time at this PC.
 */
export async function draftsBelongTo(user_id: string): Promise<void> {
  if (owner === user_id) {
    keepSoon();
    return;
  }
  if (owner !== null) {
    drafts.clear();
    unsaved.clear();
    dropListeners.forEach((listener) => listener());
  }
  owner = user_id;
  const kept = await call('draft.all', {}).catch(() => []);
  for (const { name, content } of kept) {
    const values: unknown = JSON.parse(content);
    // What was typed since is newer than what was kept.
    if (owner === user_id && !unsaved.has(name)) drafts.set(name, values);
  }
}

export function keepDraft(key: string, values: unknown): void {
  drafts.set(key, values);
  unsaved.add(key);
  keepSoon();
}

/** For what one screen hands to another, or shows again today: after a restart it would surprise. */
export function keepForNow(key: string, values: unknown): void {
  drafts.set(key, values);
}

export function dropDraft(key: string): void {
  if (!drafts.delete(key)) return;
  unsaved.add(key);
  keepSoon();
}

export function hasDraft(key: string): boolean {
  return drafts.has(key);
}

function keepSoon(): void {
  if (resting !== null) clearTimeout(resting);
  resting = unsaved.size === 0 ? null : setTimeout(keepNow, REST_MS);
}

/** One after the other, so that the last of them is what was typed last. */
function keepNow(): void {
  writing = writing.then(writeDown);
}

/** Writes down what is not written yet. What cannot be, since nobody is signed in, waits for its owner. */
async function writeDown(): Promise<void> {
  const typist = owner;
  for (const name of [...unsaved]) {
    unsaved.delete(name);
    const values = drafts.get(name);
    try {
      if (values === undefined) await call('draft.drop', { name });
      else await call('draft.keep', { name, content: JSON.stringify(values) });
    } catch {
      if (owner === typist) unsaved.add(name);
    }
  }
}

/** The kept values laid over `blank`, so that a draft of an older shape cannot break a form. */
export function readDraft<T extends object>(key: string, blank: T): T {
  const kept = drafts.get(key);
  return typeof kept === 'object' && kept !== null ? { ...blank, ...kept } : blank;
}

window.addEventListener('pagehide', keepNow);

interface Draft<T> {
  /** Values to start the form with. */
  initial: T;
  /** True when `initial` came from an earlier, unfinished attempt. */
  restored: boolean;
  keep: (values: T) => void;
  drop: () => void;
}

export function useDraft<T extends object>(key: string, blank: T): Draft<T> {
  const started = useRef<{ initial: T; restored: boolean } | null>(null);
  started.current ??= { initial: readDraft(key, blank), restored: hasDraft(key) };
  return {
    initial: started.current.initial,
    restored: started.current.restored,
    keep: useCallback((values: T) => keepDraft(key, values), [key]),
    drop: useCallback(() => dropDraft(key), [key]),
  };
}

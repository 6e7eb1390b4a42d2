// What somebody has typed and not yet saved. It is kept in memory only: the window's own storage is
// not encrypted, so nothing about a patient may ever be written there.

import { useCallback, useRef } from 'react';

const drafts = new Map<string, unknown>();
let owner: string | null = null;
const dropListeners = new Set<() => void>();

/** For what else one person must not find of another. */
export function onDraftsDropped(listener: () => void): void {
  dropListeners.add(listener);
}

/** Drafts belong to whoever typed them: another person signing in does not see them. */
export function draftsBelongTo(user_id: string): void {
  if (owner !== null && owner !== user_id) {
    drafts.clear();
    dropListeners.forEach((listener) => listener());
  }
  owner = user_id;
}

export function keepDraft(key: string, values: unknown): void {
  drafts.set(key, values);
}

export function dropDraft(key: string): void {
  drafts.delete(key);
}

export function hasDraft(key: string): boolean {
  return drafts.has(key);
}

/** The kept values laid over `blank`, so that a draft of an older shape cannot break a form. */
export function readDraft<T extends object>(key: string, blank: T): T {
  const kept = drafts.get(key);
  return typeof kept === 'object' && kept !== null ? { ...blank, ...kept } : blank;
}

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

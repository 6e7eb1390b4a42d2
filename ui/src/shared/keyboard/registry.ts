// One list of every key that does something, so that the cheat sheet, the badges and the behaviour
// can never disagree.

import type { MessageKey } from '../../app/messages';

/** A dialog hides the keys of the screen behind it; keys of the whole window always work. */
export type Scope = 'window' | 'screen' | 'dialog';

export interface Shortcut {
  /** `mod+k`, `F2`, `shift+?`, `b`; `mod` is Ctrl, or Command on a Mac. */
  keys: string;
  scope: Scope;
  label: MessageKey;
  run: () => void;
}

const shortcuts = new Set<Shortcut>();
const listeners = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];

function announce(): void {
  snapshot = [...shortcuts];
  listeners.forEach((listener) => listener());
}

/** Adds shortcuts while something is on the screen; call the answer to take them away again. */
export function register(added: readonly Shortcut[]): () => void {
  added.forEach((shortcut) => shortcuts.add(shortcut));
  announce();
  return () => {
    added.forEach((shortcut) => shortcuts.delete(shortcut));
    announce();
  };
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The keys that work at this moment. The answer is the same object until something changes. */
export function registered(): readonly Shortcut[] {
  return snapshot;
}

/** Leaves out what a dialog hides. */
export function reachable(all: readonly Shortcut[]): readonly Shortcut[] {
  const dialogOpen = all.some((shortcut) => shortcut.scope === 'dialog');
  return dialogOpen ? all.filter((shortcut) => shortcut.scope !== 'screen') : all;
}

/** How a key event is written in {@link Shortcut.keys}. */
export function keysOf(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of the sign for `?`, and only said where it changes what a named key means.
  if (event.shiftKey && event.key.length > 1) parts.push('shift');
  parts.push(key);
  return parts.join('+');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Bare letters belong to whoever is typing; F-keys and Ctrl combinations are ours even then. */
function belongsToTyping(keys: string): boolean {
  return !keys.includes('mod') && !keys.includes('alt') && !/(^|\+)F\d+$/.test(keys);
}

/** Runs the innermost shortcut for the event; true when there was one. */
export function dispatch(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const keys = keysOf(event);
  if (belongsToTyping(keys) && isTyping(event.target)) return false;
  const order: readonly Scope[] = ['dialog', 'screen', 'window'];
  const candidates = reachable(snapshot).filter((shortcut) => shortcut.keys === keys);
  for (const scope of order) {
    const found = candidates.findLast((shortcut) => shortcut.scope === scope);
    if (found) {
      event.preventDefault();
      found.run();
      return true;
    }
  }
  return false;
}

const NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** The keys as they are printed on the keyboard, one entry per cap. */
export function keyCaps(keys: string): string[] {
  // The plus itself is a key, and then it stands at the end.
  return keys.split(/\+(?!$)/).map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

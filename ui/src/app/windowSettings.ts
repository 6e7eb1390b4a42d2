// How this PC's window looks and speaks. The web view keeps nothing when it closes, so the shell does.

import { useSyncExternalStore } from 'react';
import { call } from '../api/call';
import type { WindowSettings } from '../api/shell';
import { languageOf, speak } from './messages';

/** How large letters can be, in percent. */
export const textSizes = [100, 115, 130, 150, 175, 200] as const;

let current: WindowSettings = { language: null, color_scheme: 'auto', text_size: 100, kiosk: false, room: null, alerts_muted: false };
const listeners = new Set<() => void>();

export function windowSettings(): WindowSettings {
  return current;
}

export function onWindowSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useWindowSettings(): WindowSettings {
  return useSyncExternalStore(onWindowSettings, windowSettings);
}

/** Every length of the screens is in `rem`, so that they grow with the letters. */
async function follow(next: WindowSettings): Promise<void> {
  document.documentElement.style.fontSize = next.text_size === 100 ? '' : `${next.text_size}%`;
  document.documentElement.style.setProperty('--hf-letters', String(next.text_size / 100));
  await speak(languageOf(next.language));
  current = next;
  listeners.forEach((listener) => listener());
}

/** What was chosen last, on its way to the shell. */
let chosen: Promise<void> = Promise.resolve();

/** Looks as the shell says: at the start, and for whoever has just signed in or left. */
export async function followWindowSettings(): Promise<void> {
  // What was chosen a moment ago must have arrived there: an answer from before would take it back, and a
  // kiosk would ask the next patient for the password of somebody who works here.
  await chosen.catch(() => undefined);
  // A window that cannot ask is a window all the same, in the PC's language and colours.
  await follow(await call('window.settings', {}).catch(() => current));
}

/** Changes what was chosen, at once here and for the next start. */
export function choose(choice: Partial<WindowSettings>): Promise<void> {
  const before = chosen.catch(() => undefined);
  chosen = follow({ ...current, ...choice }).then(async () => {
    const { room, ...others } = choice;
    await before;
    await call('window.choose', room === undefined ? others : { ...others, room: room ?? '' });
  });
  return chosen;
}

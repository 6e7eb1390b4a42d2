// The screens with everything above them, talking to commands that a test answers itself.

import { emit } from '@tauri-apps/api/event';
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { render } from '@testing-library/react';
import { act } from 'react';
import { createQueryClient } from '../api/useCommand';
import type { CommandName, RequestOf, ResponseOf } from '../api/commands';
import type { PixelsAsked, SessionState, SyncStatus, WindowSettings } from '../api/shell';
import { App } from '../app/App';

type Answers = { [K in CommandName]?: (request: RequestOf<K>) => ResponseOf<K> };

export const quiet: SyncStatus = { mode: 'synced', last_contact_at: Date.now() * 1000, waiting: 0, oldest_waiting_at: null, decisions: 0, quarantined: 0, bootstrap: null, sentence: null, update_due: false };

export function openSession(roles: string[]): SessionState {
  return {
    phase: 'open',
    blocked: null,
    people: [{ user_id: 'ruth', display_name: 'Ruth Adeyemi', username: 'ruth', last_signed_in_at: null }],
    user: { id: 'ruth', display_name: 'Ruth Adeyemi', username: 'ruth', roles, practitioner_id: null, must_change_password: false },
    organization: { id: 'o', name: 'Riverside Health' },
    site: { id: 's', name: 'Canal Street', time_zone: 'Europe/London', currency: 'GBP' },
    enrolled: true,
    idle_lock_minutes: 0,
    retry_after_seconds: null,
  };
}

/** A window on a PC where nobody has chosen anything. */
export const plainWindow: WindowSettings = { language: null, color_scheme: 'auto', text_size: 100, kiosk: false, room: null, alerts_muted: false };

/** What the window asks by itself, so that a story about something else need not tell of it. */
function byItself(): Answers {
  let settings = plainWindow;
  return {
    'sync.status': () => quiet,
    'desktop.words': () => ({}),
    'desktop.opened': () => ({ link: null, sentence: null }),
    'window.settings': () => settings,
    'window.choose': (choice) => (settings = { ...settings, ...choice, room: choice.room ?? settings.room }),
    'draft.all': () => [],
    'draft.keep': () => ({}),
    'draft.drop': () => ({}),
  };
}

export interface Asked {
  name: string;
  request: unknown;
}

/** Refuses like the clinic does. */
export function refusal(code: string | null, sentence: string, field?: string): never {
  throw { code, sentence, field };
}

/** Opens the window at `hash`; answers what was asked of the commands, in order. */
export function openWindow(hash: string, answers: Answers, pixels?: (asked: PixelsAsked) => ArrayBuffer): { asked: Asked[] } {
  const asked: Asked[] = [];
  const usual = byItself();
  const all: Answers = { ...usual, ...answers };
  window.location.hash = hash;
  mockWindows('main');
  mockIPC(
    (command, payload) => {
      if (command === 'pixels' && pixels) return pixels(payload as unknown as PixelsAsked);
      if (command !== 'call') return undefined;
      const { name, request } = payload as unknown as { name: CommandName; request: never };
      if (name in answers || !(name in usual)) asked.push({ name, request });
      const answer = all[name] as ((request: never) => unknown) | undefined;
      if (!answer) throw { code: 'untested', sentence: `The test does not answer ${name}.` };
      return answer(request);
    },
    { shouldMockEvents: true },
  );
  render(<App client={createQueryClient()} />);
  return { asked };
}

/** What the shell says after a commit or a page of changes. */
export async function tablesChanged(...tables: string[]): Promise<void> {
  await act(() => emit('tables-changed', { tables }));
}

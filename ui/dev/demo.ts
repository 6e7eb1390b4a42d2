// Opens the screens on a made-up clinic, for looking at them in a browser: `npm run dev`, then
// /dev/demo.html. `?phase=first_run|locked|blocked`, `?role=receptionist`, `?line=offline`,
// `?lang=ar` and `?scheme=dark` choose what is shown. Nothing here is part of the bundle.

import { emit } from '@tauri-apps/api/event';
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type { PixelsAsked } from '../src/api/shell';
import { createClinic } from './clinic';
import { phantomPixels } from './phantom';

const options = new URLSearchParams(window.location.search);
const clinic = createClinic({
  phase: options.get('phase') ?? 'open',
  role: options.get('role'),
  line: options.get('line') ?? 'offline',
  language: options.get('lang') ?? 'en',
  scheme: options.get('scheme') ?? 'light',
  changed: (tables) => void emit('tables-changed', { tables }),
});
mockWindows('main');
mockIPC(
  (command, payload) => {
    if (command === 'pixels') return phantomPixels(payload as unknown as PixelsAsked);
    if (command !== 'call') return undefined;
    const { name, request } = payload as unknown as { name: string; request: Record<string, unknown> };
    return clinic(name, request);
  },
  { shouldMockEvents: true },
);
void import('../src/main');

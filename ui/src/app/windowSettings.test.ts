import { expect, test, vi } from 'vitest';
import { choose, followWindowSettings, windowSettings } from './windowSettings';

const shell = vi.hoisted(() => ({ kiosk: false, arrive: () => {} }));

vi.mock('../api/call', () => ({
  call: (name: string, request: { kiosk?: boolean }) => {
    if (name === 'window.settings') return Promise.resolve({ language: 'en', color_scheme: 'auto', text_size: 100, kiosk: shell.kiosk, room: null, alerts_muted: false });
    return new Promise<void>((resolve) => {
      shell.arrive = () => {
        shell.kiosk = request.kiosk ?? shell.kiosk;
        resolve();
      };
    });
  },
}));

test('what was just chosen is not taken back by an answer from before it arrived', async () => {
  const choosing = choose({ kiosk: true });
  const following = followWindowSettings();
  await vi.waitFor(() => expect(windowSettings().kiosk).toBe(true));
  // The shell is asked only now that it knows, whoever signs in meanwhile.
  await Promise.resolve();
  shell.arrive();
  await Promise.all([choosing, following]);
  expect(windowSettings().kiosk).toBe(true);
});

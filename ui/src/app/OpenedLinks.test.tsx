import { emit } from '@tauri-apps/api/event';
import { screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { OpenedLink } from '../api/shell';
import type { PatientLine } from '../api/commands';
import { openSession, openWindow, refusal } from '../test/window';
import { languages, type Messages } from './messages';
import { router } from './router';

function line(id: string, mrn: string): PatientLine {
  return { id, mrn, display_name: 'Elena Marín', date_of_birth: null, date_of_birth_precision: 'day', gender: null, phone: null, city: null } as unknown as PatientLine;
}

/** Opens the window with links that wait in the shell, which gives each once. */
async function open(waiting: OpenedLink[], answers: Parameters<typeof openWindow>[1] = {}) {
  const opened = openWindow('/settings', {
    'session.state': () => openSession(['receptionist']),
    'desktop.opened': () => ({ link: waiting.shift() ?? null, sentence: null }),
    ...answers,
  });
  await screen.findByTestId('account-menu');
  return opened;
}

const at = (path: string) => waitFor(() => expect(router.state.location.pathname).toBe(path));

test('a link that waited behind the lock is followed, and so is one that comes later', async () => {
  const waiting: OpenedLink[] = [{ to: 'patient', id: 'p1' }];
  await open(waiting);
  await at('/patients/p1');
  waiting.push({ to: 'alert', id: 'a1' });
  await act(() => emit('link-opened', {}));
  await at('/alerts');
  expect(router.state.location.search).toEqual({ alert: 'a1' });
}, 30_000);

test('a number opens the record of this very number, and a similar one opens none', async () => {
  const similar = [line('p9', 'A-000012'), line('p2', 'a-000001')];
  const waiting: OpenedLink[] = [{ to: 'record_number', number: 'A-000001' }];
  await open(waiting, { 'people.find': () => similar });
  await at('/patients/p2');
  waiting.push({ to: 'record_number', number: 'A-00001' });
  await act(() => emit('link-opened', {}));
  await at('/find');
}, 30_000);

test('what is malformed and what the person may not do is said in a sentence', async () => {
  const waiting: OpenedLink[] = [];
  await open(waiting, {
    'desktop.opened': () => {
      const link = waiting.shift() ?? null;
      return { link, sentence: link ? null : 'This link could not be opened.' };
    },
    'people.find': ({ limit }) => (limit === 20 ? refusal('not_allowed', 'Your role does not allow this.') : []),
  });
  expect(await screen.findByText('This link could not be opened.')).toBeVisible();
  waiting.push({ to: 'record_number', number: 'A-000001' });
  await act(() => emit('link-opened', {}));
  expect(await screen.findByText('Your role does not allow this.')).toBeVisible();
}, 30_000);

test('the shell is told its words once, with the places that it fills in', async () => {
  const { asked } = await open([], { 'desktop.words': () => ({}) });
  const words = asked.filter((each) => each.name === 'desktop.words');
  expect(words).toHaveLength(1);
  expect(words[0]?.request).toMatchObject({ offline: expect.stringContaining('{count}'), alert_at: expect.stringMatching(/\{kind\}.*\{place\}/), kinds: { fire: 'Fire' } });
});

test('in every language the words keep the places that the shell fills in', async () => {
  for (const language of Object.values(languages)) {
    const messages: Messages = await language.messages();
    for (const key of ['desktop.offline', 'desktop.decisions', 'desktop.alerts'] as const) expect(messages[key]).toContain('{count}');
    expect(messages['desktop.alert.at']).toMatch(/\{kind\}/);
    expect(messages['desktop.alert.at']).toMatch(/\{place\}/);
  }
});

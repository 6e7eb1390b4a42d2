import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { DesktopOfThisPc } from '../../api/shell';
import { router } from '../../app/router';
import { openSession, openWindow, quiet, refusal } from '../../test/window';

async function openThisPc(pc: DesktopOfThisPc, answers: Parameters<typeof openWindow>[1] = {}) {
  const opened = openWindow('/settings', {
    'session.state': () => openSession(['receptionist']),
    'desktop.this_pc': () => pc,
    'desktop.change_this_pc': (wish) => ({ ...pc, ...wish }),
    ...answers,
  });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: '/settings' }));
  await userEvent.click(await screen.findByTestId('settings-pc'));
  return opened;
}

test('a PC is told to keep running and to start by itself, both off until somebody says so', async () => {
  const { asked } = await openThisPc({ keep_running: false, has_tray: true, start_at_login: false });
  const keep = await screen.findByTestId('keep-running');
  expect(keep).not.toBeChecked();
  await userEvent.click(keep);
  await waitFor(() => expect(asked).toContainEqual({ name: 'desktop.change_this_pc', request: { keep_running: true } }));
  await waitFor(() => expect(screen.getByTestId('keep-running')).toBeChecked());
  expect(screen.getByTestId('start-at-login')).not.toBeChecked();
  await userEvent.click(screen.getByTestId('start-at-login'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'desktop.change_this_pc', request: { start_at_login: true } }));
  const { violations } = await axe.run(screen.getByTestId('settings'), { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map((each) => each.id)).toEqual([]);
}, 30_000);

test('without a tray nothing is promised, and what the PC refuses is said', async () => {
  await openThisPc(
    { keep_running: false, has_tray: false, start_at_login: false },
    { 'desktop.change_this_pc': () => refusal(null, 'What this PC starts at login could not be read or changed: read-only') },
  );
  expect(await screen.findByTestId('keep-running')).toBeDisabled();
  expect(screen.getByText(/shows no tray/)).toBeVisible();
  await userEvent.click(screen.getByTestId('start-at-login'));
  expect(await screen.findByText(/could not be read or changed/)).toBeVisible();
  expect(screen.getByTestId('start-at-login')).not.toBeChecked();
}, 30_000);

test('a server with a newer version is said here', async () => {
  await openThisPc({ keep_running: false, has_tray: true, start_at_login: false }, { 'sync.status': () => ({ ...quiet, update_due: true }) });
  expect(await screen.findByTestId('update-due')).toHaveTextContent('Ask your IT to install it here too');
}, 30_000);

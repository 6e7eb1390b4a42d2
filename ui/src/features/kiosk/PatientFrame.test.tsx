import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { SessionState } from '../../api/shell';
import { expectAccessible } from '../../test/accessible';
import { goTo } from '../../test/goTo';
import { nothing } from '../../test/ownRecord';
import { openSession } from '../../test/window';

const out = (): SessionState => ({ ...openSession(['patient']), phase: 'locked', user: null });

afterEach(() => vi.useRealTimers());

test.each(['/queue', '/patients/amina', '/administration', '/sync', '/settings', '/nowhere'])('at %s a patient finds the own start, and nothing is asked that a patient may not ask', async (address) => {
  const { asked } = await goTo(address, 'patient-frame', nothing);
  await screen.findByTestId('own-start');
  expect(screen.queryByTestId('open-palette')).toBeNull();
  expect(screen.queryByTestId('status-pill')).toBeNull();
  expect(screen.queryByTestId('nav-sync')).toBeNull();
  await userEvent.keyboard('{Control>}k{/Control}{Alt>}5{/Alt}');
  expect(window.location.hash).toBe('#/me/medicines');
  expect(screen.queryByRole('searchbox')).toBeNull();
  const names = asked.map(({ name }) => name).filter((name) => name !== 'session.state');
  expect(names.filter((name) => !name.includes('.own_'))).toEqual([]);
});

test('whoever works here does not land on a patient’s pages', async () => {
  const { asked } = await goTo('/me/bills', 'nav-find', { 'session.state': () => openSession(['finance']), 'people.recent': () => [], 'alerts.mine': () => [] });
  await waitFor(() => expect(window.location.hash).toBe('#/find'));
  expect(screen.queryByTestId('patient-frame')).toBeNull();
  expect(asked.map(({ name }) => name)).not.toContain('billing.own_invoices');
});

test('with the button the session ends, and the address tells nothing to the next one', async () => {
  const { asked } = await goTo('/me/appointments', 'patient-frame', { ...nothing, 'session.sign_out': out });
  await screen.findByText('You have no appointment ahead');
  await userEvent.click(screen.getByTestId('own-leave'));
  await waitFor(() => expect(screen.queryByTestId('patient-frame')).toBeNull());
  expect(asked).toContainEqual({ name: 'session.sign_out', request: {} });
  expect(window.location.hash).toBe('#/me');
});

test('left alone, it counts down in sight and ends by itself; a touch keeps it open', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const { asked } = await goTo('/me', 'patient-frame', { ...nothing, 'session.sign_out': out });
  await screen.findByTestId('own-start');
  act(() => void vi.advanceTimersByTime(80_000));
  expect(screen.queryByTestId('own-idle')).toBeNull();
  act(() => void vi.advanceTimersByTime(20_000));
  expect(screen.getByTestId('own-idle-left')).toHaveTextContent('20 seconds');
  act(() => void window.dispatchEvent(new Event('pointerdown')));
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.queryByTestId('own-idle')).toBeNull();
  expect(asked).not.toContainEqual({ name: 'session.sign_out', request: {} });

  act(() => void vi.advanceTimersByTime(121_000));
  await waitFor(() => expect(screen.queryByTestId('patient-frame')).toBeNull());
  expect(asked.filter(({ name }) => name === 'session.sign_out')).toHaveLength(1);
});

test('a PC that locks nobody still ends the session of a patient', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  await goTo('/me', 'patient-frame', { ...nothing, 'session.state': () => ({ ...openSession(['patient']), idle_lock_minutes: 0 }), 'session.sign_out': out });
  await screen.findByTestId('own-start');
  act(() => void vi.advanceTimersByTime(121_000));
  await waitFor(() => expect(screen.queryByTestId('patient-frame')).toBeNull());
});

test('the start is accessible', async () => {
  await goTo('/me', 'patient-frame', nothing);
  await screen.findByText('You have no appointment ahead');
  await expectAccessible();
});

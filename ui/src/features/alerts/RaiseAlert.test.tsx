import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropDraft } from '../../shared/forms/draft';
import { alert, answers, tom } from '../../test/alerts';
import { openWindow, plainWindow, tablesChanged } from '../../test/window';

let tones = 0;
class SilentContext {
  state = 'running';
  currentTime = 0;
  destination = {};
  createOscillator() {
    tones += 1;
    return { frequency: { value: 0 }, connect: (next: unknown) => next, start: vi.fn(), stop: vi.fn() };
  }
  createGain() {
    return { gain: { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn() }, connect: (next: unknown) => next };
  }
}

beforeEach(() => {
  tones = 0;
  vi.stubGlobal('AudioContext', SilentContext);
  dropDraft('raise-alert');
});
afterEach(() => vi.unstubAllGlobals());

test('an alert is raised in two keystrokes from another screen, and says whom it calls', async () => {
  const { asked } = openWindow('/find', { ...answers, 'window.settings': () => ({ ...plainWindow, room: 'Room 2' }), 'alerts.raise': () => ({ id: 'new', rule: 'with_role', called: [tom] }) });
  await screen.findByTestId('raise-alert');
  await waitFor(() => expect(asked.some((each) => each.name === 'alerts.templates')).toBe(true));
  await userEvent.keyboard('{Alt>}e{/Alt}');
  await screen.findAllByTestId('raise-template');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await userEvent.keyboard('2');
  const out = await screen.findByTestId('raise-out');
  expect(out).toHaveTextContent('Tom Reilly');
  expect(out).toHaveTextContent('Nobody is on duty for this');
  expect(asked.filter((each) => each.name === 'alerts.raise').map((each) => each.request)).toEqual([
    { template_id: 'fire', kind: null, title: null, message: null, room: 'Room 2', urgency: null, patient_ids: null, roles: null },
  ]);
});

test('a wristband that is scanned into the open form raises nothing', async () => {
  const { asked } = openWindow('/find', { ...answers, 'people.find': () => [] });
  await userEvent.click(await screen.findByTestId('raise-alert'));
  await screen.findAllByTestId('raise-template');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await userEvent.keyboard('2112');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(asked.some((each) => each.name === 'alerts.raise')).toBe(false);
});

test('a call sounds once and stands on every screen, and the other side is told that it has been received', async () => {
  const mine = alert();
  const { asked } = openWindow('/find', { ...answers, 'alerts.mine': () => [mine], 'alerts.acknowledge': () => ({}) });
  const row = within(await screen.findByTestId('alert-banner-row'));
  expect(row.getByText('A patient is getting worse · Room 4')).toBeVisible();
  expect(row.getByTestId('alert-countdown')).toHaveTextContent(/Calls others in [12]:\d\d/);
  expect(screen.getByTestId('alert-said')).toHaveTextContent('Alert, Very urgent: A patient is getting worse, Room 4');
  await waitFor(() => expect(tones).toBe(3));
  await tablesChanged('alert_events');
  expect(tones).toBe(3);
  expect(asked.filter((each) => each.name === 'alerts.receive').map((each) => each.request)).toEqual([{ alert_ids: [mine.id] }]);
  await userEvent.click(row.getByTestId('banner-answer'));
  expect(asked).toContainEqual({ name: 'alerts.acknowledge', request: { id: mine.id, version: 7, action_text: 'On my way', eta_minutes: null } });
});

test('it stays silent where the sound was turned off, and where the alert is not for this person', async () => {
  let mine = [alert()];
  openWindow('/find', { ...answers, 'window.settings': () => ({ ...plainWindow, alerts_muted: true }), 'alerts.mine': () => mine });
  await screen.findByTestId('alert-banner');
  expect(screen.getByLabelText('Sound off')).toBeVisible();
  mine = [alert({ reason: 'raised' })];
  await tablesChanged('alerts');
  await waitFor(() => expect(screen.queryByTestId('alert-banner')).toBeNull());
  expect(tones).toBe(0);
});

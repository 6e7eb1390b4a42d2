import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { alert, answers, minute, tom } from '../../test/alerts';
import { openSession, openWindow, refusal } from '../../test/window';

beforeEach(() => dropDraft('raise-alert'));

test('what is not in the list asks for words and kind, and a refusal stands by its field', async () => {
  const { asked } = openWindow('/alerts', { ...answers, 'alerts.raise': () => refusal(null, 'An alert may have 200 letters at most.', 'title') });
  await userEvent.click(await screen.findByTestId('raise-alert'));
  await userEvent.click(await screen.findByTestId('raise-submit'));
  expect(screen.getByText('Choose what has happened.')).toBeVisible();
  await userEvent.click(screen.getByTestId('raise-other'));
  await userEvent.type(screen.getByTestId('raise-title'), 'Flood');
  await userEvent.click(screen.getByTestId('raise-kind'));
  await userEvent.click(await screen.findByText('Equipment'));
  await userEvent.click(screen.getByTestId('raise-submit'));
  expect(await screen.findByText('An alert may have 200 letters at most.')).toBeVisible();
  expect(asked.find((each) => each.name === 'alerts.raise')?.request).toMatchObject({ template_id: null, kind: 'equipment', title: 'Flood', roles: [] });
});

test('the board says who was told and who comes, and an answer goes out with its minutes', async () => {
  const open = alert({ received_by: [{ ...tom, received_at: nowMicros() }] });
  const answered = alert({ title: 'Help needed', urgency: 3, status: 'acknowledged', telephone: false, next_escalation_at: null, answered_by: [{ ...tom, answered_at: nowMicros(), action_text: 'Bringing the lift', eta_minutes: 4 }] });
  const { asked } = openWindow('/alerts', { ...answers, 'alerts.board': () => [open, answered], 'alerts.acknowledge': () => refusal('over', 'This alert cannot be answered: it has been resolved.') });
  const [first, second] = (await screen.findAllByTestId('alert-card')).map((card) => within(card));
  if (!first || !second) throw new Error('two cards');
  expect(first.getByText(/Ruth Adeyemi/)).toHaveTextContent('not received yet');
  expect(first.getByText(/Tom Reilly/)).toHaveTextContent('received');
  expect(second.getByText(/Bringing the lift/)).toHaveTextContent('there by');
  await userEvent.click(first.getByTestId('alert-answer'));
  await userEvent.type(await screen.findByTestId('alert-act-text'), 'Coming');
  await userEvent.type(screen.getByTestId('alert-act-eta'), '3');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(asked).toContainEqual({ name: 'alerts.acknowledge', request: { id: open.id, version: 7, action_text: 'Coming', eta_minutes: 3 } }));
  expect(await screen.findByTestId('failure')).toHaveTextContent('This alert cannot be answered: it has been resolved.');
});

test('those who run the place see figures and answer nothing; a PC without alerts says so', async () => {
  openWindow('/alerts', {
    ...answers, 'session.state': () => openSession(['manager']), 'alerts.board': () => refusal('not_held_here', 'This PC holds no alerts.'),
    'alerts.response_times': () => [{ group: 'stroke', alerts: 4, acknowledged: 4, resolved: 4, cancelled: 0, escalated: 1, escalated_share: 0.25, to_delivered: null, to_acknowledged: { count: 4, median_seconds: 95, p90_seconds: 4_000 }, to_resolved: null }],
  });
  expect(await screen.findByTestId('failure')).toHaveTextContent('This PC holds no alerts.');
  expect(screen.queryByText('No alert is open')).toBeNull();
  await userEvent.click(screen.getByTestId('alerts-times'));
  expect(await screen.findByTestId('times-row')).toHaveTextContent(/Stroke.*1 · 25 %.*1 min 35 s.*1 h 6 min/);
});

test('an empty board teaches, and axe finds nothing', async () => {
  openWindow('/alerts', answers);
  expect(await screen.findByText('No alert is open')).toBeVisible();
  await userEvent.click(screen.getByTestId('raise-alert'));
  await screen.findAllByTestId('raise-template');
  // jsdom draws nothing, so contrast is looked at elsewhere.
  const found = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});

test('an alert is called off only with a reason', async () => {
  const open = alert();
  const { asked } = openWindow('/alerts', {
    ...answers, 'alerts.board': () => [open], 'alerts.cancel': () => ({}),
    'alerts.one': () => ({ alert: open, timeline: [{ id: 'e', kind: 'escalated', occurred_at: nowMicros() - 5 * minute, written_at: nowMicros(), person: null, level: 1, action_text: null, eta_minutes: null, notes: null }] }),
  });
  await userEvent.click(await screen.findByTestId('alert-open'));
  expect(await screen.findByTestId('alert-event')).toHaveTextContent(/step 1, others were called.*written down at/);
  await userEvent.click(screen.getByTestId('details-cancel'));
  await userEvent.click(await screen.findByTestId('alert-act-submit'));
  expect(asked.some((each) => each.name === 'alerts.cancel')).toBe(false);
  await userEvent.type(screen.getByTestId('alert-act-text'), 'Wrong room');
  await userEvent.click(screen.getByTestId('alert-act-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'alerts.cancel', request: { id: open.id, version: 7, reason: 'Wrong room' } }));
});

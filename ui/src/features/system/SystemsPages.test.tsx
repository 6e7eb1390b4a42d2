import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { router } from '../../app/router';
import { nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { amina } from '../../test/money';
import { openSession, openWindow } from '../../test/window';

const archive: ResponseOf<'system.integrations'>[number] = { id: 'pacs', version: 6, name: 'Picture archive', kind: 'dicom', direction: 'both', endpoint: '10.0.0.7:11112', settings: { ae_title: 'PACS' }, has_credential: true, is_active: true, last_contact_at: null };
const transfer: ResponseOf<'system.transfers'>[number] = { id: 't', integration_name: null, direction: 'incoming', status: 'partial', started_at: nowMicros(), ended_at: null, records_seen: 120, records_stored: 118, records_left: 2, problem_text: 'Two rows have no name.', source_text: 'patients.csv' };
const slow = { timeout: 20_000 };

/** The page, whichever screen the test before it ended on: the router outlives a test. */
async function open(path: '/administration/connections' | '/administration/retention' | '/administration/metrics', answers: Parameters<typeof openWindow>[1]) {
  const opened = openWindow(path, answers);
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: path }));
  return opened;
}

test('a connection is changed without its password, which is never shown and kept in no draft', async () => {
  const { asked } = await open('/administration/connections', { 'session.state': () => openSession(['it_admin']), 'system.integrations': () => [archive], 'system.transfers': () => [transfer], 'system.update_integration': () => ({}) });
  expect(await screen.findByTestId('transfer', {}, slow)).toHaveTextContent('Two rows have no name.');
  await expectAccessible();
  await userEvent.click(await screen.findByTestId('connection-change'));
  fireEvent.change(await screen.findByTestId('connection-settings'), { target: { value: '[1]' } });
  await userEvent.click(screen.getByTestId('connection-submit'));
  expect(await screen.findByText('Write named values in braces, such as "ae_title": "PACS".')).toBeVisible();
  fireEvent.change(screen.getByTestId('connection-settings'), { target: { value: '{"ae_title":"NEW"}' } });
  fireEvent.change(screen.getByTestId('connection-credential'), { target: { value: 'open sesame' } });
  await userEvent.keyboard('{Escape}');
  await userEvent.click(screen.getByTestId('connection-change'));
  expect(await screen.findByTestId('connection-credential')).toHaveValue('');
  await userEvent.click(screen.getByTestId('connection-submit'));
  const integration = { name: 'Picture archive', kind: 'dicom', direction: 'both', endpoint: '10.0.0.7:11112', settings: { ae_title: 'NEW' }, credential: null, is_active: true };
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.update_integration', request: { id: 'pacs', version: 6, integration } }));
});

test('a connection is removed once it was named', async () => {
  const { asked } = await open('/administration/connections', { 'session.state': () => openSession(['admin']), 'system.integrations': () => [archive], 'system.transfers': () => [], 'system.remove_integration': () => ({}) });
  await userEvent.click(await screen.findByTestId('connection-remove', {}, slow));
  expect(await screen.findByText('Remove the connection to Picture archive?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.remove_integration', request: { id: 'pacs', version: 6 } }));
});

test('a rule is written for what has none yet, and a hold ends only with a reason', async () => {
  const hold: ResponseOf<'system.holds'>[number] = { id: 'h', version: 2, patient: amina, reason: 'Case 12/26', placed_at: nowMicros(), released_at: null, release_reason: null };
  const { asked } = await open('/administration/retention', {
    'session.state': () => openSession(['admin']),
    'system.retention': () => [{ id: 'r', version: 1, table_name: 'invoices', keep_years: 7, basis_text: 'Tax law', action: 'ask' }],
    'system.holds': () => [hold],
    'system.set_retention': () => ({ id: 'new' }),
    'system.release_hold': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('retention-add', {}, slow));
  await userEvent.click(await screen.findByTestId('retention-submit'));
  expect(asked.some((each) => each.name === 'system.set_retention')).toBe(false);
  await choose('retention-table', 'Visits');
  fireEvent.change(screen.getByTestId('retention-years'), { target: { value: '30' } });
  await userEvent.click(screen.getByTestId('retention-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.set_retention', request: { table: 'visits', keep_years: 30, basis: null, action: 'ask' } }));
  await userEvent.click(screen.getByTestId('hold-release'));
  await userEvent.click(await screen.findByTestId('hold-release-submit'));
  expect(screen.getByTestId('hold-release-reason')).toHaveAccessibleDescription('Please say why.');
  await userEvent.type(screen.getByTestId('hold-release-reason'), 'The case is closed');
  await userEvent.click(screen.getByTestId('hold-release-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.release_hold', request: { id: 'h', version: 2, reason: 'The case is closed' } }));
});

test('measurements are drawn by name, and an empty time teaches', async () => {
  const total = (starts_at: number, mean: number, most: number): ResponseOf<'system.metric_totals'>[number] => ({ name: 'changes_waiting', unit: '1', starts_at, measurements: 3, devices: 2, least: 0, mean, most });
  const { asked } = await open('/administration/metrics', {
    'session.state': () => openSession(['it_admin']),
    'system.metric_totals': ({ kind }) => (kind === 'sync' ? [total(1, 2, 4), total(2, 3, 9)] : []),
    'system.metrics': ({ kind }) => (kind === 'sync' ? [{ name: 'changes_waiting', value_number: 5, unit: '1', recorded_at: nowMicros(), device_id: '0f3a77aa-0000', device_name: 'Front desk' }, { name: 'changes_waiting', value_number: 1, unit: '1', recorded_at: nowMicros(), device_id: '0f3a77aa-0000', device_name: 'Front desk' }] : []),
  });
  expect(await screen.findByRole('img', { name: 'Changes waiting to be sent: between 0 and 9' }, slow)).toBeInTheDocument();
  expect(screen.getByText('2 PCs')).toBeVisible();
  expect(screen.getAllByText('Front desk')).toHaveLength(1);
  await userEvent.click(screen.getByText('Today', { selector: '[data-testid="metrics-stretch"] *' }));
  await waitFor(() => expect(asked.some((each) => each.name === 'system.metric_totals' && (each.request as { by: string; from_on: string; until_on: string }).by === 'hour' && (each.request as { from_on: string; until_on: string }).from_on === (each.request as { until_on: string }).until_on)).toBe(true));
  await userEvent.click(screen.getByText('Speed of the screens'));
  expect(await screen.findByText('Nothing was measured in this time')).toBeVisible();
});

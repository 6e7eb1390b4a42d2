import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal } from '../../test/window';
import type { Resource } from './ResourceForm';

const written = { kind: 'pump', name: 'Pump 3', code: 'P-3', department_id: null, capacity: null, service_interval_days: 180, service_interval_hours: null, notes: null };
const pump: Resource = { id: 'pump', version: 4, status: 'out_of_order', is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, ...written };
const method = { model_id: null, name: 'Service by interval', version: '1', source: 'IEC 62353', limits: 'It sees no wear.' };
const maintenance: NonNullable<Resource['maintenance']> = { due_on: '2026-03-01', is_overdue: true, reasons: ['2026-03-01: 180 days after the last service'], mtbf_days: null, fault_in_30_days: null, method };
const fault: ResponseOf<'place.resource_events'>[number] = { id: 'e', kind: 'fault', occurred_at: 10, hours_used: null, recorded_by: 'Tom Reilly', notes: 'It beeps' };

function open(roles: string[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/machines', {
    'session.state': () => openSession(roles),
    'place.resources': () => [{ ...pump, id: 'room', name: 'Room 1', kind: 'room', status: 'available' }, pump],
    'place.resource_events': () => [fault],
    'place.predictive_maintenance': () => ({ maintenance }),
    'organization.departments': () => [],
    ...more,
  });
}

test('what does not work comes first, and what happened to it and when it is due is told', async () => {
  open(['nurse']);
  const rows = await screen.findAllByTestId('resource', {}, { timeout: 20_000 });
  expect(rows[0]).toHaveTextContent('Pump 3');
  expect(rows[0]).toHaveTextContent('Out of order');
  await expectAccessible();
  await userEvent.click(within(rows[0] as HTMLElement).getByTestId('resource-open'));
  expect(await screen.findByTestId('resource-event')).toHaveTextContent('It beeps');
  expect(await screen.findByText('2026-03-01: 180 days after the last service')).toBeVisible();
  expect(screen.getByTestId('resource-outlook')).toHaveTextContent('It sees no wear.');
  expect(screen.queryByTestId('resource-change')).toBeNull();
  expect(screen.queryByTestId('resource-add')).toBeNull();
});

test('hours of use are asked for only where it was used, and a fault tells how many bookings need it', async () => {
  const { asked } = open(['nurse'], { 'place.record_resource_event': () => ({ id: 'new', bookings_ahead: 2 }) });
  await userEvent.click((await screen.findAllByTestId('resource-open', {}, { timeout: 20_000 }))[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId('resource-event-add'));
  await choose('resource-event-kind', 'Use');
  await userEvent.click(screen.getByTestId('resource-event-submit'));
  expect(await screen.findByText('Say for how many hours it was used.')).toBeVisible();
  expect(asked.some((each) => each.name === 'place.record_resource_event')).toBe(false);
  await choose('resource-event-kind', 'Fault');
  expect(screen.queryByTestId('resource-event-hours')).toBeNull();
  fireEvent.change(screen.getByTestId('resource-event-notes'), { target: { value: 'No flow' } });
  await userEvent.click(screen.getByTestId('resource-event-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'place.record_resource_event', request: { resource_id: 'pump', kind: 'fault', occurred_at: null, hours_used: null, notes: 'No flow' } }));
  expect(await screen.findByText(/2 appointments that are to come need it/)).toBeVisible();
});

test('a change of a broken machine does not say that it stays broken, and one that is promised is not retired', async () => {
  const { asked } = open(['admin'], { 'place.update_resource': () => ({}), 'place.retire_resource': () => refusal(null, 'It is promised to 2 appointments that are to come.') });
  await userEvent.click((await screen.findAllByTestId('resource-open', {}, { timeout: 20_000 }))[0] as HTMLElement);
  await screen.findByTestId('resource-event');
  await userEvent.click(screen.getByTestId('resource-change'));
  fireEvent.change(await screen.findByTestId('resource-days'), { target: { value: '90' } });
  await userEvent.click(screen.getByTestId('resource-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'place.update_resource', request: { id: 'pump', version: 4, status: 'available', ...written, service_interval_days: 90 } }));
  await userEvent.click(await screen.findByTestId('resource-retire'));
  expect(await screen.findByText('Retire Pump 3?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  expect(await screen.findByText('It is promised to 2 appointments that are to come.')).toBeVisible();
  expect(asked).toContainEqual({ name: 'place.retire_resource', request: { id: 'pump', version: 4 } });
});

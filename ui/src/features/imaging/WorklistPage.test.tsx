import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { instantAt, nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';
import type { Scan, WorklistLine } from './types';

// A whole window is drawn in each story, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000_000;
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const line = (id: string, more: Partial<WorklistLine> = {}): WorklistLine => ({
  entry_id: `entry-${id}`, entry_version: 4, status: 'waiting', priority: 'routine', queued_at: nowMicros() - 20 * minute, assigned_to: null, assignee: null, scan_id: id, scan_version: 7, scan_number: `A-${id}`, modality: 'CT', body_part: 'Head', study_description: null,
  reason: 'Fell', clinical_question: null, scan_status: 'ordered', scheduled_at: null, room: null, patient: amina, ...more,
});
const bare: Scan = {
  id: 's1', version: 7, patient: amina, scan_number: null, modality: 'CT', body_part: 'Head', study_description: null, study_instance_uid: null, ordered_by: null, ordered_at: 0, technician: null, priority: 'routine', status: 'scheduled', reason: null, clinical_question: null, scheduled_at: null, acquired_at: null,
  completed_at: null, cancel_reason: null, room: null, resource: null, dose_text: null, notes: null, visit_id: null, appointment_id: null, series: [], analyses: [], findings: [], reports: [],
};

test('a stage that has nothing to do says when something will be there', async () => {
  openWindow('/imaging', { 'session.state': () => openSession(['imaging_technician']), 'imaging.worklist': () => [] });
  expect(await screen.findByText('No images to take')).toBeVisible();
  expect(screen.getByText('A scan appears here as soon as it is ordered.')).toBeVisible();
});

test('a step is asked for with the version of the scan, and its refusal is told above the list', async () => {
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['imaging_technician']),
    'imaging.worklist': () => [line('s1')],
    'imaging.start': () => refusal(null, 'This scan cannot be started: it was cancelled.'),
  });
  await userEvent.click(await screen.findByTestId('scan-start'));
  expect(asked).toContainEqual({ name: 'imaging.start', request: { id: 's1', version: 7 } });
  expect(await screen.findByRole('alert')).toHaveTextContent('it was cancelled');
  expect(screen.getByTestId('scan-start')).toBeEnabled();
});

test('a scan is cancelled with a reason, which stands beside its field when the clinic refuses it', async () => {
  let refuses = true;
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['doctor']),
    'imaging.worklist': () => [line('s1')],
    'imaging.cancel': () => (refuses ? refusal(null, 'Say why the scan is cancelled.', 'reason') : {}),
  });
  await userEvent.click(await screen.findByTestId('scan-more'));
  await userEvent.click(await screen.findByTestId('scan-cancel'));
  const form = within(await screen.findByRole('dialog', { name: /Cancel CT · Head of Amina Yusuf/ }));
  await userEvent.click(form.getByTestId('cancel-scan-submit'));
  expect(asked.some((each) => each.name === 'imaging.cancel')).toBe(false);
  await userEvent.type(form.getByTestId('cancel-scan-reason'), 'Ordered twice');
  await userEvent.click(form.getByTestId('cancel-scan-submit'));
  expect(await form.findByText('Say why the scan is cancelled.')).toBeVisible();
  expect(form.getByTestId('cancel-scan-reason')).toHaveAccessibleDescription('Say why the scan is cancelled.');
  refuses = false;
  await userEvent.click(form.getByTestId('cancel-scan-submit'));
  expect(asked.at(-1)).toEqual({ name: 'imaging.cancel', request: { id: 's1', version: 7, reason: 'Ordered twice' } });
  await waitFor(() => expect(screen.queryByTestId('cancel-scan')).toBeNull());
});

test('another time keeps the machine, and one that has passed is refused at the time', async () => {
  const machine = { id: 'ct', version: 0, status: 'available', is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, department_id: null, kind: 'imaging_machine', name: 'CT Somatom', code: null, capacity: null, service_interval_days: null, service_interval_hours: null, notes: null };
  const planned = line('s1', { scan_status: 'scheduled', scheduled_at: instantAt('2027-02-02', '10:00', 'Europe/London'), room: 'CT 1' });
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['doctor']),
    'imaging.worklist': () => [planned],
    'place.resources': () => [machine, { ...machine, id: 'bed', kind: 'monitor', name: 'Monitor' }],
    'imaging.scan': () => ({ ...bare, resource: 'CT Somatom' }),
    'imaging.schedule': () => refusal('in_the_past', 'This time has passed. Choose another one.', 'scheduled_at'),
  });
  await userEvent.click(await screen.findByTestId('scan-more'));
  await userEvent.click(await screen.findByTestId('scan-schedule'));
  expect(await screen.findByTestId('schedule-clock')).toHaveValue('10:00');
  expect(screen.getByTestId('schedule-resource')).toHaveValue('CT Somatom');
  await userEvent.clear(screen.getByTestId('schedule-clock'));
  await userEvent.type(screen.getByTestId('schedule-clock'), '1130');
  await userEvent.click(screen.getByTestId('schedule-submit'));
  expect(asked).toContainEqual({ name: 'imaging.schedule', request: { id: 's1', version: 7, scheduled_at: instantAt('2027-02-02', '11:30', 'Europe/London'), minutes: 20, resource_id: 'ct', room: 'CT 1' } });
  expect(await screen.findByText('This time has passed. Choose another one.')).toBeVisible();
  expect(screen.getByTestId('schedule-clock')).toHaveAccessibleDescription('This time has passed. Choose another one.');
});

test('work is given to whoever one chooses, and who does not do it is named at the field', async () => {
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['imaging_technician']),
    'imaging.worklist': () => [line('s1'), line('s2', { assigned_to: 'iria', assignee: 'Iria Castro', status: 'assigned' })],
    'organization.colleagues': () => [
      { user_id: 'okafor', name: 'Dr Okafor', roles: ['radiologist'], department_id: null },
      { user_id: 'iria', name: 'Iria Castro', roles: ['imaging_technician'], department_id: null },
      { user_id: 'tom', name: 'Tom Reilly', roles: ['nurse'], department_id: null },
    ],
    'imaging.assign': () => refusal(null, 'This person does not do this work.', 'assigned_to'),
  });
  const row = within((await screen.findAllByTestId('worklist-line'))[0] ?? document.body);
  await userEvent.click(row.getByTestId('scan-more'));
  await userEvent.click(await screen.findByTestId('scan-assign'));
  await userEvent.click(await screen.findByTestId('assign-to'));
  expect(await screen.findByRole('option', { name: 'Me (Ruth Adeyemi)', hidden: true })).toBeInTheDocument();
  expect(await screen.findByRole('option', { name: 'Iria Castro', hidden: true })).toBeInTheDocument();
  expect(screen.queryByRole('option', { name: 'Tom Reilly', hidden: true })).toBeNull();
  await userEvent.click(await screen.findByRole('option', { name: 'Dr Okafor', hidden: true }));
  await userEvent.click(screen.getByTestId('assign-submit'));
  expect(asked).toContainEqual({ name: 'imaging.assign', request: { id: 'entry-s1', version: 4, assigned_to: 'okafor' } });
  expect(await screen.findByText('This person does not do this work.')).toBeVisible();
});

test('an order that a flag speaks against is sent again only after the warning was read', async () => {
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['doctor']),
    'imaging.worklist': () => [],
    'people.recent': () => [amina],
    'imaging.order': ({ accept_warnings }) => (accept_warnings ? { id: 's9', scan_number: 'A-000009' } : refusal('warned', 'The patient is flagged as pregnant and this scan uses radiation.')),
  });
  await userEvent.click(await screen.findByTestId('imaging-order'));
  await userEvent.click(await screen.findByTestId('order-patient'));
  await userEvent.click(await screen.findByRole('option', { name: /Amina Yusuf/, hidden: true }));
  await userEvent.click(screen.getByTestId('order-modality'));
  await userEvent.click(await screen.findByRole('option', { name: 'CT', hidden: true }));
  await userEvent.type(screen.getByTestId('order-body-part'), 'Chest');
  await userEvent.type(screen.getByTestId('order-reason'), 'Cough');
  await userEvent.click(screen.getByTestId('order-submit'));
  expect(await screen.findByTestId('order-warned')).toHaveTextContent('pregnant');
  await userEvent.click(screen.getByTestId('order-anyway'));
  const orders = asked.filter((each) => each.name === 'imaging.order').map((each) => each.request);
  const order = { patient_id: 'amina', visit_id: null, appointment_id: null, modality: 'CT', body_part: 'Chest', study_description: null, priority: 'routine', reason: 'Cough', clinical_question: null };
  expect(orders).toEqual([{ ...order, accept_warnings: false }, { ...order, accept_warnings: true }]);
  await waitFor(() => expect(screen.queryByTestId('order-form')).toBeNull());
});

test('the list follows what comes in, can be put in another order and searched, and nothing of it is barred to a screen reader', async () => {
  let lines = [line('s1', { priority: 'stat', queued_at: nowMicros() - 5 * minute }), line('s2', { body_part: 'Knee', queued_at: nowMicros() - 90 * minute })];
  openWindow('/imaging', { 'session.state': () => openSession(['imaging_technician']), 'imaging.worklist': () => lines });
  const names = () => screen.getAllByTestId('worklist-open').map((each) => each.textContent);
  await screen.findAllByTestId('worklist-line');
  expect(names()).toEqual(['CT · Head', 'CT · Knee']);
  await userEvent.click(screen.getByTestId('sort-waits'));
  expect(names()).toEqual(['CT · Knee', 'CT · Head']);
  await userEvent.type(screen.getByTestId('worklist-search'), 'amina knee');
  expect(names()).toEqual(['CT · Knee']);
  const seen = await axe.run(screen.getByTestId('worklist'), { rules: { 'color-contrast': { enabled: false } } });
  expect(seen.violations.map((each) => each.id)).toEqual([]);
  lines = [];
  await tablesChanged('scan_queue_entries');
  expect(await screen.findByText('No images to take')).toBeVisible();
});

test('who only looks gets no button that the clinic would refuse', async () => {
  openWindow('/imaging', { 'session.state': () => openSession(['nurse']), 'imaging.worklist': () => [line('s1')] });
  await screen.findByTestId('worklist-line');
  for (const id of ['scan-start', 'scan-more', 'imaging-order', 'imaging-setup']) expect(screen.queryByTestId(id)).toBeNull();
});

test('a radiologist begins with what is to be read, takes one and is brought to it', async () => {
  const { asked } = openWindow('/imaging', {
    'session.state': () => openSession(['radiologist']),
    'imaging.worklist': () => [line('s1', { scan_status: 'acquired' })],
    'imaging.start_entry': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('entry-start'));
  expect(asked).toContainEqual({ name: 'imaging.worklist', request: { stage: 'reading', only_mine: false } });
  expect(asked).toContainEqual({ name: 'imaging.start_entry', request: { id: 'entry-s1', version: 4 } });
  await waitFor(() => expect(window.location.hash).toBe('#/imaging/s1'));
});

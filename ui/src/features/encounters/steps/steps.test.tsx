import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { QueueLine, VisitInList } from '../../../api/commands';
import { dropDraft } from '../../../shared/forms/draft';
import { nowMicros } from '../../../shared/time/siteTime';
import { expectAccessible } from '../../../test/accessible';
import { goTo } from '../../../test/goTo';
import { amina } from '../../../test/money';
import { appointment } from '../../../test/ownRecord';
import { visit } from '../../../test/visit';
import { openSession, refusal } from '../../../test/window';

const waits: VisitInList = { id: 'door', version: 7, patient: { ...amina, id: 'omar', display_name: 'Omar Haddad' }, practitioner: null, appointment_id: null, started_at: nowMicros(), ended_at: null, kind: 'emergency', status: 'arrived', status_reason: null, room: null, reason: 'Fell', signed_at: null };
const booked: QueueLine = { appointment: { ...appointment({ id: 'ap', version: 9 }), status: 'in_progress' }, stage: 'with_doctor', since: nowMicros(), visit_id: 'v1', visit_version: 3 };
const seen: VisitInList = { ...waits, id: 'v1', version: 3, patient: amina, appointment_id: 'ap', status: 'in_progress', room: 'Room 2' };

beforeEach(() => ['arrive', 'leave-unseen:door', 'cancel-visit:v1', 'note:v1'].forEach(dropDraft));

function queue(roles: string[], more: Parameters<typeof goTo>[2] = {}) {
  return goTo('/queue', 'nav-settings', { 'session.state': () => openSession(roles), 'scheduling.queue': () => [booked], 'encounters.open_visits': () => [waits, seen], ...more });
}
async function step(within_: string, item: string) {
  await userEvent.click(within(await screen.findByTestId(within_)).getByTestId('visit-steps'));
  await userEvent.click(await screen.findByTestId(item));
}

test('a nurse takes in somebody without an appointment; who is here already is said at the patient', async () => {
  const { asked } = await queue(['nurse'], {
    'people.recent': () => [amina],
    'organization.practitioners': () => [],
    'encounters.arrive': () => refusal('already_here', 'This patient is here already. Go on with the visit that has begun.', 'patient_id'),
  });
  await screen.findByTestId('queue-visit');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('queue-arrive'));
  await userEvent.click(await screen.findByTestId('arrive-submit'));
  expect(asked.map((each) => each.name)).not.toContain('encounters.arrive');
  await userEvent.click(screen.getByTestId('arrive-patient'));
  await userEvent.click(await screen.findByText('Amina Yusuf', { selector: '[role=option] *' }));
  await userEvent.type(screen.getByTestId('arrive-reason'), 'Cough');
  await userEvent.click(screen.getByTestId('arrive-submit'));
  expect(asked).toContainEqual({ name: 'encounters.arrive', request: { patient_id: 'amina', practitioner_id: null, kind: 'consultation', reason: 'Cough' } });
  await waitFor(() => expect(screen.getByTestId('arrive-patient')).toHaveAccessibleDescription(/is here already/));
});

test('who came without an appointment stands in the queue, goes into a room, to the doctor, or away unseen', async () => {
  const { asked } = await queue(['nurse'], { 'encounters.move_visit': () => ({}), 'encounters.leave_unseen': () => ({}) });
  expect(within(await screen.findByTestId('queue-arrived')).getByTestId('queue-visit')).toHaveTextContent('Omar Haddad');
  await step('queue-visit', 'visit-step-triaged');
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.move_visit', request: { id: 'door', version: 7, stage: 'triaged', room: null } }));
  await step('queue-visit', 'visit-step-room');
  await userEvent.click(await screen.findByTestId('visit-room-submit'));
  await userEvent.type(screen.getByTestId('visit-room-name'), 'Room 4{Enter}');
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.move_visit', request: { id: 'door', version: 7, stage: 'roomed', room: 'Room 4' } }));
  await waitFor(() => expect(screen.queryByTestId('visit-room-form')).toBeNull());
  await step('queue-visit', 'visit-step-doctor');
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.move_visit', request: { id: 'door', version: 7, stage: 'in_progress', room: null } }));
  await step('queue-visit', 'visit-step-leave');
  await userEvent.click(await screen.findByTestId('leave-unseen-submit'));
  expect(asked).toContainEqual({ name: 'encounters.leave_unseen', request: { id: 'door', version: 7, reason: null } });
});

test('with the doctor one changes the room by the booking, and the visit is called off with or without it', async () => {
  const { asked } = await queue(['doctor'], { 'encounters.room': () => ({}), 'encounters.cancel_visit': () => ({}) });
  const card = 'queue-with_doctor';
  await step(card, 'visit-step-room');
  await userEvent.clear(await screen.findByTestId('visit-room-name'));
  await userEvent.type(screen.getByTestId('visit-room-name'), 'Room 3{Enter}');
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.room', request: { appointment_id: 'ap', version: 9, room: 'Room 3' } }));
  await waitFor(() => expect(screen.queryByTestId('visit-room-form')).toBeNull());
  await userEvent.click(within(screen.getByTestId(card)).getByTestId('visit-steps'));
  await screen.findByTestId('visit-step-cancel');
  // The doctor is there already: nobody leaves unseen any more.
  expect(screen.queryByTestId('visit-step-leave')).toBeNull();
  await userEvent.click(screen.getByTestId('visit-step-cancel'));
  await userEvent.click(await screen.findByTestId('cancel-visit-submit'));
  expect(asked.map((each) => each.name)).not.toContain('encounters.cancel_visit');
  await userEvent.type(screen.getByTestId('cancel-visit-reason'), 'Another patient');
  await userEvent.click(screen.getByTestId('cancel-visit-keep'));
  await userEvent.click(screen.getByTestId('cancel-visit-submit'));
  expect(asked).toContainEqual({ name: 'encounters.cancel_visit', request: { id: 'v1', version: 3, reason: 'Another patient', keep_appointment: true } });
});

test('from the visit, what is typed is saved before it is called off, and no more note is asked for', async () => {
  let version = 2;
  let status = 'in_progress';
  const { asked } = await goTo('/visits/v1', 'nav-settings', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => ({ ...visit, version, status, status_reason: status === 'cancelled' ? 'Mix-up' : null }),
    'people.chart': () => refusal(null, 'Not read here.'),
    'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
    'encounters.note_templates': () => [],
    'encounters.write_note': () => ({ version: (version += 1) }),
    'encounters.cancel_visit': () => {
      status = 'cancelled';
      version += 1;
      return {};
    },
  });
  await userEvent.type(await screen.findByTestId('note-plan'), 'Rest');
  await userEvent.click(screen.getByTestId('visit-steps'));
  await userEvent.click(await screen.findByTestId('visit-step-cancel'));
  expect(screen.queryByTestId('cancel-visit-keep')).toBeNull();
  await userEvent.type(await screen.findByTestId('cancel-visit-reason'), 'Mix-up');
  await userEvent.click(screen.getByTestId('cancel-visit-submit'));
  await waitFor(() => expect(asked.find((each) => each.name === 'encounters.cancel_visit')?.request).toEqual({ id: 'v1', version: 3, reason: 'Mix-up', keep_appointment: false }));
  const names = asked.map((each) => each.name);
  expect(names.indexOf('encounters.write_note')).toBeLessThan(names.indexOf('encounters.cancel_visit'));
});

test('a visit is not called off over a note that could not be saved', async () => {
  const { asked } = await goTo('/visits/v1', 'nav-settings', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => visit,
    'people.chart': () => refusal(null, 'Not read here.'),
    'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
    'encounters.note_templates': () => [],
    'encounters.write_note': () => refusal(null, 'Somebody else has changed this visit.'),
    'encounters.cancel_visit': () => ({}),
  });
  await userEvent.type(await screen.findByTestId('note-plan'), 'Rest');
  await userEvent.click(screen.getByTestId('visit-steps'));
  await userEvent.click(await screen.findByTestId('visit-step-cancel'));
  await userEvent.type(await screen.findByTestId('cancel-visit-reason'), 'Mix-up');
  await userEvent.click(screen.getByTestId('cancel-visit-submit'));
  const form = within(screen.getByTestId('cancel-visit-form'));
  expect(await form.findByTestId('failure')).toBeVisible();
  expect(asked.map((each) => each.name)).not.toContain('encounters.cancel_visit');
});

test('a visit that was called off says why, takes no note, and can be opened again', async () => {
  await goTo('/visits/v1', 'nav-settings', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => ({ ...visit, status: 'cancelled', ended_at: 1, status_reason: 'Mix-up' }),
    'people.chart': () => refusal(null, 'Not read here.'),
    'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
  });
  expect(await screen.findByTestId('visit-status-reason')).toHaveTextContent('Why: Mix-up');
  expect(screen.getByTestId('note-plan')).toHaveAttribute('readonly');
  expect(screen.getByTestId('visit-reopen')).toBeVisible();
  expect(screen.queryByTestId('visit-steps')).toBeNull();
  expect(screen.queryByTestId('visit-finish')).toBeNull();
});

test('the front desk sees no steps and no visits of others’ doors', async () => {
  await queue(['receptionist'], { 'encounters.open_visits': () => refusal('not_allowed', 'No.') });
  await screen.findByTestId('queue-card');
  expect(screen.queryByTestId('visit-steps')).toBeNull();
  expect(screen.queryByTestId('queue-arrive')).toBeNull();
  expect(screen.queryByTestId('failure')).toBeNull();
});

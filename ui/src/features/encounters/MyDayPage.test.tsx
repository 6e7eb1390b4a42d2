import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { AppointmentLine, PatientLine, ReferralLine, VisitInList } from '../../api/commands';
import { nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { openSession, openWindow, refusal } from '../../test/window';

const now = nowMicros();
const patient = (id: string, display_name: string): PatientLine => ({ id, mrn: null, display_name, date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 40, gender: 'female', phone: null, deceased: false, allergies: 0 });
const appointment = (id: string, who: PatientLine, part: Partial<AppointmentLine>): AppointmentLine => ({
  id, version: 3, patient: who, practitioner_id: 'd1', practitioner: 'Dr Ngozi Okafor', starts_at: now, ends_at: now, kind: 'diagnostic', status: 'checked_in', priority: 'medium', reason: 'Cough', room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false, checked_in_at: now - 20 * 60_000_000, started_at: null, completed_at: null, visit_id: null, pending: false, ...part,
});
const visit = (id: string, who: PatientLine, part: Partial<VisitInList>): VisitInList => ({ id, version: 1, patient: who, practitioner: 'Dr Ngozi Okafor', appointment_id: null, started_at: now, ended_at: null, kind: 'consultation', status: 'in_progress', status_reason: null, room: null, reason: null, signed_at: null, ...part });
const referral: ReferralLine = {
  id: 'rf', version: 2, patient: patient('ravi', 'Ravi Subramaniam'), visit_id: null, from: 'Dr Henrik Larsen', to_practitioner_id: 'd1', to_practitioner: 'Dr Ngozi Okafor', to_department_id: null, to_department: null, to_text: null, specialization: null, reason: 'Please take over', priority: 'urgent', status: 'sent', sent_at: now, appointment_id: null, outcome: null, notes: null, created_at: now,
};

const session = (practitioner_id: string | null) => {
  const open = openSession(['doctor']);
  return { ...open, user: open.user && { ...open.user, practitioner_id } };
};
const nothing = {
  'encounters.open_visits': () => [],
  'encounters.unsigned_visits': () => [],
  'encounters.results_to_review': () => [],
  'encounters.referral_worklist': () => [],
  'messages.tasks': () => [],
  'scheduling.day': () => ({ site_time_zone: 'Europe/London', practitioners: [], appointments: [] }),
};

test('a doctor sees their own day only, and begins the visit of whoever waits', async () => {
  const anna = patient('anna', 'Anna Silva');
  const { asked } = openWindow('/my-day', {
    ...nothing,
    'session.state': () => session('d1'),
    'scheduling.day': () => ({ site_time_zone: 'Europe/London', practitioners: [], appointments: [appointment('mine', anna, {}), appointment('other', patient('olu', 'Olu Bello'), { practitioner_id: 'd2' })] }),
    'encounters.unsigned_visits': () => [visit('going', anna, {}), visit('signless', patient('tom', 'Tom Reed'), { ended_at: now, status: 'completed' })],
    'encounters.open_visits': () => [visit('going', anna, {}), visit('hers', patient('mei', 'Mei Chen'), { practitioner: 'Dr Henrik Larsen' }), visit('free', patient('sol', 'Sol Diaz'), { practitioner: null, status: 'arrived' })],
    'encounters.start_visit': () => refusal(null, 'Anna Silva has another visit that goes on.'),
  });
  const mine = await screen.findByTestId('my-appointments');
  expect(within(mine).getAllByTestId('my-appointment')).toHaveLength(1);
  expect(mine).toHaveTextContent('waits 20 min');
  const open = await screen.findByTestId('my-open-visits');
  expect(open).toHaveTextContent('Anna Silva');
  expect(open).toHaveTextContent('Sol Diaz');
  expect(open).not.toHaveTextContent('Mei Chen');
  expect(within(screen.getByTestId('my-unsigned')).getByRole('link')).toHaveAttribute('href', expect.stringContaining('/visits/signless'));
  await expectAccessible();
  await userEvent.click(within(mine).getByTestId('my-start-visit'));
  expect(asked).toContainEqual({ name: 'encounters.start_visit', request: { appointment_id: 'mine', patient_id: 'anna', practitioner_id: 'd1', kind: 'routine', reason: 'Cough' } });
  expect(await screen.findByText('Anna Silva has another visit that goes on.')).toBeVisible();
});

test('a referral is accepted, and declined only with a reason', async () => {
  const { asked } = openWindow('/my-day', {
    ...nothing,
    'session.state': () => session('d1'),
    'encounters.referral_worklist': () => [referral],
    'people.chart': () => refusal(null, 'Not read here.'),
    'encounters.accept_referral': () => ({}),
    'encounters.decline_referral': () => refusal(null, 'Say why it is declined.', 'outcome'),
  });
  await userEvent.click(await screen.findByTestId('referral-accept'));
  await userEvent.click(await screen.findByTestId('accept-submit'));
  expect(asked).toContainEqual({ name: 'encounters.accept_referral', request: { id: 'rf', version: 2, appointment_id: null } });
  await userEvent.click(screen.getByTestId('referral-more'));
  await userEvent.click(await screen.findByTestId('referral-decline'));
  await userEvent.type(await screen.findByTestId('referral-decline-reason'), 'On leave');
  await userEvent.click(screen.getByTestId('referral-decline-submit'));
  expect(asked).toContainEqual({ name: 'encounters.decline_referral', request: { id: 'rf', version: 2, outcome: 'On leave' } });
  expect(await screen.findByText('Say why it is declined.')).toBeVisible();
});

test('an empty day says so, and who is not one who treats is told why', async () => {
  openWindow('/my-day', { ...nothing, 'session.state': () => session(null) });
  expect(await screen.findByText('Nobody is booked with you today')).toBeVisible();
  expect(screen.getByTestId('not-a-practitioner')).toBeVisible();
  expect(await screen.findByText('No result waits for you.')).toBeVisible();
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Chart, ResponseOf } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const amina: Chart['patient'] = {
  id: 'amina', version: 7, mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', email: null, address_line: null, city: null, state: null,
  postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null,
};
const chart: Chart = {
  patient: amina, allergies: [], problems: [], medicines: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP', record_status: 'active', flags: [],
  history: [], policies: [], consents: [], merged: [],
};
const policy: Chart['policies'][number] = {
  id: 'bupa', version: 3, status: 'active', lapsed: false, verified_at: null, verified_by: null, held_reason: null, insurer_name: 'Bupa', insurer_code: null, plan_name: null, plan_kind: null, policy_number: '4471', group_number: null, holder_name: null, relationship_to_patient: 'self', coverage_rank: 'primary',
  effective_on: null, expires_on: null, copay_minor: 1250, deductible_minor: null, deductible_met_minor: null, deductible_met_on: null, currency: 'GBP', preauthorization_required: false, notes: null,
};
const team: ResponseOf<'people.care_team'> = { patient_id: 'amina', version: 7, primary_practitioner_id: null, primary_practitioner: null, attending_nurse_id: null, attending_nurse: null, members: [] };

function open(roles: string[], shown: () => Chart, more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/patients/amina', {
    'session.state': () => openSession(roles),
    'people.chart': shown,
    'people.contacts': () => ({ patient_id: 'amina', contacts: [] }),
    'people.contact_attempts': () => ({ patient_id: 'amina', attempts: [] }),
    'people.care_team': () => team,
    'organization.practitioners': () => [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, user_id: 'ngozi' }],
    'organization.colleagues': () => [
      { user_id: 'ngozi', name: 'Sister Ngozi', roles: ['nurse'], department_id: null },
      { user_id: 'okafor', name: 'Dr Okafor', roles: ['doctor'], department_id: null },
    ],
    ...more,
  });
}

test('a death is recorded with day and time or neither, and what ended with it is told', async () => {
  let deceased = false;
  const ended: ResponseOf<'people.record_death'> = { appointments: [], waiting: 1, medicines: 0, plans: 0, orders: 0, referrals: 0, sessions: 0, stays: 1, tasks: 0, asked_doctor: true };
  const { asked } = open(['receptionist'], () => ({ ...chart, patient: { ...amina, deceased } }), {
    'people.record_death': () => {
      deceased = true;
      return ended;
    },
    'people.undo_death': () => ({ back: 2, lost: [], waiting: 0, stays: 0, tasks: 0, to_decide: 3 }),
  });
  await userEvent.click(await screen.findByTestId('chart-more'));
  await userEvent.click(await screen.findByTestId('chart-death'));
  fireEvent.change(await screen.findByTestId('death-clock'), { target: { value: '9' } });
  await userEvent.click(screen.getByTestId('death-submit'));
  expect(await screen.findByText('Choose the day as well.')).toBeVisible();
  fireEvent.change(screen.getByTestId('death-clock'), { target: { value: '' } });
  await userEvent.click(screen.getByTestId('death-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.record_death', request: { id: 'amina', version: 7, deceased_at: null } }));
  const told = within(await screen.findByTestId('death-outcome'));
  expect(told.getByText('1 stay in a bed ended')).toBeVisible();
  expect(told.getByText('1 entry of the waiting list ended')).toBeVisible();
  expect(told.queryByText(/medicines? stopped/)).toBeNull();
  expect(told.getByText('A doctor has been asked, by a task, to end the rest.')).toBeVisible();
  await userEvent.click(told.getByTestId('death-outcome-close'));
  await tablesChanged('patients');

  await userEvent.click(await screen.findByTestId('death-undo'));
  expect(await screen.findByText('Amina Yusuf has not died?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.undo_death', request: { id: 'amina', version: 7 } }));
  expect(await screen.findByText(/3 medicines, orders and plans stay ended until a doctor decides anew/)).toBeVisible();
  expect(screen.queryByTestId('chart-more')).toBeNull();
});

test('the desk keeps policies, and a taken rank is told beside it', async () => {
  let taken = true;
  const { asked } = open(['receptionist'], () => ({ ...chart, policies: [policy] }), { 'people.verify_policy': () => ({}), 'people.update_policy': () => (taken ? refusal(null, 'Another policy pays first already.', 'coverage_rank') : {}), 'people.end_policy': () => ({}) });
  await userEvent.click(await screen.findByTestId('policy-verify'));
  expect(asked).toContainEqual({ name: 'people.verify_policy', request: { id: 'bupa', version: 3 } });
  await userEvent.click(screen.getByTestId('policy-more'));
  await userEvent.click(await screen.findByTestId('policy-change'));
  fireEvent.change(await screen.findByTestId('policy-copay'), { target: { value: 'ten' } });
  await userEvent.click(screen.getByTestId('policy-submit'));
  expect(await screen.findByText('Type an amount such as 12.50.')).toBeVisible();
  fireEvent.change(screen.getByTestId('policy-copay'), { target: { value: '20' } });
  await userEvent.click(screen.getByTestId('policy-submit'));
  expect(await screen.findByText('Another policy pays first already.')).toBeVisible();
  taken = false;
  await userEvent.click(screen.getByTestId('policy-submit'));
  const { status: _, lapsed: __, verified_at: ___, verified_by: ____, held_reason: _____, ...written } = policy;
  await waitFor(() => expect(asked.filter((each) => each.name === 'people.update_policy')).toHaveLength(2));
  expect(asked.findLast((each) => each.name === 'people.update_policy')?.request).toEqual({ ...written, copay_minor: 2000 });
  await waitFor(() => expect(screen.queryByTestId('policy-form')).toBeNull());
  await userEvent.click(screen.getByTestId('policy-more'));
  await userEvent.click(await screen.findByTestId('policy-end'));
  expect(await screen.findByText('End the policy of Bupa?')).toBeVisible();
  await userEvent.click(screen.getByTestId('policy-end-expired'));
  await userEvent.click(screen.getByTestId('policy-end-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.end_policy', request: { id: 'bupa', version: 3, status: 'expired', ended_on: null } }));
});

test('a consent is written down as refused, and a given one is taken back', async () => {
  const given: Chart['consents'][number] = { id: 'c1', version: 2, kind: 'research', status: 'given', holds: true, wording: null, given_on: '2026-01-02', valid_until_on: null, given_by_name: null, document_id: null, withdrawn_at: null, notes: null };
  const { asked } = open(['receptionist'], () => ({ ...chart, consents: [given] }), { 'people.give_consent': () => ({ id: 'new' }), 'people.withdraw_consent': () => ({}) });
  await userEvent.click(await screen.findByTestId('consent-add'));
  await userEvent.click(await screen.findByTestId('consent-refuses'));
  await userEvent.click(screen.getByTestId('consent-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.give_consent', request: { patient_id: 'amina', kind: 'treatment', refused: true, wording: null, given_on: null, valid_until_on: null, given_by_name: null, document_id: null, notes: null } }));
  await userEvent.click(screen.getByTestId('consent-withdraw'));
  await userEvent.type(await screen.findByTestId('consent-withdraw-reason'), 'Changed her mind');
  await userEvent.click(screen.getByTestId('consent-withdraw-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.withdraw_consent', request: { id: 'c1', version: 2, notes: 'Changed her mind' } }));
});

test('people to call are added, and a call is noted only with what came of it', async () => {
  const { asked } = open(['receptionist'], () => chart, { 'people.add_contact': () => ({ id: 'new' }), 'people.note_contact_attempt': () => ({ id: 'new' }) });
  await userEvent.click(await screen.findByTestId('contact-add'));
  await userEvent.type(await screen.findByTestId('contact-name'), 'Hassan Yusuf');
  await userEvent.click(screen.getByTestId('contact-primary'));
  await userEvent.click(screen.getByTestId('contact-submit'));
  const empty = { relationship: null, phone: null, email: null, address_line: null, city: null, state: null, postal_code: null, country: null, notes: null };
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.add_contact', request: { patient_id: 'amina', kind: 'emergency', name_text: 'Hassan Yusuf', is_primary: true, may_receive_information: false, ...empty } }));

  await userEvent.click(screen.getByTestId('attempt-add'));
  await userEvent.type(await screen.findByTestId('attempt-reason'), 'The result is there');
  await userEvent.click(screen.getByTestId('attempt-submit'));
  expect(asked.some((each) => each.name === 'people.note_contact_attempt')).toBe(false);
  await choose('attempt-outcome', 'Message left');
  await userEvent.click(screen.getByTestId('attempt-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.note_contact_attempt', request: { patient_id: 'amina', appointment_id: null, channel: 'phone', outcome: 'message_left', reason: 'The result is there', notes: null } }));
});

test('a doctor names the own doctor and nurse on the row as it then stands', async () => {
  let version = 7;
  const { asked } = open(['doctor'], () => chart, {
    'people.care_team': () => ({ ...team, version }),
    'people.set_primary_practitioner': () => {
      version = 8;
      return {};
    },
    'people.set_attending_nurse': () => refusal(null, 'This colleague is no nurse here.', 'nurse_id'),
  });
  await userEvent.click(await screen.findByTestId('team-main'));
  await choose('main-doctor', 'Dr Okafor');
  await choose('main-nurse', 'Sister Ngozi');
  await userEvent.click(screen.getByTestId('main-submit'));
  expect(await screen.findByText('This colleague is no nurse here.')).toBeVisible();
  expect(asked).toContainEqual({ name: 'people.set_primary_practitioner', request: { patient_id: 'amina', version: 7, practitioner_id: 'okafor' } });
  expect(asked).toContainEqual({ name: 'people.set_attending_nurse', request: { patient_id: 'amina', version: 8, nurse_id: 'ngozi' } });
});

test('a flag is set by a nurse and ended once it was named', async () => {
  const flag: Chart['flags'][number] = { id: 'f1', version: 1, kind: 'fall_risk', text: 'Needs two people', severity: 'danger', started_on: '2026-01-01', ended_on: null, notes: null };
  const { asked } = open(['nurse'], () => ({ ...chart, flags: [flag] }), { 'people.set_flag': () => ({ id: 'new' }), 'people.end_flag': () => ({}) });
  await userEvent.click(await screen.findByTestId('flag'));
  await userEvent.click(await screen.findByTestId('flag-end'));
  expect(await screen.findByText('Risk of falling · Needs two people: not any more?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.end_flag', request: { id: 'f1', version: 1 } }));
  await userEvent.click(screen.getByTestId('flag-add'));
  await userEvent.type(await screen.findByTestId('flag-text'), 'MRSA');
  await userEvent.click(screen.getByTestId('flag-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.set_flag', request: { patient_id: 'amina', kind: 'infection', text: 'MRSA', severity: 'caution', started_on: null, ended_on: null, notes: null } }));
});

test('the desk reads flags and changes none, and nothing is wrong for a screen reader', async () => {
  const flag: Chart['flags'][number] = { id: 'f1', version: 1, kind: 'infection', text: 'MRSA', severity: 'caution', started_on: null, ended_on: null, notes: null };
  open(['receptionist'], () => ({ ...chart, flags: [flag], policies: [policy] }));
  expect(await screen.findByTestId('flag')).toBeDisabled();
  expect(screen.queryByTestId('flag-add')).toBeNull();
  expect(screen.queryByTestId('team-add')).toBeNull();
  await screen.findByTestId('contacts');
  await expectAccessible();
});


import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Chart, PatientLine, ResponseOf } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { expectAccessible } from '../../test/accessible';
import { openSession, openWindow, refusal } from '../../test/window';
import type { MedicationRecord, Statement, Supplied } from './medicineWords';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const chart = (): Chart => ({
  patient: { ...amina, version: 1, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', gender: 'female', date_of_birth_precision: 'unknown', email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null },
  medicines: [], allergies: [], problems: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], record_status: 'active', flags: [], history: [], policies: [], consents: [], merged: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP',
});
const item = (status: string, more: Partial<Supplied> = {}): Supplied => ({ item_id: 'm1', version: 7, prescription_id: 'rx', renews_id: null, medication_text: 'Amlodipine 5 mg', dosage: '1 tablet, oral, once a day', status, status_reason: null, start_on: null, end_on: null, quantity: 28, quantity_unit: 'tablet', handed_out: 28, last_handed_out_at: null, refills_allowed: 2, refills_left: 1, pharmacy_notes: null, ...more });
const statement: Statement = { id: 'st', version: 3, medication_text: 'Ibuprofen 400 mg', dosage_text: 'when her back hurts', status: 'active', started_on: null, ended_on: null, source_text: 'her sister', reason_text: null, notes: null };
const record = (items: Supplied[]): MedicationRecord => ({ patient: amina, items, statements: [statement], dispensings: [], administrations: [] });
const adherence: ResponseOf<'medication.adherence'> = {
  patient_id: 'amina', from: '2025-03-02', until: '2026-03-01', method: 'Proportion of days covered (PQA)', source: 'Pharmacy Quality Alliance', limits: 'Having a medicine is not taking it.',
  lines: [
    { medication_text: 'Amlodipine 5 mg', item_ids: ['m1'], period_from: '2025-11-22', period_until: '2026-03-01', days_in_period: 100, days_covered: 87, fills: 3, proportion_of_days_covered: 0.87, not_told_because: null, reports: 3, reports_taken: 2, self_report_rate: 2 / 3 },
    { medication_text: 'Salbutamol', item_ids: ['m2'], period_from: null, period_until: '2026-03-01', days_in_period: null, days_covered: null, fills: 1, proportion_of_days_covered: null, not_told_because: 'The measure needs two handings-out on different days.', reports: 0, reports_taken: 0, self_report_rate: null },
  ],
};

type Answers = Parameters<typeof openWindow>[1];
async function open(role: string, status: string, more: Answers = {}) {
  const window = openWindow('/patients/amina/record?part=medicines', { 'session.state': () => openSession([role]), 'people.chart': chart, 'medication.record': () => record([item(status)]), 'medication.adherence': () => adherence, ...more });
  await screen.findByTestId('all-medicines');
  return window;
}
async function choose(act: string) {
  await userEvent.click(screen.getByTestId('medicine-more'));
  await userEvent.click(await screen.findByTestId(`medicine-${act}`));
}

beforeEach(() => {
  ['renew:m1', 'hold:m1', 'cancel-medicine:m1', 'dose-report:m1', 'statement:amina', 'end-statement:st'].forEach(dropDraft);
});

test('a medicine is renewed with another supply, once the doctor has read what speaks against it', async () => {
  const { asked } = await open('doctor', 'active', { 'medication.renew': (request) => (request.accept_warnings ? { id: 'new' } : refusal('warned', 'Amlodipine with Simvastatin.')) });
  await choose('renew');
  await userEvent.type(await screen.findByTestId('renew-quantity'), '56');
  await userEvent.click(screen.getByTestId('renew-submit'));
  expect(await screen.findByText('Amlodipine with Simvastatin.')).toBeVisible();
  await userEvent.click(screen.getByTestId('renew-accept'));
  const request = { item_id: 'm1', version: 7, visit_id: null, duration_days: null, quantity: 56, refills_allowed: null, notes: null, accept_warnings: true, accept_reason: null };
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.renew', request }));
  expect(await screen.findByText('Amlodipine 5 mg was renewed.')).toBeVisible();
});

test('a course is over once it was asked; what is refused is said', async () => {
  const { asked } = await open('doctor', 'active', { 'medication.complete': () => refusal(null, 'This medicine cannot be completed: it was stopped.') });
  await choose('complete');
  expect(await screen.findByText('Is the course of Amlodipine 5 mg over?')).toBeVisible();
  await userEvent.click(screen.getByTestId('complete-medicine-confirm'));
  expect(asked).toContainEqual({ name: 'medication.complete', request: { item_id: 'm1', version: 7 } });
  expect(await screen.findByText('This medicine cannot be completed: it was stopped.')).toBeVisible();
});

test('what was handed out is not cancelled, and the reason stays typed', async () => {
  const { asked } = await open('doctor', 'active', { 'medication.cancel_item': () => refusal(null, 'Some of it was handed out. Stop it instead.') });
  await choose('cancel');
  await userEvent.type(await screen.findByTestId('cancel-medicine-reason'), 'Wrong line');
  await userEvent.click(screen.getByTestId('cancel-medicine-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.cancel_item', request: { item_id: 'm1', version: 7, reason: 'Wrong line' } }));
  expect(await screen.findByText('Some of it was handed out. Stop it instead.')).toBeVisible();
  expect(screen.getByTestId('cancel-medicine-reason')).toHaveValue('Wrong line');
});

test('a paused medicine goes on, and is not renewed', async () => {
  const { asked } = await open('doctor', 'on_hold', { 'medication.resume': () => ({}) });
  await userEvent.click(screen.getByTestId('medicine-more'));
  await screen.findByTestId('medicine-resume');
  expect(screen.queryByTestId('medicine-renew')).toBeNull();
  await userEvent.click(screen.getByTestId('medicine-resume'));
  await userEvent.click(await screen.findByTestId('resume-medicine-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.resume', request: { item_id: 'm1', version: 7 } }));
});

test('a pharmacist may note what is told of a dose, and nothing else', async () => {
  const { asked } = await open('pharmacist', 'active', { 'medication.report_dose': () => ({ id: 'told' }) });
  await userEvent.click(screen.getByTestId('medicine-more'));
  await screen.findByTestId('medicine-report');
  expect(screen.queryByTestId('medicine-stop')).toBeNull();
  expect(screen.queryByTestId('statement-add')).toBeNull();
  await userEvent.click(screen.getByTestId('medicine-report'));
  await userEvent.click(await screen.findByText('Left out'));
  await userEvent.type(screen.getByTestId('dose-report-notes'), 'Had none left');
  await userEvent.click(screen.getByTestId('dose-report-submit'));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ name: 'medication.report_dose', request: { prescription_item_id: 'm1', was_taken: false, scheduled_at: null, source: 'patient', notes: 'Had none left' } }));
});

test('how regularly a medicine is taken stands with what it rests on, and apart from what is told', async () => {
  await open('nurse', 'active');
  const [first, second] = await screen.findAllByTestId('adherence-line');
  expect(first).toHaveTextContent('87% of days at hand');
  expect(first).toHaveTextContent('87 of 100 days');
  expect(first).toHaveTextContent('handed out 3 times');
  expect(within(first as HTMLElement).getByTestId('adherence-told')).toHaveTextContent('2 of 3 doses that were told were taken');
  expect(second).toHaveTextContent('The measure needs two handings-out on different days.');
  expect(within(second as HTMLElement).queryByTestId('adherence-figure')).toBeNull();
  expect(screen.getByTestId('adherence-source')).toHaveTextContent('Pharmacy Quality Alliance');
  expect(screen.getByTestId('adherence-source')).toHaveTextContent('Having a medicine is not taking it.');
  await expectAccessible();
});

test('what is taken from elsewhere is noted, and ended as never true', async () => {
  const { asked } = await open('nurse', 'active', { 'medication.add_statement': () => ({ id: 'st2' }), 'medication.end_statement': () => ({}), 'medication.suggest': () => [], 'medication.check': () => ({ warnings: [], note: '' }) as never });
  expect(screen.getByTestId('statement')).toHaveTextContent('when her back hurts · told by: her sister');
  await userEvent.click(screen.getByTestId('statement-add'));
  await userEvent.click(await screen.findByTestId('statement-submit'));
  expect(await screen.findByText('Type the medicine with its strength.')).toBeVisible();
  await userEvent.type(screen.getByTestId('statement-medicine'), 'Aspirin 100 mg');
  await userEvent.type(screen.getByTestId('statement-source'), 'a letter');
  await userEvent.click(screen.getByTestId('statement-submit'));
  const noted = { patient_id: 'amina', visit_id: null, medication_text: 'Aspirin 100 mg', dosage_text: null, started_on: null, source_text: 'a letter', reason_text: null, notes: null };
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.add_statement', request: noted }));
  await waitFor(() => expect(screen.queryByTestId('statement-form')).toBeNull());
  await userEvent.click(screen.getByTestId('statement-end'));
  await userEvent.click(await screen.findByTestId('end-statement-error'));
  await userEvent.click(screen.getByTestId('end-statement-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.end_statement', request: { id: 'st', version: 3, ended_on: null, entered_in_error: true, reason: null } }));
});

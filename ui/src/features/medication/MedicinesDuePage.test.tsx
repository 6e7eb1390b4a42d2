import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Chart, PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { openSession, openWindow, refusal } from '../../test/window';
import type { Ward } from '../place/bedWords';
import type { DueDose, GivenDose, MedicationRecord } from './medicineWords';

const minute = 60_000_000;
const amina: PatientLine = { id: 'amina', mrn: 'RH-1043', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 1 };
const peter: PatientLine = { ...amina, id: 'peter', mrn: 'RH-2', display_name: 'Peter Jones', allergies: 0 };

const chart = (patient: PatientLine): Chart => ({
  patient: { ...patient, version: 1, given_name: 'A', middle_name: null, family_name: 'B', gender: 'female', date_of_birth_precision: 'unknown', email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null },
  allergies: [{ id: 'al', version: 1, substance_text: 'Penicillin', category: 'medication', criticality: 'high', reaction_text: 'anaphylaxis', severity: null, status: 'active', verification: null, onset_on: null, candidate: false }],
  medicines: [], problems: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], record_status: 'active', flags: [], history: [], policies: [], consents: [], merged: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP',
});
const due = (item_id: string, patient: PatientLine, medication_text: string, minutes: number | null): DueDose => ({ item_id, patient, medication_text, dosage: '1 tablet, oral, twice a day', last_given_at: null, due_at: minutes === null ? null : nowMicros() + minutes * minute, overdue: (minutes ?? 0) < 0 });
const given = (more: Partial<GivenDose> = {}): GivenDose => ({ id: 'g1', prescription_item_id: 'metformin', medication_text: 'Metformin 850 mg', given_at: nowMicros() - 800 * minute, status: 'given', status_reason: null, despite_text: null, dose_amount: 1, dose_unit: 'tablet', route: 'oral', lot_number: null, correction_reason: null, struck: false, ...more });
const record = (patient: PatientLine, administrations: GivenDose[] = []): MedicationRecord => ({
  patient, statements: [], dispensings: [], administrations,
  items: [{ item_id: 'held', version: 1, prescription_id: 'rx', renews_id: null, medication_text: 'Simvastatin 20 mg', dosage: '1 at night', status: 'on_hold', status_reason: 'Muscle pain', start_on: null, end_on: null, quantity: null, quantity_unit: null, handed_out: 0, last_handed_out_at: null, refills_allowed: 0, refills_left: 0, pharmacy_notes: null }],
});
const wards: Ward[] = [{ ward: 'Ward 2', free: 0, beds: [{ id: 'b', version: 1, department_id: null, ward: 'Ward 2', room: '11', label: 'A', kind: null, notes: null, equipment: [], held: [], stay: { id: 's', version: 1, patient: amina, since: nowMicros(), reason: null, expected_end_on: null, visit_id: 'v7', held_reason: null } }] }];
const doses = (): DueDose[] => [due('metformin', amina, 'Metformin 850 mg', -90), due('ramipril', amina, 'Ramipril 5 mg', 400), due('paracetamol', amina, 'Paracetamol 500 mg', null), due('aspirin', peter, 'Aspirin 75 mg', 20)];

type Answers = Parameters<typeof openWindow>[1];
function open(hash: string, more: Answers = {}, role = 'nurse') {
  return openWindow(hash, {
    'session.state': () => openSession([role]),
    'medication.due': doses,
    'place.wards': () => wards,
    'people.chart': ({ patient_id }) => chart(patient_id === 'peter' ? peter : amina),
    'medication.record': ({ patient_id }) => record(patient_id === 'peter' ? peter : amina, [given()]),
    'medication.stock': () => ({ lots: [], medicines: [], expiring_within_days: 90, more: false }),
    ...more,
  });
}
const asPrescribed = { patient_id: 'amina', visit_id: 'v7', prescription_item_id: 'metformin', medication_text: null, status: 'given', status_reason: null, dose_amount: 1, dose_unit: 'tablet', route: 'oral', body_site: null, given_at: null, inventory_item_id: null, lot_quantity: null, notes: null, accept_warnings: false, accept_reason: null };

beforeEach(() => {
  ['give:amina:metformin:given', 'give:amina:metformin:left_out', 'give:amina:unprescribed:given', 'correct-dose:g1'].forEach(dropDraft);
});

test('bed by bed it stands who has what due; a patient’s doses are there with the allergies, overdue first', async () => {
  open('/medicines-due');
  const [bed, none] = await screen.findAllByTestId('due-ward');
  expect(bed).toHaveTextContent('Ward 2Amina YusufBed A, room 111 overdue1 allergy');
  expect(none).toHaveTextContent('Without a bedPeter Jones1 due');
  await userEvent.click(within(bed as HTMLElement).getByTestId('due-patient'));
  expect(await screen.findByTestId('allergy')).toHaveTextContent('Penicillin · anaphylaxis');
  expect(screen.getByTestId('doses-due')).toHaveTextContent('Metformin 850 mg');
  expect(screen.getByTestId('dose-overdue')).toHaveTextContent('overdue by 1 h');
  expect(screen.getByTestId('doses-by_need')).toHaveTextContent('Paracetamol');
  expect(screen.getByTestId('doses-later')).toHaveTextContent('Ramipril');
  expect(await screen.findByTestId('doses-held')).toHaveTextContent('Simvastatin 20 mg On hold1 at night · Muscle pain');
  await expectAccessible();
});

test('a dose is given by two keys, as it was given last', async () => {
  const { asked } = open('/medicines-due?patient=amina', { 'medication.administer': () => ({ id: 'made' }) });
  await screen.findByTestId('given-dose');
  await userEvent.keyboard('g');
  expect(await screen.findByTestId('give-dosage')).toHaveTextContent('Prescribed1 tablet, oral, twice a day');
  await waitFor(() => expect(screen.getByTestId('give-submit')).toHaveFocus());
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.administer', request: asPrescribed }));
  expect(await screen.findByText('Metformin 850 mg was given to Amina Yusuf.')).toBeVisible();
});

test('a dose that a colleague has just given is read before it is given again', async () => {
  const told = 'A dose of this medicine was given on 2026-03-02 at 09:00, and it is given every 12 hours. See whether another one is meant.';
  const { asked } = open('/medicines-due?patient=amina', { 'medication.administer': (request) => (request.accept_warnings ? { id: 'made' } : refusal('warned', told)) });
  await screen.findByTestId('given-dose');
  await userEvent.click((await screen.findAllByTestId('dose-give'))[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId('give-submit'));
  expect(await screen.findByText(told)).toBeVisible();
  expect(asked.filter((each) => each.name === 'medication.administer')).toHaveLength(1);
  await userEvent.click(screen.getByTestId('give-accept'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.administer', request: { ...asPrescribed, accept_warnings: true } }));
});

test('a warning that was read covers what was sent, and nothing that is changed afterwards', async () => {
  const { asked } = open('/medicines-due?patient=amina', { 'medication.administer': () => refusal('warned', 'A dose was given just now.') });
  await screen.findByTestId('given-dose');
  await userEvent.click((await screen.findAllByTestId('dose-give'))[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId('give-submit'));
  await screen.findByTestId('give-accept');
  await userEvent.type(screen.getByTestId('give-amount'), '0');
  expect(screen.queryByTestId('give-accept')).toBeNull();
  await userEvent.click(screen.getByTestId('give-submit'));
  await waitFor(() => expect(asked.at(-1)).toEqual({ name: 'medication.administer', request: { ...asPrescribed, dose_amount: 10 } }));
});

test('what the clinic’s list calls grave needs the reason too', async () => {
  const { asked } = open('/medicines-due?patient=amina', {
    'medication.administer': (request) => {
      if (!request.accept_warnings) return refusal('warned', 'Allergy to Penicillin.');
      if (!request.accept_reason) return refusal('reason_needed', 'Say why this is given all the same; the doctor reads it.', 'accept_reason');
      return { id: 'made' };
    },
    'medication.suggest': () => [],
    'medication.check': () => ({ warnings: [], note: '' }) as never,
  });
  await userEvent.click(await screen.findByTestId('dose-unprescribed'));
  await userEvent.type(await screen.findByTestId('give-medicine'), 'Benzylpenicillin 600 mg');
  await userEvent.click(screen.getByTestId('give-submit'));
  await userEvent.click(await screen.findByTestId('give-accept'));
  await userEvent.type(await screen.findByTestId('give-accept-reason'), 'Tolerated it twice');
  await userEvent.click(screen.getByTestId('give-accept'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.administer', request: { ...asPrescribed, prescription_item_id: null, medication_text: 'Benzylpenicillin 600 mg', dose_amount: null, dose_unit: null, route: null, accept_warnings: true, accept_reason: 'Tolerated it twice' } }));
});

test('a dose that was not taken is written down with the reason, which is not forgotten', async () => {
  const { asked } = open('/medicines-due?patient=amina', { 'medication.administer': () => ({ id: 'made' }) });
  await userEvent.click((await screen.findAllByTestId('dose-leave-out'))[0] as HTMLElement);
  await userEvent.click(await screen.findByText('Held back'));
  await userEvent.click(screen.getByTestId('give-submit'));
  expect(await screen.findByText('Say why it was not given whole; the doctor reads it.')).toBeVisible();
  expect(asked.some((each) => each.name === 'medication.administer')).toBe(false);
  await userEvent.type(screen.getByTestId('give-reason'), 'Vomits');
  await userEvent.click(screen.getByTestId('give-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.administer', request: { ...asPrescribed, status: 'withheld', status_reason: 'Vomits', dose_amount: null, dose_unit: null, route: null } }));
});

test('an entry that never was true is struck with the reason', async () => {
  const { asked } = open('/medicines-due?patient=amina', { 'medication.correct_administration': () => ({ id: 'made' }) });
  await userEvent.click(await screen.findByTestId('dose-correct'));
  await userEvent.click(await screen.findByTestId('correct-dose-entered_in_error'));
  await userEvent.click(screen.getByTestId('correct-dose-submit'));
  expect(await screen.findByText('Please say why.')).toBeVisible();
  await userEvent.type(screen.getByTestId('correct-dose-reason'), 'Wrong bed');
  await userEvent.click(screen.getByTestId('correct-dose-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.correct_administration', request: { administration_id: 'g1', status: null, status_reason: null, dose_amount: null, dose_unit: null, lot_quantity: null, reason: 'Wrong bed' } }));
});

test('what was taken from a lot is asked where the clinic needs it', async () => {
  const { asked } = open('/medicines-due?patient=amina', { 'medication.correct_administration': (request) => (request.lot_quantity === null ? refusal(null, 'Say how much was taken from the lot.', 'lot_quantity') : { id: 'made' }) });
  await userEvent.click(await screen.findByTestId('dose-correct'));
  await userEvent.type(await screen.findByTestId('correct-dose-reason'), 'Two, not one');
  await userEvent.click(screen.getByTestId('correct-dose-submit'));
  expect(await screen.findByText('Say how much was taken from the lot.')).toBeVisible();
  await userEvent.type(screen.getByTestId('correct-dose-lot'), '2');
  await userEvent.click(screen.getByTestId('correct-dose-submit'));
  await waitFor(() => expect(asked.at(-1)?.request).toMatchObject({ status: 'given', lot_quantity: 2, reason: 'Two, not one' }));
});

test('a scanned wristband leads to that patient’s medicines, whoever was open', async () => {
  open('/medicines-due?patient=amina', { 'people.find': () => [peter] });
  await screen.findByTestId('given-dose');
  for (const key of [...'RH-2', 'Enter']) fireEvent.keyDown(document.body, { key });
  await waitFor(() => expect(within(screen.getByTestId('doses-of')).getByRole('heading')).toHaveTextContent('Peter Jones'));
  expect(window.location.hash).toBe('#/medicines-due?patient=peter');
});

test('who may give nothing is told so in the clinic’s words, and nobody here is said to be nobody', async () => {
  open('/medicines-due', { 'medication.due': () => refusal('not_allowed', 'Your role does not allow this.') }, 'pharmacist');
  expect(await screen.findByText('Your role does not allow this.')).toBeVisible();
  expect(screen.queryByTestId('nav-medicines-due')).toBeNull();
});

test('where nobody has medicines it says who would stand here', async () => {
  open('/medicines-due', { 'medication.due': () => [] });
  expect(await screen.findByText('Nobody here has a medicine to be given')).toBeVisible();
});

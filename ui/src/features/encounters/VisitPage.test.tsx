import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { LabTestRow, Proposal, Visit } from '../../api/commands';
import { choose } from '../../test/choose';
import { expectAccessible } from '../../test/accessible';
import { openSession, openWindow, refusal } from '../../test/window';

const patient = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const measured = 1_772_442_000_000_000;
const vitals: Visit['vitals'][number] = {
  id: 'vt', recorded_at: measured, entered_at: null, systolic_mmhg: 210, diastolic_mmhg: 80, heart_rate_bpm: 72, respiratory_rate_bpm: null, temperature_celsius: 36.8, oxygen_saturation_percent: null, on_oxygen: null, consciousness: null, weight_kg: null, height_cm: null,
  head_circumference_cm: 54, bmi: null, pain_score: null, unusual_confirmed: false, recorded_by: null, notes: null, corrects_id: null, correction_reason: null, struck: false,
};
const visit: Visit = {
  id: 'v1', version: 2, patient, practitioner: 'Dr Okafor', practitioner_id: 'd1', appointment_id: null, started_at: measured, ended_at: null, kind: 'consultation', status: 'in_progress', reason: 'Cough', subjective: null, objective: null, assessment: null, plan: null,
  follow_up_instructions: null, history_present_illness: null, physical_examination: null, notes: null, discharge_instructions: null, room: null, status_reason: null, signed_at: null, signed_by: null, addenda: [], vitals: [vitals],
  conditions: [], prescriptions: [], procedures: [], results: [], lab_orders: [], immunizations: [], referrals: [], invoice_id: null,
};
const row = (id: string, name: string, code: string, part: Partial<LabTestRow> = {}): LabTestRow => ({ id, version: 1, name, code, code_system: 'LOINC', category: 'blood', specimen_kind: 'serum', unit: null, reference_low: null, reference_high: null, critical_low: null, critical_high: null, sex: null, age_from_years: null, age_until_years: null, panel_name: 'Electrolytes', is_active: true, notes: null, ...part });
const none = { patient_id: 'amina', diagnoses: [], recommendations: [] };
const beside = {
  'people.chart': () => refusal(null, 'Not read here.'),
  'encounters.proposals': () => none,
  'encounters.note_templates': () => [],
};
const asDoctor = (part: Partial<Visit> = {}) => ({ ...beside, 'session.state': () => openSession(['doctor']), 'encounters.visit': () => ({ ...visit, ...part }) });

test('a panel is ordered as one, each test once, and what is refused stands at the tests', async () => {
  const { asked } = openWindow('/visits/v1', {
    ...asDoctor(),
    'encounters.lab_tests': () => [row('na', 'Sodium', '1'), row('k-f', 'Potassium', '2', { sex: 'female' }), row('k-m', 'Potassium', '2', { sex: 'male' }), row('crp', 'CRP', '3', { panel_name: null })],
    'encounters.order_tests': () => refusal(null, 'These tests need different specimens (serum, urine). Order them one by one.', 'lab_test_ids'),
  });
  await userEvent.click(await screen.findByTestId('visit-tests'));
  await userEvent.click(await screen.findByTestId('order-tests-submit'));
  expect(await screen.findByText('Choose at least one test.')).toBeVisible();
  await userEvent.click(await screen.findByLabelText('Electrolytes (2 tests)'));
  await userEvent.click(screen.getByTestId('order-tests-submit'));
  expect(asked).toContainEqual({ name: 'encounters.order_tests', request: { patient_id: 'amina', visit_id: 'v1', panel_name: 'Electrolytes', lab_test_ids: ['na', 'k-f'], other_tests: [], priority: 'routine', reason: null, notes: null } });
  expect(await screen.findByTestId('order-tests-refused')).toHaveTextContent('different specimens');
  await expectAccessible();
  // A search hides the rest of the panel; a part of it is no panel.
  await userEvent.type(screen.getByTestId('order-tests-find'), 'sod');
  await userEvent.click(screen.getByTestId('order-tests-one'));
  await userEvent.click(screen.getByTestId('order-tests-submit'));
  expect(asked.at(-1)).toMatchObject({ request: { panel_name: null, lab_test_ids: ['k-f'] } });
});

test('a vaccine is taken from a lot of the stock, and noted over a warning only after it was read', async () => {
  const lot = { id: 'lot1', version: 1, medication_id: null, name: 'Hepatitis B vaccine', lot_number: 'HB-0917', expires_on: '2026-10-31', unit: 'dose', location: null, minimum_quantity: null, lead_time_days: null, unit_cost_minor: null, currency: null, supplier: null, notes: null, is_active: true, level: 4, expired: true, expiring: false };
  const { asked } = openWindow('/visits/v1', {
    ...asDoctor(),
    'medication.stock': () => ({ lots: [lot], medicines: [], expiring_within_days: 90, more: false }),
    'encounters.give_immunization': ({ accept_warnings }) => (accept_warnings ? { id: 'im' } : refusal('warned', 'This lot expired on 2026-10-31.')),
  });
  await userEvent.click(await screen.findByTestId('visit-immunization'));
  await screen.findByTestId('immunization-form');
  await choose('immunization-lot', 'Hepatitis B vaccine · HB-0917');
  expect(screen.getByTestId('immunization-vaccine')).toHaveValue('Hepatitis B vaccine');
  await userEvent.click(screen.getByTestId('immunization-submit'));
  await userEvent.click(await screen.findByTestId('immunization-anyway'));
  const given = asked.filter((each) => each.name === 'encounters.give_immunization').map((each) => each.request);
  expect(given).toHaveLength(2);
  expect(given[1]).toMatchObject({ patient_id: 'amina', visit_id: 'v1', lot_number: 'HB-0917', expires_on: '2026-10-31', inventory_item_id: 'lot1', lot_quantity: 1, accept_warnings: true });
});

test('a set of vitals is corrected as a whole: what the form does not ask for and the moment stay', async () => {
  const { asked } = openWindow('/visits/v1', { ...asDoctor(), 'encounters.correct_vitals': () => ({ id: 'new', bmi: null }) });
  await userEvent.click(await screen.findByTestId('vitals-correct'));
  const systolic = await screen.findByTestId('vitals-systolic_mmhg');
  expect(systolic).toHaveValue('210');
  await userEvent.clear(systolic);
  await userEvent.type(systolic, '120');
  await userEvent.click(screen.getByTestId('vitals-submit'));
  expect(await screen.findByText('Say what was wrong; the next reader sees it.')).toBeVisible();
  await userEvent.type(screen.getByTestId('vitals-reason'), 'Mistyped');
  await userEvent.click(screen.getByTestId('vitals-submit'));
  const sent = asked.find((each) => each.name === 'encounters.correct_vitals');
  expect(sent?.request).toMatchObject({ id: 'vt', reason: 'Mistyped', vitals: { patient_id: 'amina', measured_at: null, systolic_mmhg: 120, diastolic_mmhg: 80, temperature: 36.8, temperature_unit: 'C', head_circumference_cm: 54 } });
});

test('a proposal is worded as one with method and limits; it is rejected with a reason and accepted with what was seen', async () => {
  const proposal: Proposal = {
    id: 'pp', version: 5, kind: null, text: 'Chronic kidney disease, stage 3a', code: 'N18.31', severity: 'moderate', due_on: null, status: 'proposed', confidence: null, reasons: [{ text: 'eGFR 49', table: 'lab_results', row: 'r' }], method: 'KDIGO chronic kidney disease', source: 'KDIGO 2024', limits: 'Not while acutely ill.', proposed_at: measured, decided_at: null, decided_by: null, decision_reason: null, medical_condition_id: null,
    standing: { id: 'p9', version: 4, severity: 'mild' },
  };
  const { asked } = openWindow('/visits/v1', {
    ...asDoctor(),
    'encounters.proposals': () => ({ ...none, diagnoses: [proposal] }),
    'encounters.accept_diagnosis': () => ({ medical_condition_id: 'p9', warnings: ['N18.31 excludes N17.'] }),
    'encounters.reject_diagnosis': () => ({}),
  });
  const panel = await screen.findByTestId('proposal');
  expect(panel).toHaveTextContent('Proposed diagnosis');
  expect(panel).toHaveTextContent('By KDIGO chronic kidney disease');
  expect(panel).toHaveTextContent('Limits: Not while acutely ill.');
  expect(within(panel).getByTestId('proposal-other-severity')).toHaveTextContent('“Mild”');
  await userEvent.click(within(panel).getByTestId('proposal-reject'));
  await userEvent.type(await screen.findByTestId('reject-proposal-reason'), 'Was acutely ill');
  await userEvent.click(screen.getByTestId('reject-proposal-submit'));
  expect(asked).toContainEqual({ name: 'encounters.reject_diagnosis', request: { id: 'pp', version: 5, reason: 'Was acutely ill' } });
  await userEvent.click(within(panel).getByTestId('proposal-accept'));
  expect(asked).toContainEqual({ name: 'encounters.accept_diagnosis', request: { id: 'pp', version: 5, visit_id: 'v1', notes: null, condition_version: 4 } });
  expect(await screen.findByText('N18.31 excludes N17.')).toBeVisible();
});

test('a visit that was ended by mistake is opened again, and a signed one only takes an addendum', async () => {
  const { asked } = openWindow('/visits/v1', { ...asDoctor({ status: 'completed', ended_at: measured }), 'encounters.reopen_visit': () => refusal(null, 'The invoice of this visit was issued. Void it first, or begin another visit.') });
  await userEvent.click(await screen.findByTestId('visit-reopen'));
  await userEvent.type(await screen.findByTestId('reopen-visit-reason'), 'Wrong button');
  await userEvent.click(screen.getByTestId('reopen-visit-submit'));
  expect(asked).toContainEqual({ name: 'encounters.reopen_visit', request: { id: 'v1', version: 2, reason: 'Wrong button' } });
  expect(await screen.findByText(/The invoice of this visit was issued/)).toBeVisible();
});

test('what is missing in a signed note is added with its reason', async () => {
  const { asked } = openWindow('/visits/v1', { ...asDoctor({ status: 'completed', ended_at: measured, signed_at: measured, signed_by: 'Dr Okafor' }), 'encounters.add_addendum': () => ({ id: 'ad' }) });
  await userEvent.click(await screen.findByTestId('addendum-add'));
  await userEvent.type(await screen.findByTestId('addendum-text'), 'Allergic to latex as well.');
  await userEvent.type(screen.getByTestId('addendum-reason'), 'Told afterwards');
  await userEvent.click(screen.getByTestId('addendum-submit'));
  expect(asked).toContainEqual({ name: 'encounters.add_addendum', request: { visit_id: 'v1', text: 'Allergic to latex as well.', reason: 'Told afterwards' } });
  expect(screen.queryByTestId('visit-reopen')).toBeNull();
  expect(screen.queryByTestId('visit-tests')).toBeNull();
});

test('the next appointment is booked at a free time, or left to the desk', async () => {
  const starts_at = 1_804_066_200_000_000;
  const { asked } = openWindow('/visits/v1', {
    ...asDoctor(),
    'scheduling.free_slots': () => [{ practitioner_id: 'd1', practitioner: 'Dr Okafor', starts_at, ends_at: starts_at + 900_000_000 }],
    'scheduling.book': () => refusal('taken', 'Dr Okafor has somebody else at that time.'),
    'scheduling.add_to_waitlist': () => ({ id: 'w' }),
  });
  await userEvent.click(await screen.findByTestId('visit-follow_up'));
  await userEvent.click(await screen.findByTestId('follow-up-slot'));
  await userEvent.click(screen.getByTestId('follow-up-submit'));
  expect(asked).toContainEqual({ name: 'scheduling.book', request: { patient_id: 'amina', practitioner_id: 'd1', starts_at, ends_at: starts_at + 900_000_000, kind: 'follow_up', priority: 'medium', reason: 'Cough', room: null, overbook: false } });
  expect(await screen.findByText('Dr Okafor has somebody else at that time.')).toBeVisible();
  await userEvent.click(screen.getByTestId('follow-up-leave'));
  expect(asked.find((each) => each.name === 'scheduling.add_to_waitlist')?.request).toMatchObject({ patient_id: 'amina', practitioner_id: 'd1', kind: 'follow_up', reason: 'Cough' });
});

test('a nurse gives vaccines and orders nothing', async () => {
  openWindow('/visits/v1', { ...asDoctor(), 'session.state': () => openSession(['nurse']) });
  expect(await screen.findByTestId('visit-immunization')).toBeVisible();
  for (const each of ['visit-tests', 'visit-scan', 'visit-procedure', 'visit-refer', 'visit-follow_up']) expect(screen.queryByTestId(each)).toBeNull();
});

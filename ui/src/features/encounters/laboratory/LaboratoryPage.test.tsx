import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { PatientLine, ResponseOf } from '../../../api/commands';
import { openSession, openWindow, refusal, tablesChanged } from '../../../test/window';

type Order = ResponseOf<'encounters.lab_worklist'>[number];
type Result = ResponseOf<'encounters.lab_order'>['results'][number];
type Test = ResponseOf<'encounters.lab_tests'>[number];

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const order = (id: string, part: Partial<Order> = {}): Order => ({
  id, version: 2, patient: amina, visit_id: null, panel_name: 'Electrolytes', priority: 'stat', status: 'in_progress', ordered_at: 0, ordered_by: 'Dr Okafor', reason: null, specimen_kind: 'serum', specimen_number: 'A-000017', collected_at: 0, received_at: 0, cancel_reason: null, notes: null, awaited: 2, ...part,
});
const result = (id: string, test_name: string, test_code: string, part: Partial<Result> = {}): Result => ({
  id, version: 1, patient_id: 'amina', lab_order_id: 'o', visit_id: null, test_name, test_code, panel_name: null, value: null, value_number: null, unit: null, reference_range: null, abnormal_flag: null, flag_reason: null, status: 'in_progress', comments: null, interpretation: null, resulted_at: null, reviewed_at: null, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: 0, ...part,
});
const listed = (id: string, name: string, code: string, part: Partial<Test> = {}): Test => ({
  id, version: 1, name, code, code_system: null, category: null, specimen_kind: null, unit: 'mmol/L', reference_low: 3.5, reference_high: 5.1, critical_low: 2.8, critical_high: 6.2, sex: null, age_from_years: null, age_until_years: null, panel_name: null, is_active: true, notes: null, ...part,
});
const tests = [listed('k', 'Potassium', '2823-3'), listed('hf', 'Hemoglobin', '718-7', { unit: 'g/dL', sex: 'female', reference_low: 12, reference_high: 15.5 }), listed('hm', 'Hemoglobin', '718-7', { unit: 'g/dL', sex: 'male', reference_low: 13.5, reference_high: 17.5 })];
const critical = result('k1', 'Potassium', '2823-3', { version: 3, value: '6.6', unit: 'mmol/L', reference_range: '3.5 – 5.1', abnormal_flag: 'critical_high', status: 'completed', resulted_at: 0 });

function open(role: string, orders: Order[], results: () => Result[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/laboratory', {
    'session.state': () => openSession([role]),
    'encounters.lab_worklist': () => orders,
    'encounters.critical_not_told': () => [],
    'encounters.results_to_review': () => [],
    'encounters.lab_tests': () => tests,
    'encounters.lab_order': ({ id }) => ({ order: orders.find((each) => each.id === id) ?? order(id), results: results() }),
    ...more,
  });
}
const asText = (name: string) => `encounters.${name}`;

test('results are written one below the other, each with its range, and a critical one asks for the telephone at once', async () => {
  let results = [result('k1', 'Potassium', '2823-3'), result('h1', 'Hemoglobin', '718-7', { version: 5 })];
  const { asked } = open('lab_technician', [order('one')], () => results, { 'encounters.enter_result': ({ id }) => ({ id, abnormal_flag: null }), 'encounters.tell_result': () => ({}) });
  await userEvent.click(await screen.findByTestId('lab-row'));
  const rows = await screen.findAllByTestId('result-entry');
  // Each range is bound together so that it reads the same from left to right in Arabic too.
  expect(rows[0]).toHaveTextContent('\u20663.5 – 5.1\u2069 mmol/L; critical \u2066< 2.8, > 6.2\u2069');
  expect(rows[1]).toHaveTextContent('\u206612 – 15.5\u2069 g/dL');
  expect(rows[1]).not.toHaveTextContent('13.5');
  await userEvent.type(screen.getAllByTestId('result-value')[0] as HTMLElement, '6.6{Enter}');
  expect(screen.getAllByTestId('result-value')[1]).toHaveFocus();
  await userEvent.keyboard('<7.5{Enter}');
  await waitFor(() => expect(asked.filter((each) => each.name === asText('enter_result'))).toHaveLength(2));
  const rest = { is_preliminary: false, value_text: null, unit: null, reference_low: null, reference_high: null, abnormal_flag: null, flag_reason: null, comments: null, interpretation: null };
  expect(asked.filter((each) => each.name === asText('enter_result')).map((each) => each.request)).toEqual([
    { id: 'k1', version: 1, value_number: 6.6, value_comparator: null, ...rest },
    { id: 'h1', version: 5, value_number: 7.5, value_comparator: '<', ...rest },
  ]);

  results = [critical];
  await tablesChanged('lab_results');
  expect(await screen.findByText(/Telephone it now/)).toBeVisible();
  await userEvent.click(screen.getByTestId('result-tell'));
  await userEvent.type(await screen.findByTestId('tell-reason'), 'Dr Benali{Enter}');
  await waitFor(() => expect(asked).toContainEqual({ name: asText('tell_result'), request: { id: 'k1', version: 3, told_to: 'Dr Benali' } }));
});

test('a comma is asked about, and what the clinic refuses stands at its field while the others are saved', async () => {
  const { asked } = open('lab_technician', [order('two')], () => [result('k2', 'Potassium', '2823-3'), result('h2', 'Hemoglobin', '718-7')], {
    'encounters.enter_result': ({ id, unit }) => (unit === 'mg/dL' ? refusal(null, 'This test is kept in mmol/L.', 'unit') : { id, abnormal_flag: 'normal' }),
  });
  await userEvent.click(await screen.findByTestId('lab-row'));
  const values = await screen.findAllByTestId('result-value');
  await userEvent.type(values[0] as HTMLElement, '4,2');
  await userEvent.click(screen.getByTestId('results-save'));
  expect(await screen.findByText(/Is that a decimal point/)).toBeVisible();
  expect(asked.some((each) => each.name === asText('enter_result'))).toBe(false);

  await userEvent.clear(values[0] as HTMLElement);
  await userEvent.type(values[0] as HTMLElement, '19.5');
  await userEvent.type(screen.getAllByTestId('result-unit')[0] as HTMLElement, 'mg/dL');
  await userEvent.type(values[1] as HTMLElement, 'clotted');
  await userEvent.click(screen.getByTestId('results-save'));
  expect(await screen.findByText('This test is kept in mmol/L.')).toBeVisible();
  expect(screen.getAllByTestId('result-value')[0]).toHaveValue('19.5');
  expect(screen.getAllByTestId('result-value')[1]).toHaveValue('');
  expect(asked.findLast((each) => each.name === asText('enter_result'))?.request).toMatchObject({ id: 'h2', value_number: null, value_text: 'clotted' });
});

test('a specimen is taken with its number, received, and rejected with what is wrong with it', async () => {
  const orders = [order('three', { status: 'ordered', specimen_number: null })];
  const { asked } = open('lab_technician', orders, () => [], {
    'encounters.collect_specimen': () => ({ id: 'three', version: 3, specimen_number: 'A-000018' }), 'encounters.receive_specimen': () => ({}), 'encounters.reject_specimen': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('lab-row'));
  expect(screen.queryByTestId('specimen-reject')).toBeNull();
  await userEvent.click(await screen.findByTestId('specimen-take'));
  await userEvent.click(await screen.findByTestId('specimen-take-submit'));
  await screen.findByText('Label the specimen with A-000018.');
  expect(asked).toContainEqual({ name: asText('collect_specimen'), request: { id: 'three', version: 2, specimen_kind: null } });

  orders[0] = order('three', { status: 'collected', version: 3, specimen_number: 'A-000018' });
  await tablesChanged('lab_orders');
  await userEvent.click(await screen.findByTestId('specimen-receive'));
  await waitFor(() => expect(asked).toContainEqual({ name: asText('receive_specimen'), request: { id: 'three', version: 3 } }));
  await userEvent.click(screen.getByTestId('specimen-reject'));
  await userEvent.click(await screen.findByText('Clotted'));
  await userEvent.click(screen.getByTestId('reject-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: asText('reject_specimen'), request: { id: 'three', version: 3, reason: 'Clotted' } }));
});

test('a specimen of which something was found is not rejected, and its result is corrected with the reason', async () => {
  const done = { ...critical, told_to: 'Dr Benali', told_at: 1 };
  const { asked } = open('lab_technician', [order('four')], () => [done, result('h4', 'Hemoglobin', '718-7')], { 'encounters.correct_result': () => ({ id: 'new', abnormal_flag: 'normal' }) });
  await userEvent.click(await screen.findByTestId('lab-row'));
  expect(await screen.findByText(/Told to Dr Benali/)).toBeVisible();
  expect(screen.queryByTestId('result-tell')).toBeNull();
  expect(screen.queryByTestId('specimen-reject')).toBeNull();
  await userEvent.click(screen.getByTestId('result-correct'));
  const form = within(await screen.findByTestId('correct-result-form'));
  await userEvent.type(form.getByTestId('result-value'), '4.1');
  await userEvent.click(form.getByTestId('correct-result-submit'));
  expect(form.getByText('Say what was wrong with the result.')).toBeVisible();
  await userEvent.type(form.getByTestId('correct-result-reason'), 'Tubes swapped');
  await userEvent.click(form.getByTestId('correct-result-submit'));
  await waitFor(() => expect(asked.find((each) => each.name === asText('correct_result'))?.request).toMatchObject({ id: 'k1', reason: 'Tubes swapped', value_number: 4.1, value_comparator: null, value_text: null }));
});

test('a scanned label opens its order, and a number that is none is told at the field', async () => {
  open('lab_technician', [order('five'), order('six', { specimen_number: 'A-000020' })], () => [], {
    'encounters.find_specimen': ({ specimen_number }) => (specimen_number === 'a-000099' ? { order: order('old', { status: 'completed', panel_name: 'Lipids' }), results: [] } : refusal(null, 'No specimen on this PC has this number.', 'specimen_number')),
    'encounters.lab_order': ({ id }) => ({ order: order(id, id === 'old' ? { status: 'completed', panel_name: 'Lipids' } : { panel_name: `Panel of ${id}` }), results: [] }),
  });
  const scan = await screen.findByTestId('lab-scan');
  await userEvent.type(scan, 'A-000020{Enter}');
  expect(await screen.findByText('Panel of six')).toBeVisible();
  await userEvent.type(scan, 'a-000099{Enter}');
  expect(await within(await screen.findByTestId('lab-order')).findByText('Lipids')).toBeVisible();
  await userEvent.type(scan, 'B-1{Enter}');
  expect(await screen.findByText('No specimen on this PC has this number.')).toBeVisible();
});

test('a doctor signs off what was chosen, and hears that a critical one counts as told', async () => {
  const { asked } = open('doctor', [], () => [], {
    'encounters.results_to_review': () => [{ patient: amina, result: critical }, { patient: amina, result: result('n1', 'Sodium', '2951-2', { version: 9, value: '140', status: 'completed', abnormal_flag: 'normal' }) }],
    'encounters.review_results': () => ({}),
  });
  await userEvent.click(await screen.findByText('To sign off (2)'));
  expect(screen.getByTestId('sign-submit')).toBeDisabled();
  await userEvent.click(screen.getAllByTestId('sign-one')[1] as HTMLElement);
  expect(screen.queryByText(/has been told it/)).toBeNull();
  await userEvent.click(screen.getAllByTestId('sign-one')[0] as HTMLElement);
  expect(screen.getByText(/has been told it/)).toBeVisible();
  await userEvent.click(screen.getByTestId('sign-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: asText('review_results'), request: { results: [{ id: 'k1', version: 3 }, { id: 'n1', version: 9 }] } }));
});

test('a nurse takes specimens and writes no results', async () => {
  open('nurse', [order('seven', { status: 'ordered' })], () => [result('k7', 'Potassium', '2823-3', { status: 'ordered' })]);
  await userEvent.click(await screen.findByTestId('lab-row'));
  await screen.findByTestId('specimen-take');
  expect(screen.getByTestId('awaited-test')).toHaveTextContent('Potassium');
  expect(screen.queryByTestId('enter-results')).toBeNull();
  expect(screen.queryByTestId('test-cancel')).toBeNull();
  expect(screen.queryByText(/To sign off/)).toBeNull();
});

test('an empty worklist says where orders come from', async () => {
  open('lab_technician', [], () => []);
  expect(await screen.findByText('No order waits')).toBeVisible();
});

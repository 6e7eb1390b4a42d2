// The laboratory of the made-up clinic.

import type { PatientLine, ResponseOf } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Order = ResponseOf<'encounters.lab_worklist'>[number];
type Result = ResponseOf<'encounters.lab_order'>['results'][number];
type Test = ResponseOf<'encounters.lab_tests'>[number];
type Request = Record<string, unknown>;
type Refuse = (sentence: string, code?: string | null, field?: string) => never;

const minute = 60_000_000;
const now = nowMicros();

function patient(index: number): PatientLine {
  const found = patients[index];
  if (!found) throw new Error('no such patient');
  return found;
}

let made = 0;
function test(name: string, code: string, unit: string, range: [number | null, number | null], critical: [number | null, number | null] = [null, null], part: Partial<Test> = {}): Test {
  return { id: `lt${made++}`, version: 1, name, code, code_system: 'LOINC', category: 'blood', specimen_kind: 'serum', unit, reference_low: range[0], reference_high: range[1], critical_low: critical[0], critical_high: critical[1], sex: null, age_from_years: null, age_until_years: null, panel_name: null, is_active: true, notes: null, ...part };
}

const tests: Test[] = [
  test('Potassium', '2823-3', 'mmol/L', [3.5, 5.1], [2.8, 6.2]), test('Sodium', '2951-2', 'mmol/L', [135, 145], [120, 160]), test('Creatinine', '2160-0', 'mg/dL', [0.6, 1.2]), test('Hemoglobin A1c', '4548-4', '%', [4, 5.6]), test('C reactive protein', '1988-5', 'mg/L', [null, 5]),
  test('Hemoglobin', '718-7', 'g/dL', [12, 15.5], [7, 20], { sex: 'female', age_from_years: 18 }), test('Hemoglobin', '718-7', 'g/dL', [13.5, 17.5], [7, 20], { sex: 'male', age_from_years: 18 }),
];

function order(id: string, who: number, panel_name: string, status: string, minutes: number, part: Partial<Order> = {}): Order {
  const taken = status !== 'ordered';
  return {
    id, version: 1, patient: patient(who), visit_id: null, panel_name, priority: 'routine', status, ordered_at: now - minutes * minute, ordered_by: 'Dr Ngozi Okafor', reason: null, specimen_kind: 'serum', specimen_number: taken ? `A-0004${10 + made++}` : null,
    collected_at: taken ? now - (minutes - 6) * minute : null, received_at: status === 'in_progress' ? now - (minutes - 11) * minute : null, cancel_reason: null, notes: null, awaited: 3, ...part,
  };
}

const orders: Order[] = [
  order('o1', 2, 'Electrolytes', 'in_progress', 38, { priority: 'stat', reason: 'Chest pain, irregular pulse' }), order('o2', 3, 'Diabetes check', 'in_progress', 74), order('o3', 8, 'Electrolytes', 'collected', 25, { priority: 'urgent', reason: 'Heart failure, diuretic raised' }),
  order('o4', 10, 'Antenatal bloods', 'ordered', 12), order('o5', 13, 'C reactive protein', 'ordered', 7, { priority: 'asap', reason: 'Fever since two days' }), order('o6', 1, 'Urine culture', 'preliminary', 1500, { specimen_kind: 'urine' }),
];

function result(id: string, lab_order_id: string, of: string, status: string, part: Partial<Result> = {}): Result {
  const listed = tests.find((each) => each.name === of);
  const who = orders.find((each) => each.id === lab_order_id)?.patient.id ?? patient(0).id;
  return {
    id, version: 1, patient_id: who, lab_order_id, visit_id: null, test_name: of, test_code: listed?.code ?? null, panel_name: null, value: null, value_number: null, unit: listed?.unit ?? null, reference_range: null, abnormal_flag: null, flag_reason: null, status, comments: null, interpretation: null,
    resulted_at: null, reviewed_at: null, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: now, ...part,
  };
}

const results: Result[] = [
  result('e1', 'o1', 'Potassium', 'in_progress'), result('e2', 'o1', 'Sodium', 'in_progress'), result('e3', 'o1', 'Creatinine', 'completed', { value: '0.9', value_number: 0.9, reference_range: '0.6 – 1.2', abnormal_flag: 'normal', resulted_at: now - 9 * minute }),
  result('e4', 'o2', 'Hemoglobin A1c', 'in_progress'), result('e5', 'o2', 'Hemoglobin', 'in_progress'), result('e6', 'o2', 'Creatinine', 'corrected', { value: '1.4', value_number: 1.4, reference_range: '0.6 – 1.2', abnormal_flag: 'high', resulted_at: now - 14 * minute, correction_reason: 'Tubes swapped', corrects_id: 'e7' }),
  result('e7', 'o2', 'Creatinine', 'completed', { value: '4.1', value_number: 4.1, reference_range: '0.6 – 1.2', abnormal_flag: 'high', resulted_at: now - 33 * minute, struck: true }),
  result('e8', 'o3', 'Potassium', 'collected'), result('e9', 'o3', 'Sodium', 'collected'), result('ea', 'o4', 'Hemoglobin', 'ordered'), result('eb', 'o5', 'C reactive protein', 'ordered'),
  result('ec', 'o6', 'Urine culture', 'preliminary', { value: 'Escherichia coli, growing', resulted_at: now - 300 * minute, unit: null }),
];

const potassium = result('t1', 'o9', 'Potassium', 'completed', { value: '6.9', value_number: 6.9, reference_range: '3.5 – 5.1', abnormal_flag: 'critical_high', resulted_at: now - 17 * minute });
const told = result('t2', 'o8', 'Hemoglobin', 'completed', { value: '10.8', value_number: 10.8, reference_range: '12 – 15.5', abnormal_flag: 'low', resulted_at: now - 50 * minute, comments: 'Microcytic.' });
const plain = result('t3', 'o8', 'Sodium', 'completed', { value: '139', value_number: 139, reference_range: '135 – 145', abnormal_flag: 'normal', resulted_at: now - 50 * minute });

/** The answers of the laboratory. */
export function laboratory(changed: (tables: string[]) => void, refuse: Refuse): Record<string, (request: Request) => unknown> {
  const onOrder = (status: string, part: Partial<Order> = {}) => ({ id }: Request) => {
    const found = orders.find((each) => each.id === id);
    if (found) Object.assign(found, { status, version: found.version + 1, ...part });
    changed(['lab_orders']);
    return {};
  };
  const shown = (id: unknown) => ({ order: orders.find((each) => each.id === id) ?? refuse('No such order.'), results: results.filter((each) => each.lab_order_id === id) });
  const untold = () => [...results, potassium].filter((each) => each.abnormal_flag?.startsWith('critical') && each.told_at === null && !each.struck);
  const judge = (id: unknown, request: Request): Partial<Result> => {
    const of = tests.find((each) => each.name === results.find((one) => one.id === id)?.test_name);
    const value = request.value_number as number | null;
    const flag = value === null || !of ? null : of.critical_high !== null && value > of.critical_high ? 'critical_high' : of.critical_low !== null && value < of.critical_low ? 'critical_low' : of.reference_high !== null && value > of.reference_high ? 'high' : of.reference_low !== null && value < of.reference_low ? 'low' : 'normal';
    return { value: value === null ? String(request.value_text) : `${String(request.value_comparator ?? '')}${value}`, value_number: value, reference_range: of ? `${of.reference_low ?? ''} – ${of.reference_high ?? ''}` : null, abnormal_flag: (request.abnormal_flag as string | null) ?? flag, comments: request.comments as string | null, resulted_at: nowMicros() };
  };
  return {
    'encounters.lab_worklist': () => orders.filter((each) => ['ordered', 'collected', 'in_progress', 'preliminary'].includes(each.status)),
    'encounters.lab_order': ({ id }) => shown(id),
    'encounters.find_specimen': ({ specimen_number }) => shown((orders.find((each) => each.specimen_number === String(specimen_number).toUpperCase()) ?? refuse('No specimen on this PC has this number.', null, 'specimen_number')).id),
    'encounters.lab_tests': () => tests,
    'encounters.collect_specimen': (request) => (onOrder('collected', { specimen_number: 'A-000431', collected_at: nowMicros() })(request), { id: request.id, version: 2, specimen_number: 'A-000431' }),
    'encounters.receive_specimen': onOrder('in_progress', { received_at: nowMicros() }),
    'encounters.reject_specimen': ({ id, reason }) => onOrder('ordered', { collected_at: null, notes: `Specimen was rejected: ${String(reason)}` })({ id }),
    'encounters.cancel_lab_order': onOrder('cancelled'),
    'encounters.cancel_lab_test': ({ id }) => {
      const found = results.find((each) => each.id === id);
      if (found) found.status = 'cancelled';
      changed(['lab_results']);
      return {};
    },
    'encounters.enter_result': (request) => {
      const found = results.find((each) => each.id === request.id);
      if (request.unit === 'mg/dL' && found?.unit === 'mmol/L') refuse('This test is kept in mmol/L; mg/dL cannot be converted to it exactly.', null, 'unit');
      if (found) Object.assign(found, judge(request.id, request), { status: request.is_preliminary ? 'preliminary' : 'completed', version: found.version + 1 });
      changed(['lab_results']);
      return { id: request.id, abnormal_flag: found?.abnormal_flag ?? null };
    },
    'encounters.correct_result': (request) => {
      const found = results.find((each) => each.id === request.id);
      if (found) {
        results.push({ ...found, id: `c${made++}`, ...judge(request.id, request), status: 'corrected', correction_reason: String(request.reason), corrects_id: found.id });
        found.struck = true;
      }
      changed(['lab_results']);
      return { id: 'c', abnormal_flag: null };
    },
    'encounters.tell_result': ({ id, told_to }) => {
      const found = [...results, potassium].find((each) => each.id === id);
      if (found) Object.assign(found, { told_to, told_at: nowMicros() });
      changed(['lab_results']);
      return {};
    },
    'encounters.critical_not_told': () => untold().map((each) => ({ patient: orders.find((one) => one.id === each.lab_order_id)?.patient ?? patient(11), result: each })),
    'encounters.results_to_review': () => [potassium, told, plain].filter((each) => each.reviewed_at === null).map((each) => ({ patient: patient(each.id === 't1' ? 11 : 14), result: each })),
    'encounters.review_results': ({ results: signed }) => {
      for (const each of signed as { id: string }[]) Object.assign([potassium, told, plain].find((one) => one.id === each.id) ?? {}, { reviewed_at: nowMicros() });
      changed(['lab_results']);
      return {};
    },
  };
}

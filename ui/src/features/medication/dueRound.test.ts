import { expect, test } from 'vitest';
import type { PatientLine } from '../../api/commands';
import type { Bed, Ward } from '../place/bedWords';
import { onRoundFits, roundOf, sortDoses } from './dueRound';
import type { DueDose } from './medicineWords';

const minute = 60_000_000;
const now = 1_000_000 * minute;

function patient(id: string): PatientLine {
  return { id, mrn: `RH-${id}`, display_name: id, date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
}
function dose(item_id: string, of: string, minutes: number | null): DueDose {
  return { item_id, patient: patient(of), medication_text: `Medicine ${item_id}`, dosage: '1 tablet', last_given_at: null, due_at: minutes === null ? null : now + minutes * minute, overdue: false };
}
function bed(label: string, of: string | null): Bed {
  return { id: label, version: 1, department_id: null, ward: 'Ward 2', room: '11', label, kind: null, notes: null, equipment: [], held: [], stay: of === null ? null : { id: `stay-${of}`, version: 1, patient: patient(of), since: now, reason: null, expected_end_on: null, visit_id: null, held_reason: null } };
}

test('the round goes in the order of the beds, whoever has none comes last, and nobody is left out', () => {
  const doses = [dose('1', 'walks', -5), dose('2', 'behind', -90), dose('3', 'first', 10), dose('4', 'behind', null)];
  const wards: Ward[] = [{ ward: 'Ward 2', free: 1, beds: [bed('A', 'first'), bed('B', null), bed('C', 'behind')] }, { ward: 'Ward 3', free: 0, beds: [bed('D', 'without medicines')] }];
  expect(roundOf(doses, wards).map((ward) => [ward.ward, ward.in_bed, ward.patients.map((each) => [each.patient.id, each.bed?.label ?? null, each.doses.length])])).toEqual([
    ['Ward 2', true, [['first', 'A', 1], ['behind', 'C', 2]]],
    [null, false, [['walks', null, 1]]],
  ]);
});

test('what is due within the hour stands apart from what comes later and from what no clock calls', () => {
  const sorted = sortDoses([dose('later', 'a', 61), dose('needed', 'a', null), dose('soon', 'a', 60), dose('late', 'a', -30)], now, 60);
  expect([sorted.due, sorted.later, sorted.by_need].map((these) => these.map((each) => each.item_id))).toEqual([['late', 'soon'], ['later'], ['needed']]);
});

test('a patient is found by name, number, bed or medicine, in any order of the words', () => {
  const [ward] = roundOf([dose('1', 'Amina', -5)], [{ ward: 'Ward 2', free: 0, beds: [bed('A', 'Amina')] }]);
  const found = ward?.patients[0];
  if (!found) throw new Error('nobody is on the round');
  expect(['amina', '11 ward', 'medicine 1', 'rh-amina', 'ibuprofen'].map((typed) => onRoundFits(found, typed))).toEqual([true, true, true, true, false]);
});

// Note templates, how problems change, the steps of a visit, and the chained record of the made-up clinic.

import type { Chart, ResponseOf } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';

type Request = Record<string, unknown>;
type Template = ResponseOf<'encounters.note_templates'>[number];

const day = 86_400_000_000;
const now = nowMicros();
const none = { kind: null, reason: null, subjective: null, objective: null, assessment: null, plan: null, follow_up_instructions: null, history_present_illness: null, physical_examination: null, discharge_instructions: null };

let templates: Template[] = [
  { id: 'nt1', version: 1, name: 'Asthma review', template: { ...none, kind: 'consultation', subjective: 'Night symptoms: \nReliever per week: \nSmokes: ', objective: 'Peak flow: \nInhaler technique: ', plan: 'Step of treatment: ', follow_up_instructions: 'Come again in three months, sooner if you need the blue inhaler every day.' } },
  { id: 'nt2', version: 1, name: 'Diabetes, yearly check', template: { ...none, subjective: 'Low sugars: ', objective: 'Feet: \nWeight: ', plan: 'Eyes, kidneys, feet.' } },
  { id: 'nt3', version: 2, name: 'Vaccination', template: { ...none, kind: 'follow_up', reason: 'Vaccination', plan: 'Wait 15 minutes.' } },
];

/** Allergies that count no more, as a chart has them. */
export const earlierAllergies: Chart['allergies'] = [
  { id: 'al8', version: 2, substance_text: 'Latex', category: 'environment', criticality: null, reaction_text: null, severity: null, status: 'inactive', verification: 'refuted', onset_on: null, candidate: false },
  { id: 'al9', version: 2, substance_text: 'Egg', category: 'food', criticality: 'low', reaction_text: null, severity: null, status: 'resolved', verification: 'confirmed', onset_on: null, candidate: false },
];

const hash = (of: number) => Array.from({ length: 64 }, (_, index) => '0123456789abcdef'[(index * 7 + of * 3 + ((index * of) % 5)) % 16]).join('');
const contents: [string, object][] = [
  ['visit_note', { kind: 'consultation', status: 'completed', started_at: now - 33 * day, reason: 'Cough', subjective: 'Coughs at night for two weeks.', objective: 'Wheeze on both sides.', assessment: 'Asthma, not well controlled.', plan: 'Beclometasone 200 mcg twice a day.', signed_at: now - 33 * day, signed_by: '7d0f5c52-0000-4000-8000-000000000001' }],
  ['prescription', { prescribed_at: now - 33 * day, items: [{ medication_text: 'Beclometasone 200 mcg inhaler', dosage: '2 puffs inhaled twice a day' }], accepted_warnings: [], accept_reason: null }],
  ['other', { change: 'diagnosed', reason: null, condition_text: 'Moderate persistent asthma, uncomplicated', code_system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'J45.40', status: 'active', severity: 'moderate', verification: null, onset_on: '2009-05-01' }],
  ['lab_result', { test_name: 'Hemoglobin A1c', value: '8.1', unit: '%', reference_range: '4.0 – 5.6', abnormal_flag: 'high', resulted_at: now - 40 * day }],
];
const entries: ResponseOf<'records.entries'>['entries'] = contents.map(([record_type, content], index) => ({
  id: `en${index}`, record_type, content: JSON.stringify(content), hash: hash(9 - index), previous_hash: index === contents.length - 1 ? null : hash(8 - index), chain_sequence: contents.length - index, recorded_at: now - (33 + index) * day, author: 'Dr Ngozi Okafor', table_name: null, row_id: null,
}));

export function noteAnswers(changed: (tables: string[]) => void): Record<string, (request: Request) => unknown> {
  const state = { change: 'diagnosed', reason: null, condition_text: 'Moderate persistent asthma, uncomplicated', code_system: null, code: null, status: 'active', severity: 'mild', verification: 'provisional', onset_on: null, abated_on: null, notes: null };
  const trend = (sign: unknown) => Array.from({ length: 140 }, (_, index) => ({ id: `tr${index}`, at: now - (140 - index) * 21 * day, value: (sign === 'diastolic_mmhg' ? 82 : sign === 'systolic_mmhg' ? 134 : 74) + Math.round(Math.sin(index / 7) * 9) }));
  return {
    'encounters.note_templates': () => templates,
    'encounters.save_note_template': ({ name, template }) => {
      const id = templates.find((each) => each.name === name)?.id ?? `nt${templates.length + 1}`;
      templates = [...templates.filter((each) => each.id !== id), { id, version: 1, name: String(name), template: template as Template['template'] }].sort((a, b) => a.name.localeCompare(b.name));
      changed(['system_settings']);
      return { id };
    },
    'encounters.remove_note_template': ({ id }) => {
      templates = templates.filter((each) => each.id !== id);
      changed(['system_settings']);
      return {};
    },
    'encounters.code_condition': ({ id }) => ({ id, warnings: ['J45 (Asthma) only groups others and cannot be billed; choose a more exact code if you can.'] }),
    'encounters.conditions': ({ patient_id }) => ({ patient_id, older: null, conditions: [{ id: 'p8', version: 3, condition_name: 'Heart failure, unspecified', icd10_code: 'I50.9', foreign_code: null, foreign_system: null, other_codes: [], status: 'inactive', severity: null, verification: 'refuted', onset_on: null, abated_on: null, recorded_at: now - 90 * day, notes: null, visit_id: 'v1', at: now - 90 * day }] }),
    'encounters.condition_history': ({ id }) => ({
      id,
      patient_id: 'x',
      states: [
        { at: now - 400 * day, author: 'Dr Henrik Larsen', state },
        { at: now - 90 * day, author: 'Dr Ngozi Okafor', state: { ...state, change: 'coded', code: 'J45.40' } },
        { at: now - 33 * day, author: 'Dr Ngozi Okafor', state: { ...state, change: 'updated', code: 'J45.40', severity: 'moderate', verification: 'confirmed', onset_on: '2009-05-01', notes: 'Worse since the cold weather.' } },
      ],
    }),
    'encounters.vitals_trend': ({ patient_id, sign }) => ({ patient_id, sign, points: trend(sign) }),
    'encounters.own_reading': ({ value_number, unit }) => ({ id: 'rd', value_number, unit }),
    'records.entries': ({ patient_id }) => ({ patient_id, entries }),
    'records.verify': ({ patient_id }) => ({ patient_id, chains: 1, entries: entries.length, bad: [] }),
  };
}

// What the made-up clinic offers: laboratory tests, medicines, cautions.

import type { ResponseOf } from '../src/api/commands';

type LabTest = ResponseOf<'encounters.lab_tests'>[number];
const plain = { version: 1, code_system: 'http://loinc.org', category: 'blood', critical_low: null, critical_high: null, sex: null, age_from_years: null, age_until_years: null, panel_name: null, is_active: true, notes: null };
const tests: LabTest[] = [
  { ...plain, id: 'lt1', name: 'Creatinine', code: '2160-0', specimen_kind: 'serum', unit: 'mg/dL', reference_low: 0.5, reference_high: 1.1, sex: 'female', age_from_years: 18 },
  { ...plain, id: 'lt2', name: 'Creatinine', code: '2160-0', specimen_kind: 'serum', unit: 'mg/dL', reference_low: 0.7, reference_high: 1.3, sex: 'male', age_from_years: 18 },
  { ...plain, id: 'lt3', name: 'Creatinine', code: '2160-0', specimen_kind: 'serum', unit: 'mg/dL', reference_low: 0.3, reference_high: 0.7, age_until_years: 18, is_active: false },
  { ...plain, id: 'lt4', name: 'Hemoglobin A1c', code: '4548-4', specimen_kind: 'blood', unit: '%', reference_low: 4, reference_high: 5.6 },
  { ...plain, id: 'lt5', name: 'Potassium', code: '2823-3', specimen_kind: 'serum', unit: 'mmol/L', reference_low: 3.5, reference_high: 5.1, critical_low: 2.8, critical_high: 6.2, panel_name: 'Electrolytes' },
  { ...plain, id: 'lt6', name: 'Urine culture', code: null, category: 'microbiology', specimen_kind: 'urine', unit: null, reference_low: null, reference_high: null },
];

const one = { version: 1, code_system: 'http://www.whocc.no/atc', default_dose_text: null, notes: null, is_active: true };
const medicines: ResponseOf<'medication.medicines'> = [
  { ...one, id: 'me1', label: 'Amlodipine 5 mg tablet', name: 'Amlodipine', strength: '5 mg', form: 'tablet', unit: 'tablet', code: 'C08CA01', ingredients: ['amlodipine'], classes: ['calcium channel blocker'], default_dose_text: '1 tablet once a day' },
  { ...one, id: 'me2', label: 'Amoxicillin 500 mg capsule', name: 'Amoxicillin', strength: '500 mg', form: 'capsule', unit: 'capsule', code: 'J01CA04', ingredients: ['amoxicillin'], classes: ['penicillin', 'beta-lactam'] },
  { ...one, id: 'me3', label: 'Sulfamethoxazole and trimethoprim 400 mg/80 mg tablet', name: 'Sulfamethoxazole and trimethoprim', strength: '400 mg/80 mg', form: 'tablet', unit: 'tablet', code: 'J01EE01', ingredients: ['sulfamethoxazole', 'trimethoprim'], classes: ['sulfonamide'] },
  { ...one, id: 'me4', label: 'Warfarin 5 mg tablet', name: 'Warfarin', strength: '5 mg', form: 'tablet', unit: 'tablet', code: 'B01AA03', ingredients: ['warfarin'], classes: ['vitamin K antagonist'] },
];
const cautions: ResponseOf<'medication.cautions'> = [
  { id: 'ca1', version: 1, kind: 'interaction', first_name: 'warfarin', second_name: 'sulfonamide', severity: 'major', sentence: 'Bleeding becomes much more likely. Choose another antibiotic, or measure the INR after three days.', source_text: 'Public label', is_active: true },
  { id: 'ca2', version: 1, kind: 'allergy', first_name: 'penicillin', second_name: 'beta-lactam', severity: 'contraindicated', sentence: 'Somebody with a severe reaction to penicillin is given no penicillin.', source_text: null, is_active: true },
  { id: 'ca3', version: 1, kind: 'pregnancy', first_name: 'warfarin', second_name: 'pregnancy', severity: 'contraindicated', sentence: 'It harms the child. Use heparin.', source_text: 'WHO', is_active: true },
];

export function catalogueAnswers(): Record<string, (request: Record<string, unknown>) => unknown> {
  const has = (text: unknown, typed: unknown) => JSON.stringify(text).toLowerCase().includes(String(typed ?? '').toLowerCase());
  return {
    'encounters.lab_tests': ({ query, with_retired }) => tests.filter((each) => (each.is_active || with_retired) && has(each, query)),
    'medication.medicines': ({ query, retired }) => (retired ? [] : medicines.filter((each) => has(each, query))),
    'medication.cautions': ({ query }) => cautions.filter((each) => has(each, query)),
    'medication.load_starter': () => ({ medicines: 12, cautions: 3 }),
  };
}

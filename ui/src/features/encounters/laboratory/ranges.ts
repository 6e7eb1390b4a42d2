// Which ranges of the laboratory's list are shown beside a test that is still awaited. Which of them
// holds is decided by the clinic when the result is written; here none is left out that might.

import type { PatientLine, ResponseOf } from '../../../api/commands';
import { t, word } from '../../../app/messages';
import { showNumber } from '../../../shared/time/format';

export type LabTest = ResponseOf<'encounters.lab_tests'>[number];

/** Numbers and their signs stand in the same order in every language: 3.5 – 5.1 never turns into 5.1 – 3.5. */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}

function between(low: number | null, high: number | null): string | null {
  if (low !== null && high !== null) return leftToRight(`${showNumber(low, 6)} – ${showNumber(high, 6)}`);
  if (low !== null) return leftToRight(`≥ ${showNumber(low, 6)}`);
  return high === null ? null : leftToRight(`≤ ${showNumber(high, 6)}`);
}

function beyond(low: number | null, high: number | null): string | null {
  const limits = [low === null ? null : `< ${showNumber(low, 6)}`, high === null ? null : `> ${showNumber(high, 6)}`].filter(Boolean);
  return limits.length === 0 ? null : leftToRight(limits.join(', '));
}

/** The rows of a test that may hold for a patient; age in whole years, as far as it is known. */
export function rowsFor(tests: readonly LabTest[], result: { test_code: string | null; test_name: string }, patient: PatientLine): LabTest[] {
  const years = patient.age_years;
  return tests
    .filter((test) => test.is_active && (result.test_code === null ? test.code === null && test.name === result.test_name : test.code === result.test_code))
    .filter((test) => test.sex === null || !['male', 'female'].includes(patient.gender) || test.sex === patient.gender)
    .filter((test) => years === null || ((test.age_from_years ?? 0) < years + 1 && (test.age_until_years ?? 999) > years));
}

/** For whom the range of a row holds; nothing where it holds for everybody. */
export function who(test: LabTest): string {
  const { age_from_years: from, age_until_years: until } = test;
  const age = from !== null && until !== null ? t('lab.range.ages', { from, until }) : from !== null ? t('lab.range.age_from', { from }) : until !== null ? t('lab.range.age_until', { until }) : '';
  return [test.sex && word('gender', test.sex), age].filter(Boolean).join(', ');
}

/** `3.5 – 5.1 mmol/L; critical < 2.8, > 6.2`, each with for whom it holds where there are several. */
export function rangeLines(rows: readonly LabTest[]): string[] {
  return rows.flatMap((row) => {
    const range = between(row.reference_low, row.reference_high);
    const critical = beyond(row.critical_low, row.critical_high);
    const text = [range && [range, row.unit].filter(Boolean).join(' '), critical && t('lab.range.critical', { limits: critical })].filter(Boolean).join('; ');
    if (text === '') return [];
    return rows.length > 1 && who(row) ? [t('lab.range.for', { who: who(row), range: text })] : [text];
  });
}

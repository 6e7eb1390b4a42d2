import type { PatientLine } from '../../api/commands';
import { t, word } from '../../app/messages';
import { showDate } from '../../shared/time/format';

/** The birth date as precisely as it is known. */
export function birthText(date: string | null, precision: string): string {
  if (!date || precision === 'unknown') return t('people.birth_unknown');
  if (precision === 'year') return date.slice(0, 4);
  if (precision === 'estimated') return t('people.birth_about', { year: date.slice(0, 4) });
  if (precision === 'month') return date.slice(0, 7);
  return showDate(date);
}

/** Age and sex in a few letters: `34 y · Female`. */
export function ageAndGender(patient: PatientLine): string {
  const age = patient.age_years === null ? null : t('people.age', { years: patient.age_years });
  const gender = patient.gender === 'unknown' ? null : word('gender', patient.gender);
  return [age, gender].filter(Boolean).join(' · ');
}

/** One line that tells two people of the same name apart. */
export function patientFacts(patient: PatientLine): string {
  return [
    ageAndGender(patient),
    birthText(patient.date_of_birth, patient.date_of_birth_precision),
    patient.mrn,
    patient.phone,
  ]
    .filter(Boolean)
    .join(' · ');
}

import type { PatientLine, RequestOf, ResponseOf } from '../../api/commands';

export type TriageLine = ResponseOf<'encounters.triage_board'>['lines'][number];
export type Colour = NonNullable<RequestOf<'encounters.triage'>['priority']>;
export type Band = RequestOf<'encounters.triage_signs'>['age_band'];

/** The colours of the scale, the most urgent first. */
export const colours: readonly Colour[] = ['red', 'orange', 'yellow', 'green', 'blue'];
export const bands: readonly Band[] = ['younger_child', 'older_child', 'adult'];

export function isColour(code: string): code is Colour {
  return colours.some((colour) => colour === code);
}

/** The chart to open with; the clinic decides by itself which one counts. */
export function likelyBand(age: number | null, height: number | null): Band {
  if (age !== null) return age < 3 ? 'younger_child' : age < 13 ? 'older_child' : 'adult';
  if (height !== null) return height < 95 ? 'younger_child' : height <= 150 ? 'older_child' : 'adult';
  return 'adult';
}

/** Whether the birth date leaves the chart open, so that a height helps. */
export function ageIsOpen(patient: PatientLine): boolean {
  return patient.date_of_birth === null || ['unknown', 'estimated', 'year'].includes(patient.date_of_birth_precision);
}

export const TRIAGE_TABLES = ['triage_assessments', 'visits', 'patients'] as const;

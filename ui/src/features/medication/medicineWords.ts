// What the screens about one patient's medicines have in common.

import type { ResponseOf } from '../../api/commands';
import { showDayAndTime, showNumber, showTime } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';

export type DueDose = ResponseOf<'medication.due'>[number];
export type MedicationRecord = ResponseOf<'medication.record'>;
export type Supplied = MedicationRecord['items'][number];
export type GivenDose = MedicationRecord['administrations'][number];
export type Statement = MedicationRecord['statements'][number];

/** What a patient's medicines are asked for again for. */
export const RECORD_TABLES = ['prescriptions', 'prescription_items', 'medication_statements', 'medication_administrations', 'dispensings', 'patients'] as const;
/** What the doses that are due are asked for again for. */
export const DUE_TABLES = ['prescriptions', 'prescription_items', 'medication_administrations', 'visits', 'bed_stays', 'patients'] as const;

/** Units and routes that are used often; another one may be typed. */
export const units = ['tablet', 'capsule', 'mg', 'g', 'mcg', 'ml', 'drop', 'puff', 'unit', 'patch', 'suppository'];
export const routes = ['oral', 'sublingual', 'inhaled', 'topical', 'intramuscular', 'intravenous', 'subcutaneous', 'rectal', 'eye', 'ear', 'nasal'];

/** The time alone on the same day, with the day otherwise. */
export function showMoment(at: number, zone: string): string {
  return dateAt(at, zone) === dateAt(nowMicros(), zone) ? showTime(at, zone) : showDayAndTime(at, zone);
}

/** `1 tablet · oral`, as it was written down. */
export function doseText(dose: GivenDose): string {
  const amount = dose.dose_amount === null ? null : [showNumber(dose.dose_amount, 3), dose.dose_unit].filter(Boolean).join(' ');
  return [amount, dose.route].filter(Boolean).join(' · ');
}

/** What was really given of a medicine last, to be proposed for the next dose. */
export function lastDoseOf(item: string, given: readonly GivenDose[]): GivenDose | null {
  return given.find((each) => each.prescription_item_id === item && !each.struck && each.status === 'given') ?? null;
}

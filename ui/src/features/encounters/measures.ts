// The vital signs as they are shown: name, unit, how many digits, and how to read them from a row.

import type { RequestOf, VitalsRow } from '../../api/commands';
import { t, type MessageKey } from '../../app/messages';
import { showNumber } from '../../shared/time/format';

export interface Measure {
  id: string;
  label: MessageKey;
  unit: string;
  digits: number;
  /** Each with the name by which the record knows it. */
  lines: readonly { label: MessageKey; sign: RequestOf<'encounters.vitals_trend'>['sign']; read: (row: VitalsRow) => number | null }[];
}

export const measures: readonly Measure[] = [
  {
    id: 'pressure',
    label: 'vitals.pressure',
    unit: 'mmHg',
    digits: 0,
    lines: [
      { label: 'vitals.systolic', sign: 'systolic_mmhg', read: (row) => row.systolic_mmhg },
      { label: 'vitals.diastolic', sign: 'diastolic_mmhg', read: (row) => row.diastolic_mmhg },
    ],
  },
  { id: 'pulse', label: 'vitals.pulse', unit: '/min', digits: 0, lines: [{ label: 'vitals.pulse', sign: 'heart_rate_bpm', read: (row) => row.heart_rate_bpm }] },
  { id: 'breaths', label: 'vitals.breaths', unit: '/min', digits: 0, lines: [{ label: 'vitals.breaths', sign: 'respiratory_rate_bpm', read: (row) => row.respiratory_rate_bpm }] },
  { id: 'temperature', label: 'vitals.temperature', unit: '°C', digits: 1, lines: [{ label: 'vitals.temperature', sign: 'temperature_celsius', read: (row) => row.temperature_celsius }] },
  { id: 'oxygen', label: 'vitals.oxygen', unit: '%', digits: 0, lines: [{ label: 'vitals.oxygen', sign: 'oxygen_saturation_percent', read: (row) => row.oxygen_saturation_percent }] },
  { id: 'weight', label: 'vitals.weight', unit: 'kg', digits: 1, lines: [{ label: 'vitals.weight', sign: 'weight_kg', read: (row) => row.weight_kg }] },
  { id: 'height', label: 'vitals.height', unit: 'cm', digits: 0, lines: [{ label: 'vitals.height', sign: 'height_cm', read: (row) => row.height_cm }] },
  { id: 'bmi', label: 'vitals.bmi', unit: 'kg/m²', digits: 1, lines: [{ label: 'vitals.bmi', sign: 'bmi', read: (row) => row.bmi }] },
  { id: 'pain', label: 'vitals.pain', unit: '/10', digits: 0, lines: [{ label: 'vitals.pain', sign: 'pain_score', read: (row) => row.pain_score }] },
];

/** `128/82` or `37.2`; null where the row has none of it. */
export function measured(measure: Measure, row: VitalsRow): string | null {
  const values = measure.lines.map((line) => line.read(row));
  if (values.every((value) => value === null)) return null;
  return values.map((value) => (value === null ? '–' : showNumber(value, measure.digits))).join('/');
}

/** A row in one sentence, for lists. */
export function vitalsSentence(row: VitalsRow): string {
  return measures
    .map((measure) => {
      const value = measured(measure, row);
      return value === null ? null : `${t(measure.label)} ${value} ${measure.unit}`;
    })
    .filter(Boolean)
    .join(' · ');
}

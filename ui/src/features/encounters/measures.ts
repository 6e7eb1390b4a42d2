// The vital signs as they are shown: name, unit, how many digits, and how to read them from a row.

import type { VitalsRow } from '../../api/commands';
import { t, type MessageKey } from '../../app/messages';
import { showNumber } from '../../shared/time/format';

export interface Measure {
  id: string;
  label: MessageKey;
  unit: string;
  digits: number;
  lines: readonly { label: MessageKey; read: (row: VitalsRow) => number | null }[];
}

export const measures: readonly Measure[] = [
  {
    id: 'pressure',
    label: 'vitals.pressure',
    unit: 'mmHg',
    digits: 0,
    lines: [
      { label: 'vitals.systolic', read: (row) => row.systolic_mmhg },
      { label: 'vitals.diastolic', read: (row) => row.diastolic_mmhg },
    ],
  },
  { id: 'pulse', label: 'vitals.pulse', unit: '/min', digits: 0, lines: [{ label: 'vitals.pulse', read: (row) => row.heart_rate_bpm }] },
  { id: 'breaths', label: 'vitals.breaths', unit: '/min', digits: 0, lines: [{ label: 'vitals.breaths', read: (row) => row.respiratory_rate_bpm }] },
  { id: 'temperature', label: 'vitals.temperature', unit: '°C', digits: 1, lines: [{ label: 'vitals.temperature', read: (row) => row.temperature_celsius }] },
  { id: 'oxygen', label: 'vitals.oxygen', unit: '%', digits: 0, lines: [{ label: 'vitals.oxygen', read: (row) => row.oxygen_saturation_percent }] },
  { id: 'weight', label: 'vitals.weight', unit: 'kg', digits: 1, lines: [{ label: 'vitals.weight', read: (row) => row.weight_kg }] },
  { id: 'height', label: 'vitals.height', unit: 'cm', digits: 0, lines: [{ label: 'vitals.height', read: (row) => row.height_cm }] },
  { id: 'bmi', label: 'vitals.bmi', unit: 'kg/m²', digits: 1, lines: [{ label: 'vitals.bmi', read: (row) => row.bmi }] },
  { id: 'pain', label: 'vitals.pain', unit: '/10', digits: 0, lines: [{ label: 'vitals.pain', read: (row) => row.pain_score }] },
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

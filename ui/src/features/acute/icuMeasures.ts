import type { RequestOf, ResponseOf } from '../../api/commands';
import { t, type MessageKey } from '../../app/messages';
import { showNumber } from '../../shared/time/format';

export type IcuBed = ResponseOf<'encounters.icu_grid'>[number];
export type IcuPoint = IcuBed['points'][number];
export type IcuValues = RequestOf<'encounters.record_icu'>;

export const ICU_TABLES = ['icu_observations', 'bed_stays', 'beds', 'patients'] as const;

export interface IcuMeasure {
  id: string;
  label: MessageKey;
  unit: string;
  digits: number;
  /** What an alert about it is called; several where two values are one measure. */
  alerts: readonly string[];
  lines: readonly { label: MessageKey; read: (point: IcuPoint) => number | null }[];
}

/** What a tile shows, the most telling first. */
export const icuMeasures: readonly IcuMeasure[] = [
  {
    id: 'pressure', label: 'vitals.pressure', unit: 'mmHg', digits: 0, alerts: ['systolic', 'diastolic'],
    lines: [{ label: 'vitals.systolic', read: (point) => point.systolic_mmhg }, { label: 'vitals.diastolic', read: (point) => point.diastolic_mmhg }],
  },
  { id: 'mean', label: 'icu.mean', unit: 'mmHg', digits: 0, alerts: ['mean_arterial'], lines: [{ label: 'icu.mean', read: (point) => point.mean_arterial_mmhg }] },
  { id: 'pulse', label: 'vitals.pulse', unit: '/min', digits: 0, alerts: ['heart_rate'], lines: [{ label: 'vitals.pulse', read: (point) => point.heart_rate_bpm }] },
  { id: 'oxygen', label: 'vitals.oxygen', unit: '%', digits: 0, alerts: ['oxygen_saturation'], lines: [{ label: 'vitals.oxygen', read: (point) => point.oxygen_saturation_percent }] },
  { id: 'breaths', label: 'vitals.breaths', unit: '/min', digits: 0, alerts: ['respiratory_rate'], lines: [{ label: 'vitals.breaths', read: (point) => point.respiratory_rate_bpm }] },
  { id: 'temperature', label: 'vitals.temperature', unit: '°C', digits: 1, alerts: ['temperature'], lines: [{ label: 'vitals.temperature', read: (point) => point.temperature_celsius }] },
  { id: 'gcs', label: 'icu.gcs', unit: '/15', digits: 0, alerts: ['glasgow_coma_scale'], lines: [{ label: 'icu.gcs', read: (point) => point.glasgow_coma_scale }] },
  { id: 'urine', label: 'icu.urine', unit: 'ml', digits: 0, alerts: [], lines: [{ label: 'icu.urine', read: (point) => point.urine_output_ml }] },
];

/** `128/82` or `37.2`; null where the point has none of it. */
export function icuValue(measure: IcuMeasure, point: IcuPoint): string | null {
  const values = measure.lines.map((line) => line.read(point));
  if (values.every((value) => value === null)) return null;
  return values.map((value) => (value === null ? '–' : showNumber(value, measure.digits))).join('/');
}

/** The observation in one line, for lists. */
export function icuSentence(point: IcuPoint): string {
  return icuMeasures
    .map((measure) => {
      const value = icuValue(measure, point);
      return value === null ? null : `${t(measure.label)} ${value} ${measure.unit}`;
    })
    .filter(Boolean)
    .join(' · ');
}

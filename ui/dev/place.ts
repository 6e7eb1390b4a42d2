// Beds, those who cannot wait, and what is measured in them, for the made-up clinic.

import type { ResponseOf } from '../src/api/commands';
import { addDays, dateAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Wards = ResponseOf<'place.wards'>;
type Bed = Wards[number]['beds'][number];
type Stay = NonNullable<Bed['stay']>;
type Board = ResponseOf<'encounters.triage_board'>;
type IcuBed = ResponseOf<'encounters.icu_grid'>[number];
type IcuPoint = IcuBed['points'][number];
type Request = Record<string, unknown>;

const zone = 'Europe/London';
const minute = 60_000_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = nowMicros();
const today = dateAt(now, zone);

function person(index: number) {
  const found = patients[index % patients.length];
  if (!found) throw new Error('no such patient');
  return found;
}
function byId(id: unknown) {
  return patients.find((each) => each.id === id) ?? person(0);
}

function stay(index: number, since: number, reason: string, expected: number | null, more: Partial<Stay> = {}): Stay {
  return { id: `st${index}`, version: 1, patient: person(index), since: now - since, reason, expected_end_on: expected === null ? null : addDays(today, expected), visit_id: null, held_reason: null, ...more };
}
function bed(ward: string | null, room: string, label: string, lies: Stay | null, more: Partial<Bed> = {}): Bed {
  return { id: `${ward}-${room}-${label}`, version: 1, department_id: null, ward, room, label, kind: 'standard', notes: null, stay: lies, equipment: [], held: [], ...more };
}
const machine = (id: string, name: string, status = 'available') => ({ resource_id: id, name, kind: 'monitor', status });

const beds: Bed[] = [
  bed('Intensive care', '1', 'A', stay(8, 2 * day + 5 * hour, 'Heart failure, on oxygen', 1, { visit_id: 'v1' }), { kind: 'intensive_care', equipment: [machine('m1', 'Monitor 3'), machine('m2', 'Infusion pump 7', 'out_of_order')] }),
  bed('Intensive care', '1', 'B', stay(3, 19 * hour, 'Sepsis from the kidneys', null), { kind: 'intensive_care', equipment: [machine('m3', 'Ventilator 2')] }),
  bed('Intensive care', '2', 'A', stay(15, 4 * hour, 'After bowel surgery', 3), { kind: 'intensive_care' }),
  bed('Intensive care', '2', 'B', null, { kind: 'isolation', notes: 'Being cleaned until 15:00' }),
  bed('Ward 2', '11', 'A', stay(1, 6 * day, 'Pneumonia', -1)),
  bed('Ward 2', '11', 'B', stay(2, 50 * minute, 'Observation after a fall', 0), { held: [stay(11, 30 * minute, 'Chest pain', null, { held_reason: 'Another PC had put María José Fernández Ortega into this bed before.' })] }),
  bed('Ward 2', '12', 'Window', stay(6, 3 * day, 'Gallstones', 2)),
  bed('Ward 2', '12', 'Door', null),
  bed('Ward 2', '12', 'Middle', stay(9, 9 * day, 'Stroke, rehabilitation', 5)),
  bed('Maternity', '21', 'A', stay(10, 11 * hour, 'In labour', 2), { kind: 'maternity' }),
  bed('Maternity', '21', 'B', null, { kind: 'maternity' }),
];
const ended = new Map<string, { bed: string; stay: Stay }>();
const machines = [machine('m1', 'Monitor 3'), machine('m2', 'Infusion pump 7', 'out_of_order'), machine('m3', 'Ventilator 2'), machine('m4', 'Monitor 5'), machine('m5', 'Ultrasound')];

function refuse(sentence: string, field?: string, code: string | null = null): never {
  throw { code, sentence, field };
}
function find(id: unknown): { bed: Bed; stay: Stay } {
  for (const each of beds) {
    const lies = [each.stay, ...each.held].find((one) => one?.id === id);
    if (lies) return { bed: each, stay: lies };
  }
  return refuse('This patient does not lie in this bed any more.');
}
function leave(id: unknown) {
  const found = find(id);
  if (found.bed.stay?.id === id) found.bed.stay = null;
  found.bed.held = found.bed.held.filter((each) => each.id !== id);
  return found;
}
function wards(): Wards {
  const names = [...new Set(beds.map((each) => each.ward))];
  return names.map((ward) => {
    const here = beds.filter((each) => each.ward === ward);
    return { ward, beds: here, free: here.filter((each) => !each.stay).length };
  });
}

const board: Board = {
  scale: 'South African Triage Scale',
  lines: [
    { id: 't1', patient: person(7), visit_id: null, priority: 'red', computed_priority: 'red', is_computed: true, tews_score: 8, symptoms: 'Short of breath, lips blue', assessed_at: now - 3 * minute, waiting_since: now - 4 * minute, waiting_minutes: 4, target_minutes: 0, overdue: true, assessments: 1 },
    { id: 't2', patient: person(5), visit_id: 'v1', priority: 'orange', computed_priority: 'yellow', is_computed: false, tews_score: 4, symptoms: 'Chest pain since this morning, into the left arm', assessed_at: now - 6 * minute, waiting_since: now - 7 * minute, waiting_minutes: 7, target_minutes: 10, overdue: false, assessments: 1 },
    { id: 't3', patient: person(13), visit_id: null, priority: 'yellow', computed_priority: 'yellow', is_computed: true, tews_score: 3, symptoms: 'Fever since two days, drinks little', assessed_at: now - 20 * minute, waiting_since: now - 74 * minute, waiting_minutes: 74, target_minutes: 60, overdue: true, assessments: 2 },
    { id: 't4', patient: person(0), visit_id: null, priority: 'green', computed_priority: 'green', is_computed: true, tews_score: 1, symptoms: 'Twisted ankle', assessed_at: now - 41 * minute, waiting_since: now - 45 * minute, waiting_minutes: 45, target_minutes: 240, overdue: false, assessments: 1 },
  ],
};
const signs: ResponseOf<'encounters.triage_signs'> = [
  { code: 'airway', text: 'Obstructed airway, or not breathing', priority: 'red' }, { code: 'seizure_now', text: 'Having a seizure now', priority: 'red' }, { code: 'cardiac_arrest', text: 'Cardiac arrest', priority: 'red' },
  { code: 'short_of_breath', text: 'Acutely short of breath', priority: 'orange' }, { code: 'chest_pain', text: 'Chest pain', priority: 'orange' }, { code: 'severe_pain', text: 'Severe pain', priority: 'orange' }, { code: 'poisoning', text: 'Poisoning or overdose', priority: 'orange' },
  { code: 'abdominal_pain', text: 'Abdominal pain', priority: 'yellow' }, { code: 'vomiting', text: 'Vomiting persistently', priority: 'yellow' }, { code: 'moderate_pain', text: 'Moderate pain', priority: 'yellow' },
];

function points(seed: number, worse: number, count: number): IcuPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const swing = Math.sin(index / 2 + seed);
    const bad = (index / count) * worse;
    const news2 = Math.round(2 + bad * 6);
    return {
      id: `ob${seed}-${index}`, recorded_at: now - (count - index) * hour + 20 * minute, systolic_mmhg: Math.round(124 + swing * 6 - bad * 34), diastolic_mmhg: Math.round(74 + swing * 4 - bad * 18), mean_arterial_mmhg: Math.round(91 + swing * 4 - bad * 24),
      heart_rate_bpm: Math.round(82 + swing * 5 + bad * 42), respiratory_rate_bpm: Math.round(16 + swing + bad * 10), temperature_celsius: Math.round((37.1 + swing * 0.2 + bad * 1.6) * 10) / 10, oxygen_saturation_percent: Math.round(96 + swing - bad * 6),
      on_oxygen: worse > 0.3, consciousness: bad > 0.8 ? 'confusion' : 'alert', glasgow_coma_scale: 15, urine_output_ml: Math.round(60 - bad * 35), news2_score: news2, news2_risk: news2 >= 7 ? 'high' : news2 >= 5 ? 'medium' : 'low',
    };
  });
}
function icu(): IcuBed[] {
  return beds
    .filter((each) => each.kind === 'intensive_care' && each.stay)
    .map((each, index) => {
      const all = index === 2 ? [] : points(index, index === 1 ? 1 : 0.1, 18);
      const alerts = index === 1 ? [{ what: 'news2', value: 8, text: 'NEWS2 is 8: high risk; 3 points for consciousness.' }, { what: 'mean_arterial', value: 68, text: 'Mean arterial pressure 68 mmHg is below the limit of 70.' }] : [];
      return { bed_stay_id: each.stay?.id ?? '', ward: each.ward, room: each.room, label: each.label, since: each.stay?.since ?? now, patient: each.stay?.patient ?? person(0), last: all.at(-1) ?? null, alerts, points: all };
    });
}
const added: ResponseOf<'encounters.readings'>['points'] = [];

/** What the made-up clinic answers about places and acute care. */
export function placeAnswers(changed: (tables: string[]) => void): Record<string, (request: Request) => unknown> {
  const said = <T>(answer: T, tables: string[]): T => {
    changed(tables);
    return answer;
  };
  return {
    'place.wards': wards,
    'place.admit': ({ patient_id, bed_id, reason, expected_end_on }) => {
      const to = beds.find((each) => each.id === bed_id);
      if (!to || to.stay) return refuse('Another patient lies in this bed. Choose another one, or discharge or transfer that patient first.', 'bed_id');
      if (beds.some((each) => each.stay?.patient.id === patient_id)) return refuse('This patient lies in a bed already. Transfer them instead.', 'patient_id');
      to.stay = { ...stay(0, 0, '', null), id: `st-${bed_id}-${Date.now()}`, patient: byId(patient_id), reason: reason as string | null, expected_end_on: expected_end_on as string | null };
      return said({ id: to.stay.id }, ['bed_stays']);
    },
    'place.transfer': ({ id, bed_id }) => {
      const to = beds.find((each) => each.id === bed_id);
      if (!to || to.stay) return refuse('Another patient lies in this bed. Choose another one, or discharge or transfer that patient first.', 'bed_id');
      to.stay = { ...leave(id).stay, id: `${String(id)}-moved`, held_reason: null, since: nowMicros() };
      return said({ id: to.stay.id }, ['bed_stays']);
    },
    'place.discharge': ({ id }) => {
      const left = leave(id);
      ended.set(String(id), { bed: left.bed.id, stay: left.stay });
      return said({}, ['bed_stays']);
    },
    'place.undo_discharge': ({ id }) => {
      const was = ended.get(String(id));
      const to = beds.find((each) => each.id === was?.bed);
      if (!was || !to) return refuse('This stay did not end with a discharge.');
      if (to.stay) return refuse('Another patient lies in this bed. Choose another one, or discharge or transfer that patient first.', 'bed_id');
      to.stay = was.stay;
      return said({}, ['bed_stays']);
    },
    'place.correct_stay': ({ id }) => said(leave(id) && {}, ['bed_stays']),
    'place.add_bed': (request) => {
      const made = bed((request.ward as string | null) ?? null, String(request.room), String(request.label), null, { kind: request.kind as string, notes: request.notes as string | null });
      if (beds.some((each) => each.id === made.id)) return refuse('There is a bed of this name in the room already. Choose another name.', 'label');
      beds.push(made);
      return said({ id: made.id }, ['beds']);
    },
    'place.update_bed': ({ id, version: _version, ...cells }) => said(Object.assign(beds.find((each) => each.id === id) ?? {}, cells) && {}, ['beds']),
    'place.retire_bed': ({ id }) => {
      beds.splice(beds.findIndex((each) => each.id === id), 1);
      return said({}, ['beds']);
    },
    'place.resources': () => machines.map((each) => ({ ...each, id: each.resource_id, version: 1, is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, department_id: null, code: null, capacity: null, service_interval_days: null, service_interval_hours: null, notes: null })),
    'place.move_equipment': ({ resource_id, bed_id }) => {
      const moved = machines.find((each) => each.resource_id === resource_id);
      beds.forEach((each) => (each.equipment = each.equipment.filter((one) => one.resource_id !== resource_id)));
      if (moved) beds.find((each) => each.id === bed_id)?.equipment.push(moved);
      return said({ id: 'mv' }, ['resource_events']);
    },
    'place.record_resource_event': ({ resource_id }) => {
      beds.forEach((each) => each.equipment.forEach((one) => one.resource_id === resource_id && (one.status = 'out_of_order')));
      return said({ id: 'ev' }, ['resource_events']);
    },
    'place.occupancy_prediction': () => ({
      prediction: {
        beds: beds.length, occupied: 8, stays: [], method: { model_id: null, name: 'Kaplan-Meier bed occupancy', version: '1', source: 'Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481', limits: 'Says nothing under 8 weeks of history.' },
        days: [8.4, 9.1, 10.2, 11.3, 10.1, 8.9, 8.2].map((expected, index) => ({ at: now + (index + 1) * day, expected, low: expected - 1.4 - index * 0.2, high: expected + 1.5 + index * 0.25 })),
        back_test: [{ days_ahead: 1, n: 28, mean_error: 0.8, mean_error_unchanged: 1.1, within: 0.93 }, { days_ahead: 7, n: 22, mean_error: 1.6, mean_error_unchanged: 2.4, within: 0.88 }],
      },
    }),
    'people.end_after_death': () => ({ appointments: [], waiting: 0, medicines: 0, plans: 0, orders: 0, referrals: 0, sessions: 0, stays: 1, asked_doctor: true }),
    'encounters.open_visits': () => [],
    'encounters.triage_board': () => board,
    'encounters.triage_signs': () => signs,
    'encounters.triage': (request) => {
      const measured = ['respiratory_rate_bpm', 'heart_rate_bpm', 'systolic_mmhg', 'temperature_celsius', 'consciousness', 'mobility'].filter((field) => request[field] === null);
      if (request.priority === null && measured.length > 0) return refuse('The scale needs breathing, pulse, systolic pressure as well. Enter it, or choose the colour yourself.', undefined, 'incomplete');
      if (Number(request.heart_rate_bpm) > 190 && request.confirm_unusual !== true) return refuse('A heart rate of 195 per minute is unusual. Please measure again, or confirm it.', 'heart_rate_bpm', 'unusual');
      if (request.priority !== null && request.priority !== 'yellow' && measured.length === 0 && !request.override_reason) return refuse('Say why you choose another colour than the scale.', 'override_reason');
      const priority = (request.priority as string | null) ?? 'yellow';
      board.lines = board.lines.filter((each) => each.patient.id !== request.patient_id);
      board.lines.push({ id: `t${Date.now()}`, patient: byId(request.patient_id), visit_id: null, priority, computed_priority: 'yellow', is_computed: priority === 'yellow', tews_score: 3, symptoms: String(request.symptoms), assessed_at: nowMicros(), waiting_since: nowMicros(), waiting_minutes: 0, target_minutes: 60, overdue: false, assessments: 1 });
      return said({ id: 't', priority, computed_priority: 'yellow', tews_score: 3, age_band: 'adult', signs: ['Moderate pain'], target_minutes: 60, age_note: null }, ['triage_assessments']);
    },
    'encounters.icu_grid': icu,
    'encounters.record_icu': ({ heart_rate_bpm }) => said({ id: 'ob', news2_score: 7, news2_risk: 'high', alerts: Number(heart_rate_bpm) > 130 ? [{ what: 'heart_rate', value: Number(heart_rate_bpm), text: `Heart rate ${String(heart_rate_bpm)} per minute is above the limit of 130.` }] : [], alert_id: null, not_scored: null, age_note: null }, ['icu_observations']),
    'encounters.limits': () => [
      { name: 'Heart rate', unit: 'per minute', own: false, source: 'Royal College of Physicians. NEWS2, 2017', place: 'intensive_care', group: 'adult', metric: 'heart_rate', low: 41, high: 130 },
      { name: 'Oxygen saturation', unit: '%', own: false, source: 'Royal College of Physicians. NEWS2, 2017', place: 'intensive_care', group: 'adult', metric: 'oxygen_saturation', low: 92, high: null },
      { name: 'Mean arterial pressure', unit: 'mmHg', own: true, source: 'Surviving Sepsis Campaign 2021', place: 'intensive_care', group: 'adult', metric: 'mean_arterial', low: 70, high: null },
    ],
    'encounters.readings': ({ patient_id, metric }) => ({
      patient_id, metric, low: metric === 'glucose' ? 54 : null, high: metric === 'glucose' ? 250 : null, more: false,
      points: [
        ...Array.from({ length: 26 }, (_, index) => ({ id: `rd${index}`, recorded_at: now - (26 - index) * day, value_number: Math.round(118 + Math.sin(index) * 22 + (index === 19 ? 150 : 0)), unit: 'mg/dL', device_kind: 'glucose_meter', is_self_reported: index % 3 !== 0, is_anomaly: index === 19, anomaly_reason: index === 19 ? 'Glucose 262 mg/dl is above the limit of 250.' : null, expected_mean: index > 20 ? 118 : null, expected_deviation: index > 20 ? 15 : null })),
        ...added,
      ],
    }),
    'encounters.add_reading': ({ value_number, unit, device_kind }) => {
      const high = Number(value_number) > 250;
      added.push({ id: `rn${added.length}`, recorded_at: nowMicros(), value_number: Number(value_number), unit: String(unit), device_kind: String(device_kind), is_self_reported: false, is_anomaly: high, anomaly_reason: high ? 'Glucose is above the limit of 250.' : null, expected_mean: null, expected_deviation: null });
      return said({ id: 'rn', value_number, unit, is_anomaly: high, anomaly_reason: high ? 'Glucose is above the limit of 250.' : null }, ['monitoring_readings']);
    },
  };
}

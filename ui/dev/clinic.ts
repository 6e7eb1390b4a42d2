// A made-up clinic in memory that answers the commands well enough to look at every screen.

import type { AppointmentLine, Chart, InvoiceLine, PatientLine, VitalsRow } from '../src/api/commands';
import { dateAt, instantAt, nowMicros } from '../src/shared/time/siteTime';
import { alertAnswers } from './alerts';
import { messageAnswers } from './messages';
import { around, careAnswers } from './care';
import { catalogueAnswers } from './catalogue';
import { deskAnswers } from './desk';
import { finance } from './finance';
import { givenAnswers } from './given';
import { imagingAnswers } from './imaging';
import { kioskAnswers } from './kiosk';
import { laboratory } from './laboratory';
import { medicines } from './medicines';
import { earlierAllergies, noteAnswers } from './notes';
import { administration } from './administration';
import { patients } from './people';
import { placeAnswers } from './place';
import { printingAnswers } from './printing';
import { systemsAnswers } from './systems';
import { chartParts, visitAnswers, visitParts } from './visit';
import { wellnessAnswers } from './wellness';

const zone = 'Europe/London';
const minute = 60_000_000;
const now = nowMicros();
const today = dateAt(now, zone);
const doctors = [
  { id: 'd1', display_name: 'Dr Ngozi Okafor', specialization: 'General practice', user_id: 'u1' },
  { id: 'd2', display_name: 'Dr Henrik Larsen', specialization: 'Internal medicine', user_id: 'u2' },
  { id: 'd3', display_name: 'Dr Leila Haddad', specialization: 'Paediatrics', user_id: 'u3' },
  { id: 'd4', display_name: 'Nurse Tom Reilly', specialization: null, user_id: 'u4' },
];

function at(clock: string): number {
  return instantAt(today, clock, zone);
}
function patient(index: number): PatientLine {
  const found = patients[index % patients.length];
  if (!found) throw new Error('no such patient');
  return found;
}

let made = 0;
function appointment(index: number, doctor: number, clock: string, minutes: number, status: string, reason: string | null, more: Partial<AppointmentLine> = {}): AppointmentLine {
  const who = doctors[doctor];
  const starts_at = at(clock);
  return {
    id: `a${made++}`, version: 1, patient: patient(index), practitioner_id: who?.id ?? '', practitioner: who?.display_name ?? '', starts_at, ends_at: starts_at + minutes * minute,
    kind: index % 3 === 0 ? 'follow_up' : 'consultation', status, priority: 'medium', reason, room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false,
    checked_in_at: null, started_at: null, completed_at: null, visit_id: status === 'completed' || status === 'in_progress' ? 'v1' : null, pending: false, ...more,
  };
}

const appointments: AppointmentLine[] = [
  appointment(0, 0, '08:00', 30, 'completed', 'Asthma review'), appointment(1, 0, '08:30', 15, 'completed', 'Blood pressure'), appointment(2, 0, '09:00', 30, 'in_progress', 'Chest pain', { room: 'Room 2' }),
  appointment(3, 0, '09:30', 30, 'checked_in', 'Diabetes check'), appointment(5, 0, '10:15', 15, 'confirmed', 'Repeat prescription', { pending: true }), appointment(6, 0, '10:15', 30, 'scheduled', 'Back pain', { overbooked: true }),
  appointment(7, 0, '11:30', 45, 'scheduled', 'New patient', { series_id: 'a6' }), appointment(4, 2, '08:30', 30, 'completed', 'Vaccination'), appointment(13, 2, '09:30', 30, 'confirmed', 'Fever since two days'), appointment(8, 1, '08:15', 45, 'no_show', 'Heart failure review'),
  appointment(9, 1, '09:15', 30, 'in_progress', 'Headache'), appointment(10, 1, '10:00', 30, 'confirmed', 'Antenatal visit'), appointment(11, 1, '11:00', 30, 'scheduled', null, { held_reason: 'Somebody else was booked at 11:00 while this PC was offline. Choose another time.' }),
  appointment(12, 3, '09:00', 15, 'completed', 'Dressing'), appointment(14, 3, '10:00', 15, 'scheduled', 'Blood test'), appointment(15, 3, '10:15', 15, 'scheduled', 'Dressing'), appointment(1, 1, '14:00', 30, 'scheduled', 'Results'), appointment(6, 2, '13:30', 30, 'scheduled', 'Eczema'),
];

const vitals: VitalsRow[] = Array.from({ length: 18 }, (_, index) => ({
  id: `vt${index}`, recorded_at: now - index * 21 * 86_400_000_000, entered_at: null, systolic_mmhg: 146 - Math.round(Math.sin(index) * 9) + index, diastolic_mmhg: 88 + (index % 5), heart_rate_bpm: 72 + ((index * 7) % 15),
  respiratory_rate_bpm: 15 + (index % 3), temperature_celsius: 36.6 + (index % 4) / 10, oxygen_saturation_percent: 97 - (index % 3), weight_kg: 81.4 + index * 0.3, height_cm: index === 0 ? 168 : null, bmi: 28.8 + index * 0.1, pain_score: null, recorded_by: 'Tom Reilly', notes: null,
  on_oxygen: null, consciousness: null, head_circumference_cm: null, unusual_confirmed: false, corrects_id: null, correction_reason: null, struck: false,
}));

const invoices: InvoiceLine[] = Array.from({ length: 40 }, (_, index) => {
  const total_minor = 4500 + index * 1375;
  const paid_minor = index % 4 === 0 ? total_minor : index % 4 === 1 ? 2000 : 0;
  return {
    id: `i${index}`, version: 1, number: index === 5 ? null : `R-2026-${String(312 + index).padStart(5, '0')}`, patient: patient(index), status: index === 5 ? 'draft' : 'issued',
    payment_state: index === 5 ? null : index % 4 === 0 ? 'paid' : index % 4 === 1 ? 'partial' : index % 4 === 2 ? 'overdue' : 'pending', issued_on: index === 5 ? null : today, due_on: today, currency: 'GBP', total_minor, paid_minor, due_minor: total_minor - paid_minor, credit_minor: 0, written_off_minor: 0, looks_wrong: false,
  };
});

const plainProblem = { other_codes: [], verification: null, abated_on: null, notes: null, visit_id: null, at: now };
const plainResult = {
  version: 1, patient_id: 'x', lab_order_id: null, visit_id: null, test_code: null, panel_name: null, value_number: null, flag_reason: null, comments: null, interpretation: null,
  reviewed_at: null, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: now,
};

function chart(id: string): Chart {
  const who = patients.find((each) => each.id === id) ?? patient(0);
  return {
    patient: { ...who, version: 3, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', gender: 'female', date_of_birth_precision: 'day', email: 'amina@example.org', address_line: '12 Canal Street', city: 'London', state: null, postal_code: 'N1 8AB', country: 'United Kingdom', preferred_language: 'Somali', national_id: null, blood_type: 'O+', emergency_contact_name: 'Hassan Yusuf', emergency_contact_phone: '+44 20 7946 0999', emergency_contact_relationship: 'brother', notes: 'Needs an interpreter.' },
    allergies: [
      { id: 'al1', version: 1, substance_text: 'Penicillin', category: 'medication', criticality: 'high', reaction_text: 'anaphylaxis 2014', severity: 'severe', status: 'active', verification: null, onset_on: null, candidate: false },
      { id: 'al2', version: 1, substance_text: 'Peanut', category: 'food', criticality: 'low', reaction_text: 'hives', severity: 'mild', status: 'active', verification: null, onset_on: null, candidate: true },
      ...earlierAllergies,
    ],
    problems: [
      { id: 'p1', version: 1, condition_name: 'Moderate persistent asthma, uncomplicated', icd10_code: 'J45.40', foreign_code: null, foreign_system: null, status: 'active', severity: 'moderate', onset_on: '2009-05-01', recorded_at: now, ...plainProblem },
      { id: 'p2', version: 1, condition_name: 'Essential (primary) hypertension', icd10_code: 'I10', foreign_code: null, foreign_system: null, status: 'chronic', severity: null, onset_on: '2021-02-11', recorded_at: now, ...plainProblem },
      { id: 'p3', version: 1, condition_name: 'Type 2 diabetes mellitus without complications', icd10_code: 'E11.9', foreign_code: null, foreign_system: null, status: 'active', severity: 'severe', onset_on: null, recorded_at: now, ...plainProblem },
      { id: 'p4', version: 1, condition_name: 'Acute bronchitis', icd10_code: 'J20.9', foreign_code: null, foreign_system: null, status: 'resolved', severity: null, onset_on: '2024-01-11', recorded_at: now, ...plainProblem },
    ],
    medicines: [
      { id: 'm1', version: 1, prescription_id: 'rx1', medication_text: 'Salbutamol 100 mcg inhaler', dosage: '2 puffs inhaled as needed', status: 'active', start_on: '2026-01-12', end_on: null, prescriber: 'Dr Ngozi Okafor', expired: false },
      { id: 'm2', version: 1, prescription_id: 'rx1', medication_text: 'Amlodipine 5 mg tablet', dosage: '1 tablet oral once a day', status: 'active', start_on: '2025-11-02', end_on: null, prescriber: 'Dr Henrik Larsen', expired: false },
      { id: 'm3', version: 1, prescription_id: 'rx1', medication_text: 'Doxycycline 100 mg capsule', dosage: '1 capsule oral twice a day for 7 days', status: 'active', start_on: '2024-01-12', end_on: '2024-01-19', prescriber: 'Dr Ngozi Okafor', expired: true },
      { id: 'm4', version: 1, prescription_id: 'rx1', medication_text: 'Simvastatin 20 mg tablet', dosage: '1 tablet oral at night', status: 'stopped', start_on: '2025-06-02', end_on: '2026-11-02', prescriber: 'Dr Henrik Larsen', expired: false },
    ],
    vitals,
    visits: Array.from({ length: 14 }, (_, index) => ({ id: index === 0 ? 'v1' : `v${index + 1}`, started_at: now - index * 33 * 86_400_000_000, ended_at: index === 0 ? null : now - index * 33 * 86_400_000_000 + 20 * minute, kind: 'consultation', status: index === 0 ? 'in_progress' : 'completed', reason: ['Asthma review', 'Cough', 'Blood pressure', null][index % 4] ?? null, practitioner: 'Dr Ngozi Okafor', problems: index % 2 ? ['Acute bronchitis'] : [] })),
    visit_count: 131,
    results: [
      { ...plainResult, id: 'r1', test_name: 'Hemoglobin A1c', value: '8.1', unit: '%', reference_range: '4.0–5.6', abnormal_flag: 'high', status: 'completed', resulted_at: now - 5 * 86_400_000_000 },
      { ...plainResult, id: 'r2', test_name: 'Potassium', value: '2.4', unit: 'mmol/L', reference_range: '3.5–5.1', abnormal_flag: 'critical_low', status: 'completed', resulted_at: now - 5 * 86_400_000_000 },
      { ...plainResult, id: 'r3', test_name: 'Creatinine', value: '0.9', unit: 'mg/dL', reference_range: '0.6–1.2', abnormal_flag: 'normal', status: 'completed', resulted_at: now - 5 * 86_400_000_000 },
    ],
    lab_orders: [], record_status: 'active', history: [], merged: [], ...around,
    ...chartParts(),
    appointments: appointments.filter((each) => each.status === 'scheduled').slice(0, 2),
    invoices: invoices.slice(0, 3),
    conflicts: 1,
    balance_minor: 6875,
    currency: 'GBP',
  };
}

const conflicts = [
  { id: 'c1', kind: 'held', table: 'appointments', row_id: 'a11', title: 'Appointment of Peter Jones, 11:00', patient: patient(11), made_at: now, fields: [{ column: 'starts_at', label: 'Time', canonical: '11:00, Fatou Diallo', candidate: '11:00, Peter Jones' }], canonical_by: 'Sofia Marin', canonical_at: now - 40 * minute, candidate_by: 'Ruth Adeyemi', candidate_at: now - 22 * minute, reason: 'Two people were given the same time with Dr Henrik Larsen while this PC was offline.', status: 'open', decision: null, decided_by: null, decided_at: null, alternatives: [{ starts_at: at('11:30'), ends_at: at('12:00'), practitioner_id: 'd2', practitioner: 'Dr Henrik Larsen' }, { starts_at: at('13:00'), ends_at: at('13:30'), practitioner_id: 'd2', practitioner: 'Dr Henrik Larsen' }], may_decide: true },
  { id: 'c2', kind: 'latest', table: 'patients', row_id: 'x', title: 'Telephone of Amina Yusuf', patient: patient(0), made_at: now, fields: [{ column: 'phone', label: 'Telephone', canonical: '+44 20 7946 0100', candidate: '+44 20 7946 0177' }], canonical_by: 'Dr Ngozi Okafor', canonical_at: now - 12 * minute, candidate_by: 'Ruth Adeyemi', candidate_at: now - 31 * minute, reason: 'Both changed the number while apart. The later one stands.', status: 'open', decision: null, decided_by: null, decided_at: null, alternatives: [], may_decide: true },
];

interface Setup {
  language: string | null;
  scheme: string;
  phase: string;
  role: string | null;
  line: string;
  changed: (tables: string[]) => void;
}

function refuse(sentence: string, code: string | null = null, field?: string): never {
  throw { code, sentence, field };
}

export function createClinic(setup: Setup): (name: string, request: Record<string, unknown>) => unknown {
  const people = ['Dr Ngozi Okafor', 'Ruth Adeyemi', 'Tom Reilly', 'Sofia Marin'].map((display_name, index) => ({ user_id: `u${index + 1}`, display_name, username: display_name.toLowerCase().replace('dr ', '').split(' ').join('.'), last_signed_in_at: now - index * 3_600_000_000 }));
  const session = {
    phase: setup.phase, blocked: setup.phase === 'blocked' ? 'The keychain of this PC is locked. Sign in to the desktop again, or unlock “Login” in the keychain, then look again.' : null, people,
    user: setup.phase === 'open' ? { id: 'u1', display_name: setup.role === 'patient' ? patient(0).display_name : 'Dr Ngozi Okafor', username: 'ngozi.okafor', roles: setup.role ? [setup.role] : ['admin', 'doctor', 'receptionist'], practitioner_id: 'd1', must_change_password: false } : null,
    organization: { id: 'o1', name: 'Riverside Health' }, site: { id: 's1', name: 'Canal Street', time_zone: zone, currency: 'GBP' }, enrolled: true, idle_lock_minutes: 10, retry_after_seconds: null,
  };
  const status = { mode: setup.line, last_contact_at: now - 12_000_000, waiting: setup.line === 'offline' ? 7 : 0, oldest_waiting_at: now - 14 * minute, decisions: setup.line === 'attention' ? 2 : 0, quarantined: 0, bootstrap: null, sentence: setup.line === 'offline' ? 'The server did not answer.' : null };
  const change = (id: unknown, part: Partial<AppointmentLine>) => {
    const index = appointments.findIndex((each) => each.id === id);
    const found = appointments[index];
    if (found) appointments[index] = { ...found, ...part, version: found.version + 1 };
    setup.changed(['appointments']);
    return {};
  };
  const answers: Record<string, (request: Record<string, unknown>) => unknown> = {
    ...alertAnswers(setup),
    ...messageAnswers(setup),
    ...deskAnswers(appointments),
    ...careAnswers(),
    ...placeAnswers(setup.changed),
    ...wellnessAnswers(setup.changed),
    ...kioskAnswers(setup.changed),
    'session.state': () => session,
    'window.settings': () => ({ language: setup.language, color_scheme: setup.scheme, text_size: 100, kiosk: false, room: null, alerts_muted: false }),
    'draft.all': () => [],
    'session.sign_in': ({ password }) => (password === 'wrong' ? refuse('That is not the password. Please try again.') : Object.assign(session, { phase: 'open', user: { id: 'u1', display_name: 'Dr Ngozi Okafor', username: 'ngozi.okafor', roles: ['admin', 'doctor', 'receptionist'], practitioner_id: 'd1', must_change_password: false } })),
    'session.lock': () => ({ ...Object.assign(session, { phase: 'locked', user: null }) }),
    'session.sign_out': () => ({ ...Object.assign(session, { phase: 'locked', user: null }) }),
    'session.first_run': () => ({ recovery_key: 'K7QF-2M4X-9RTD-WP3H-6VNB-8CZJ-5YGA-E1LU' }),
    'sync.status': () => status,
    'sync.now': () => status,
    'sync.centre': () => ({ status, server: 'https://holdfast.riverside.example', round_trip_ms: 43, device_name: 'Front desk 1', position: 48211, outbox: [{ id: 'ob1', command: 'scheduling.book', summary: 'Book an appointment', made_at: now - 14 * minute, author: 'Ruth Adeyemi', state: 'waiting', operations: 2 }, { id: 'ob2', command: 'billing.take_payment', summary: 'Take a payment', made_at: now - 6 * minute, author: 'Ruth Adeyemi', state: 'waiting', operations: 1 }], recent: [{ at: now - 20 * minute, direction: 'received', changes: 14, tables: ['appointments', 'patients'] }, { at: now - 21 * minute, direction: 'sent', changes: 1, tables: ['payments'] }], quarantined: [{ id: 'q1', command: 'Write a note', reason: 'The visit had been signed before this change arrived.', made_at: now - 55 * minute, author: 'Dr Ngozi Okafor', rows: [{ table: 'visits', row_id: 'v9' }] }] }),
    'sync.verify': () => ({ equal: true, tables: [{ table: 'patients', here: 1204, centre: 1204, equal: true }] }),
    'system.conflicts': () => conflicts,
    'organization.practitioners': () => doctors,
    'organization.colleagues': () => doctors.map((each) => ({ user_id: each.user_id, name: each.display_name, roles: ['doctor'], department_id: null })),
    'organization.staff': () => ({ users: people.map((each, index) => ({ id: each.user_id, version: 1, username: each.username, display_name: each.display_name, given_name: null, family_name: null, roles: [['admin', 'doctor'], ['receptionist'], ['nurse'], ['finance']][index], is_active: true, practitioner_id: index === 0 ? 'd1' : null })) }),
    'people.recent': () => patients.slice(0, 9),
    'people.find': ({ query }) => patients.filter((each) => `${each.display_name} ${each.mrn} ${each.phone}`.toLowerCase().includes(String(query).toLowerCase())),
    'people.duplicates': ({ given_name }) => (String(given_name).toLowerCase().startsWith('ami') ? [{ patient: patient(0), score: 0.93, reasons: ['name', 'birth date'] }] : []),
    'people.register': ({ accept_duplicates }) => (accept_duplicates ? { id: patient(0).id, mrn: 'RH-2001' } : refuse('A patient with this name and birth date is registered already.', 'possible_duplicate')),
    'people.chart': ({ patient_id }) => chart(String(patient_id)),
    'people.details': ({ id }) => ({ ...chart(String(id)).patient }),
    'scheduling.day': ({ on }) => ({ site_time_zone: zone, practitioners: doctors.map((each, index) => ({ ...each, hours: index === 3 ? [{ starts_at: instantAt(String(on), '09:00', zone), ends_at: instantAt(String(on), '13:00', zone) }] : [{ starts_at: instantAt(String(on), '08:00', zone), ends_at: instantAt(String(on), '12:30', zone) }, { starts_at: instantAt(String(on), '13:30', zone), ends_at: instantAt(String(on), '17:00', zone) }] })), appointments: on === today ? [...appointments] : [] }),
    'scheduling.free_slots': () => ['11:00', '11:15', '12:15', '13:30', '13:45'].map((clock) => ({ practitioner_id: 'd1', practitioner: 'Dr Ngozi Okafor', starts_at: at(clock), ends_at: at(clock) + 15 * minute })),
    'scheduling.book': ({ overbook }) => (overbook ? {} : refuse('Dr Ngozi Okafor already has Samuel Okonkwo from 11:30 to 12:15.', 'taken')),
    'scheduling.move': ({ id, practitioner_id, starts_at, ends_at, overbook }) => (practitioner_id === 'd2' && !overbook ? refuse('Dr Henrik Larsen already has Ravi Subramaniam at that time.', 'taken') : change(id, { practitioner_id: String(practitioner_id), starts_at: Number(starts_at), ends_at: Number(ends_at) })),
    'scheduling.confirm': ({ id }) => change(id, { status: 'confirmed' }),
    'scheduling.check_in': ({ id }) => change(id, { status: 'checked_in' }),
    'scheduling.no_show': ({ id }) => change(id, { status: 'no_show' }),
    'scheduling.cancel': ({ id }) => change(id, { status: 'cancelled' }),
    'scheduling.queue': () => [
      ...appointments.filter((each) => each.status === 'checked_in').map((each) => ({ appointment: each, stage: 'arrived', since: now - 18 * minute, visit_id: null, visit_version: null })),
      { appointment: appointments[4], stage: 'arrived', since: now - 4 * minute, visit_id: null, visit_version: null }, { appointment: { ...appointments[7], room: 'Room 1', walk_in: true }, stage: 'roomed', since: now - 41 * minute, visit_id: null, visit_version: null },
      { appointment: appointments[2], stage: 'with_doctor', since: now - 12 * minute, visit_id: 'v1', visit_version: 1 }, { appointment: appointments[0], stage: 'done', since: now - 40 * minute, visit_id: 'v1', visit_version: 1 },
    ],
    'scheduling.hours': () => [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, starts: '08:00:00', ends: '12:30:00', slot_minutes: 15 }, { weekday, starts: '13:30:00', ends: '17:00:00', slot_minutes: 15 }]),
    'encounters.start_visit': () => ({ id: 'v1' }),
    'encounters.visit': () => ({ id: 'v1', version: 2, patient: patient(0), practitioner: 'Dr Ngozi Okafor', practitioner_id: 'd1', appointment_id: 'a0', started_at: now - 12 * minute, ended_at: null, kind: 'consultation', status: 'in_progress', reason: 'Asthma review', subjective: 'Wakes twice a week with a cough. Uses the reliever daily since the weather turned cold.', objective: 'Wheeze on both sides, no distress. Peak flow 320 (best 410).', assessment: null, plan: null, follow_up_instructions: null, history_present_illness: null, physical_examination: null, notes: null, discharge_instructions: null, room: null, status_reason: null, signed_at: null, signed_by: null, addenda: [], ...visitParts, vitals: vitals.slice(0, 1), conditions: chart('').problems.slice(0, 1), prescriptions: [{ id: 'rx1', version: 1, status: 'active', prescribed_at: now, items: [{ id: 'm1', version: 1, medication_text: 'Beclometasone 200 mcg inhaler', dosage: '2 puffs inhaled twice a day', status: 'active' }] }], invoice_id: null }),
    'encounters.write_note': ({ version }) => ({ version: Number(version) + 1 }),
    'encounters.find_icd10': () => [{ code: 'J45', description: 'Asthma', is_leaf: false }, { code: 'J45.20', description: 'Mild intermittent asthma, uncomplicated', is_leaf: true }, { code: 'J45.40', description: 'Moderate persistent asthma, uncomplicated', is_leaf: true }],
    'encounters.record_vitals': ({ confirm_unusual, systolic_mmhg }) => (Number(systolic_mmhg) > 200 && !confirm_unusual ? refuse('Systolic 220 mmHg is unusual. Please measure again, or confirm it.', 'unusual') : { id: 'vt', bmi: null }),
    'medication.check': ({ medication_text }) => ({ warnings: String(medication_text).toLowerCase().startsWith('amox') ? [{ kind: 'allergy', severity: 'high', sentence: 'Amina Yusuf is allergic to penicillin (anaphylaxis 2014). Amoxicillin is a penicillin.' }, { kind: 'unchecked', severity: 'info', sentence: 'One allergy carries no code and could not be checked: Peanut.' }] : [] }),
    'medication.suggest': () => ['Amoxicillin 500 mg capsule', 'Amlodipine 5 mg tablet'],
    'medication.prescribe': ({ accept_warnings }) => (accept_warnings ? { id: 'rx2' } : refuse('Amina Yusuf is allergic to penicillin.', 'warned')),
    'billing.invoices': ({ query }) => invoices.filter((each) => !query || each.patient.display_name.toLowerCase().includes(String(query).toLowerCase())),
    'billing.invoice': ({ id }) => ({ ...(invoices.find((each) => each.id === id) ?? invoices[1]), visit_id: 'v1', notes: null, lines: [{ id: 'l1', version: 1, service_on: today, description: 'Consultation, 15 minutes', procedure_code: '99213', diagnosis_code: 'J45.40', quantity: 1, unit_price_minor: 4500, amount_minor: 4500 }, { id: 'l2', version: 1, service_on: today, description: 'Spirometry', procedure_code: null, diagnosis_code: null, quantity: 1, unit_price_minor: 1375, amount_minor: 1375 }], payments: [{ id: 'pay1', kind: 'payment', amount_minor: 2000, method: 'cash', received_at: now, received_by: 'Ruth Adeyemi', reference: null }] }),
    'people.identifiers': ({ patient_id }) => ({ patient_id, identifiers: [{ id: 'id1', version: 1, kind: 'passport', kind_text: null, value: 'P4471902', system: null, assigner: 'Somalia', valid_from_on: null, valid_until_on: '2029-03-01' }, { id: 'id2', version: 1, kind: 'insurance_member', kind_text: null, value: '884-20-1173', system: null, assigner: 'Northern Health Insurance', valid_from_on: null, valid_until_on: null }] }),
    'people.remove_identifier': () => (setup.changed(['patient_identifiers']), {}),
    'people.add_identifier': () => ({ id: 'id3' }),
    ...laboratory(setup.changed, refuse),
    ...medicines(setup.changed, refuse),
    ...givenAnswers(setup.changed, refuse, medicines(setup.changed, refuse)['medication.record'] ?? (() => ({}))),
    ...administration(setup.changed),
    ...visitAnswers(setup.changed, refuse, () => vitals),
    ...noteAnswers(setup.changed),
    'document.print': ({ kind }) => (kind === 'wristband' ? { outcome: 'kept', printer: 'Band_printer', trouble: 'The print system refused it: Destination "Band_printer" is not accepting jobs.' } : { outcome: 'saved', path: '/home/clinic/Documents/Holdfast/invoice-R-2026-00313.pdf', pages: 1 }),
    ...printingAnswers(now, setup.changed),
    ...finance({ now, today, zone, patient, invoices, changed: setup.changed, refuse }),
  };
  Object.assign(answers, imagingAnswers(setup.changed), catalogueAnswers(), systemsAnswers());
  return (name, request) => {
    const answer = answers[name];
    if (!answer) return {};
    return structuredClone(answer(request));
  };
}

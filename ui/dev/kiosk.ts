// What a patient of the made-up clinic sees of the own record.

import type { ResponseOf } from '../src/api/commands';
import { addDays, dateAt, instantAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Request = Record<string, unknown>;
type Appointment = ResponseOf<'scheduling.own_appointments'>['upcoming'][number];
type Visit = ResponseOf<'encounters.own_visit'>;
type Result = ResponseOf<'people.own_record'>['results'][number];
type Medicine = ResponseOf<'people.own_record'>['medicines'][number];
type Bill = ResponseOf<'billing.own_invoice'>;
type Plan = ResponseOf<'wellness.own_plan'>;
type Note = ResponseOf<'messages.own_notifications'>['items'][number];
type Message = ResponseOf<'messages.own_chat'>['messages'][number];

const zone = 'Europe/London';
const minute = 60_000_000;
const day = 1_440 * minute;
const now = nowMicros();
const today = dateAt(now, zone);

function me() {
  const found = patients[0];
  if (!found) throw new Error('no such patient');
  return found;
}
function refuse(sentence: string, field?: string): never {
  throw { code: null, sentence, field };
}

const appointment = (id: string, starts_at: number, status: string, more: Partial<Appointment> = {}): Appointment => ({
  id, version: 1, patient: me(), practitioner_id: 'd1', practitioner: 'Dr Ngozi Okafor', starts_at, ends_at: starts_at + 20 * minute, kind: 'follow_up', status, priority: 'medium', reason: null, room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false, checked_in_at: null, started_at: null, completed_at: null, visit_id: null, pending: false, cancel_asked: false, ...more,
});
const upcoming = [
  appointment('oa1', now + 25 * minute, 'scheduled', { reason: 'Asthma review' }),
  appointment('oa2', instantAt(addDays(today, 9), '14:10', zone), 'scheduled', { practitioner: 'Dr Henrik Larsen', reason: 'Talk about the results' }),
  appointment('oa3', instantAt(addDays(today, 40), '08:30', zone), 'confirmed', { elsewhere: 'Harbour Road' }),
];
const past = [
  appointment('oa-p1', instantAt(addDays(today, -6), '10:00', zone), 'completed', { visit_id: 'ov1' }),
  appointment('oa-p2', instantAt(addDays(today, -40), '09:15', zone), 'no_show'),
  appointment('oa-p3', instantAt(addDays(today, -70), '11:00', zone), 'cancelled', { practitioner: 'Dr Leila Haddad' }),
];

const result = (id: string, test_name: string, value: string, unit: string, reference_range: string, abnormal_flag: string, ago = 5): Result => ({
  id, version: 1, patient_id: me().id, lab_order_id: null, visit_id: null, test_name, test_code: null, panel_name: null, value, value_number: Number(value), unit, reference_range, abnormal_flag, flag_reason: null, status: 'completed', comments: null, interpretation: null, resulted_at: now - ago * day, reviewed_at: null, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: now - ago * day,
});
const results = [result('or1', 'Sugar in the blood over three months (HbA1c)', '8.1', '%', '4.0–5.6', 'high'), result('or2', 'Creatinine (kidneys)', '0.9', 'mg/dL', '0.6–1.2', 'normal'), result('or3', 'Potassium', '2.4', 'mmol/L', '3.5–5.1', 'critical_low'), result('or4', 'Haemoglobin', '12.9', 'g/dL', '12.0–15.5', 'normal', 190)];
const problem = (id: string, condition_name: string, status: string, onset_on: string | null): Visit['problems'][number] => ({
  id, version: 1, condition_name, icd10_code: null, foreign_code: null, foreign_system: null, other_codes: [], status, severity: null, verification: null, onset_on, abated_on: null, recorded_at: null, notes: null, visit_id: null, at: now - 300 * day,
});
const medicine = (id: string, medication_text: string, dosage: string, more: Partial<Medicine> = {}): Medicine => ({ id, version: 1, prescription_id: 'op1', medication_text, dosage, status: 'active', start_on: addDays(today, -60), end_on: null, prescriber: 'Dr Ngozi Okafor', expired: false, ...more });
const vaccination = (id: string, vaccine: string, ago: number, is_reported: boolean): Visit['immunizations'][number] => ({ id, version: 1, vaccine, code: null, occurred_at: now - ago * day, status: 'completed', status_reason: null, dose_number: null, lot_number: null, expires_on: null, is_reported, at: now - ago * day });

const visits: Visit[] = [
  {
    id: 'ov1', started_at: instantAt(addDays(today, -6), '10:00', zone), ended_at: instantAt(addDays(today, -6), '10:20', zone), kind: 'consultation', status: 'completed', practitioner: 'Dr Ngozi Okafor', site: 'Canal Street', reason: 'Cough at night', has_feedback: false, is_signed: true,
    discharge_instructions: 'Use the brown inhaler every morning and every evening, also on good days. Rinse your mouth afterwards.\nIf you cannot speak a whole sentence, call 999 at once.', follow_up_instructions: 'Come again in two weeks. Bring both inhalers and the peak flow diary.',
    problems: [problem('opb1', 'Asthma', 'active', null)], procedures: [{ id: 'opr1', version: 1, name: 'Breathing test (spirometry)', performed_at: now - 6 * day, ended_at: null, code: null, status: 'completed', reason: null, body_site: null, outcome: null, visit_id: 'ov1', at: now - 6 * day }],
    prescriptions: [{ id: 'op1', version: 1, status: 'active', prescribed_at: now - 6 * day, items: [{ id: 'om1', version: 1, medication_text: 'Beclometasone 200 micrograms inhaler', dosage: '2 puffs in the morning and in the evening', instructions: 'With the spacer', indication: null, quantity: 1, refills_allowed: 2, status: 'active', start_on: null, end_on: null }] }],
    results: results.slice(0, 2), immunizations: [],
  },
  { id: 'ov2', started_at: now - 110 * day, ended_at: now - 110 * day + 15 * minute, kind: 'routine', status: 'completed', practitioner: 'Dr Henrik Larsen', site: 'Harbour Road', reason: 'Blood pressure', has_feedback: true, is_signed: false, discharge_instructions: null, follow_up_instructions: null, problems: [], procedures: [], prescriptions: [], results: [], immunizations: [vaccination('oi1', 'Influenza', 110, false)] },
];

const bill = (id: string, number: string, total_minor: number, paid_minor: number, payment_state: Bill['payment_state'], due_on: string, description: string): Bill => ({
  id, number, status: 'issued', payment_state, issued_on: addDays(due_on, -30), due_on, currency: 'GBP', total_minor, paid_minor, due_minor: total_minor - paid_minor, credit_minor: 0,
  services: [{ service_on: addDays(due_on, -30), description, quantity: 1, unit_price_minor: total_minor - 1375, amount_minor: total_minor - 1375 }, { service_on: addDays(due_on, -30), description: 'Breathing test', quantity: 1, unit_price_minor: 1375, amount_minor: 1375 }],
  payments: paid_minor > 0 ? [{ kind: 'payment', amount_minor: paid_minor, method: 'debit_card', received_at: now - 20 * day }] : [],
});
const bills = [bill('ob1', 'R-2026-00313', 5875, 2000, 'partial', addDays(today, 12), 'Consultation, 15 minutes'), bill('ob2', 'R-2026-00241', 4500, 0, 'overdue', addDays(today, -8), 'Consultation'), bill('ob3', 'R-2026-00102', 6200, 6200, 'paid', addDays(today, -80), 'Consultation, 30 minutes')];

const step = (id: string, title: string, due: number, more: Partial<Plan['items'][number]> = {}): Plan['items'][number] => ({ id, version: 1, title, category: null, due_on: addDays(today, due), done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null, ...more });
const plan: Plan = {
  id: 'opl1', version: 1, patient: me(), practitioner: 'Dr Ngozi Okafor', title: 'Sleeping again', condition_text: null, status: 'active', starts_on: addDays(today, -20), ends_on: addDays(today, 21), description: 'One thing at a time; the diary first.', template_code: null, method: null, source: null, notes: null, due: 5, done: 2, skipped: 1, progress: 0.4,
  items: [
    step('os1', 'Keep the sleep diary on every day of this week', -14, { done_at: now - 14 * day, done_by: 'Nuria Soler' }), step('os2', 'No coffee after noon this week', -7, { skipped_reason: 'Was away at a wedding' }), step('os3', 'Walk for half an hour', -2, { done_at: now - 2 * day, is_self_reported: true }),
    step('os4', 'Get up at the same time on every day of this week', -1), step('os5', 'Use the bed for sleep alone', 0, { notes: 'No telephone in the bedroom.' }), step('os6', 'Look back on the plan together', 21),
  ],
};

let notes: Note[] = [
  { id: 'on1', kind: 'message', title: 'New message about an appointment', body: null, link_table: 'appointments', link_row_id: 'oa1', due_at: now - 40 * minute, read_at: null },
  { id: 'on2', kind: 'result', title: 'Results are there', body: null, link_table: 'lab_orders', link_row_id: 'x', due_at: now - 5 * day, read_at: null },
  { id: 'on3', kind: 'reminder', title: 'Appointment on 28 November at 10:00', body: 'With Dr Ngozi Okafor, Canal Street', link_table: 'appointments', link_row_id: 'oa1', due_at: now - 7 * day, read_at: now - 6 * day },
];
const message = (id: string, mine: boolean, body: string, ago: number, more: Partial<Message> = {}): Message => ({ id, sender_id: mine ? 'pat' : 'd1', sender: mine ? me().display_name : 'Dr Ngozi Okafor', recipient: mine ? 'Dr Ngozi Okafor' : me().display_name, mine, body, attachments: [], sent_at: now - ago, read_at: mine ? now - ago : null, ...more });
const chat = [message('ox1', true, 'Good morning, I have used the blue inhaler four times since yesterday. Shall I come earlier?', day), message('ox2', false, 'Please come at ten and bring both inhalers. If you cannot speak a whole sentence, call 999 at once.', 40 * minute, { attachments: [{ kind: 'attachment', id: 'f1', title: 'how-to-inhale.pdf' }] })];

/** What the made-up clinic answers a patient. */
export function kioskAnswers(changed: (tables: string[]) => void): Record<string, (request: Request) => unknown> {
  const said = <T>(answer: T, ...tables: string[]): T => {
    changed(tables);
    return answer;
  };
  const set = (id: unknown, part: Partial<Appointment>) => {
    upcoming.forEach((each) => each.id === id && Object.assign(each, part, { version: each.version + 1 }));
    return said({}, 'appointments', 'tasks');
  };
  const item = (id: unknown) => plan.items.find((each) => each.id === id) ?? refuse('This step is not there any more.');
  const count = () => Object.assign(plan, { done: plan.items.filter((each) => each.done_at !== null).length, skipped: plan.items.filter((each) => each.skipped_reason !== null).length });
  return {
    'scheduling.own_appointments': () => ({ upcoming, past, older: null }),
    'scheduling.own_check_in': ({ id }) => set(id, { status: 'checked_in' }),
    'scheduling.own_confirm': ({ id }) => set(id, { status: 'confirmed' }),
    'scheduling.own_ask_to_cancel': ({ id }) => set(id, { cancel_asked: true }),
    'people.own_record': () => ({
      patient: me(), appointments: [], invoices: [], balance_minor: 8375, currency: 'GBP', unread: 2, results, problems: [problem('opb1', 'Asthma', 'chronic', '2011-04-01'), problem('opb2', 'Type 2 diabetes', 'active', '2022-09-12'), problem('opb3', 'Broken wrist', 'resolved', null)],
      allergies: [{ id: 'oal1', version: 1, substance_text: 'Penicillin', category: null, criticality: 'high', reaction_text: 'Could not breathe (2014)', severity: null, status: 'active', verification: null, onset_on: null, candidate: false }],
      medicines: [medicine('om1', 'Beclometasone 200 micrograms inhaler', '2 puffs in the morning and in the evening'), medicine('om2', 'Metformin 850 mg tablet', '1 tablet twice a day, with food'), medicine('om3', 'Ramipril 5 mg tablet', '1 tablet in the morning', { status: 'on_hold' }), medicine('om4', 'Prednisolone 5 mg tablet', '6 tablets once a day', { end_on: addDays(today, -70), status: 'completed' })],
      immunizations: [vaccination('oi1', 'Influenza', 110, false), vaccination('oi2', 'Tetanus', 1400, true)],
    }),
    'people.own_feedback': ({ visit_id }) => {
      visits.forEach((each) => each.id === visit_id && Object.assign(each, { has_feedback: true }));
      return said({ id: 'fb' }, 'feedback');
    },
    'encounters.own_visits': () => ({ visits, older: null }),
    'encounters.own_visit': ({ id }) => visits.find((each) => each.id === id) ?? refuse('This is not in your record. Ask at the front desk if you miss something there.'),
    'medication.own_dose': () => ({ id: 'od' }),
    'billing.own_invoices': () => ({ invoices: bills, balance_minor: 8375, currency: 'GBP' }),
    'billing.own_invoice': ({ id }) => bills.find((each) => each.id === id) ?? refuse('This is not in your record. Ask at the front desk if you miss something there.'),
    'messages.own_notifications': () => ({ items: [...notes].sort((a, b) => Number(a.read_at !== null) - Number(b.read_at !== null)), next: null }),
    'messages.own_mark_read': ({ ids }) => {
      notes = notes.map((each) => ((ids as string[]).includes(each.id) ? { ...each, read_at: nowMicros() } : each));
      return said({}, 'notifications');
    },
    'messages.own_mark_all_read': () => {
      notes = notes.map((each) => ({ ...each, read_at: each.read_at ?? nowMicros() }));
      return said({ marked: 2, left: 0 }, 'notifications');
    },
    'messages.own_conversations': () => [{ appointment_id: 'oa1', starts_at: upcoming[0]?.starts_at ?? now, practitioner: 'Dr Ngozi Okafor', last_sent_at: now - 40 * minute, unread: chat.filter((each) => !each.mine && each.read_at === null).length }],
    'messages.own_chat': ({ appointment_id }) => ({ appointment_id, starts_at: upcoming.find((each) => each.id === appointment_id)?.starts_at ?? now, patient: me(), messages: appointment_id === 'oa1' ? [...chat].reverse() : [], next: null }),
    'messages.own_send': ({ body }) => {
      chat.push(message(`ox${chat.length + 1}`, true, String(body), 0, { read_at: null }));
      return said({ id: 'ox' }, 'chat_messages');
    },
    'messages.own_mark_chat_read': () => {
      chat.forEach((each) => (each.read_at ??= nowMicros()));
      return said({ marked: 1 }, 'chat_messages');
    },
    'wellness.own_stress_reading': () => ({ id: 'sr' }),
    'wellness.own_plans': () => ({ patient_id: me().id, plans: [plan, { ...plan, id: 'opl0', title: 'A healthy weight', status: 'completed' }] }),
    'wellness.own_plan': () => plan,
    'wellness.own_do_item': ({ id, done }) => said(Object.assign(item(id), { done_at: done ? nowMicros() : null, is_self_reported: done, skipped_reason: null }) && count() && {}, 'wellness_plan_items'),
    'wellness.own_skip_item': ({ id, reason }) => said(Object.assign(item(id), { skipped_reason: reason }) && count() && {}, 'wellness_plan_items'),
  };
}

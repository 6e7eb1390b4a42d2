// A patient with a bit of everything, as the commands would answer.

import type { ResponseOf } from '../api/commands';
import { amina } from './money';
import { nowMicros } from '../shared/time/siteTime';
import { openSession } from './window';
import type { OwnAppointment } from '../features/kiosk/AppointmentCard';

export const minute = 60_000_000;
export const day = 1_440 * minute;

export const appointment = (more: Partial<OwnAppointment> = {}): OwnAppointment => {
  const starts_at = nowMicros() + 20 * minute;
  return {
    id: 'today', version: 4, patient: amina, practitioner_id: 'okafor', practitioner: 'Dr Okafor', starts_at, ends_at: starts_at + 20 * minute, kind: 'consultation', status: 'scheduled', priority: 'medium', reason: 'Asthma', room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false,
    checked_in_at: null, started_at: null, completed_at: null, visit_id: null, pending: false, cancel_asked: false, ...more,
  };
};
export const later = (more: Partial<OwnAppointment> = {}): OwnAppointment => {
  const starts_at = nowMicros() + 9 * day;
  return appointment({ id: 'later', starts_at, ends_at: starts_at + 20 * minute, ...more });
};

export const visit: ResponseOf<'encounters.own_visit'> = {
  id: 'visit', started_at: nowMicros() - 6 * day, ended_at: nowMicros() - 6 * day + 20 * minute, kind: 'consultation', status: 'completed', practitioner: 'Dr Okafor', site: 'Canal Street', reason: 'Cough', has_feedback: false, is_signed: true, discharge_instructions: 'Drink enough.', follow_up_instructions: null, problems: [],
  prescriptions: [{ id: 'rx', version: 1, status: 'active', prescribed_at: 1, items: [{ id: 'item', version: 1, medication_text: 'Metformin 850 mg', dosage: 'Twice a day', instructions: null, indication: null, quantity: null, refills_allowed: 0, status: 'active', start_on: null, end_on: null }, { id: 'mistake', version: 1, medication_text: 'Warfarin', dosage: 'Once a day', instructions: null, indication: null, quantity: null, refills_allowed: 0, status: 'entered_in_error', start_on: null, end_on: null }] }],
  procedures: [], results: [], immunizations: [],
};

const result = (more: Partial<ResponseOf<'people.own_record'>['results'][number]>): ResponseOf<'people.own_record'>['results'][number] => ({
  id: 'r', version: 1, patient_id: 'amina', lab_order_id: null, visit_id: null, test_name: 'Sugar', test_code: null, panel_name: null, value: '8.1', value_number: 8.1, unit: '%', reference_range: '4.0–5.6', abnormal_flag: 'high', flag_reason: null, status: 'completed', comments: null, interpretation: null, resulted_at: 1, reviewed_at: null, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: 1, ...more,
});
const medicine = (more: Partial<ResponseOf<'people.own_record'>['medicines'][number]>): ResponseOf<'people.own_record'>['medicines'][number] => ({ id: 'm', version: 1, prescription_id: 'rx', medication_text: 'Metformin 850 mg', dosage: 'Twice a day', status: 'active', start_on: null, end_on: null, prescriber: 'Dr Okafor', expired: false, ...more });

export const record: ResponseOf<'people.own_record'> = {
  patient: amina, allergies: [], problems: [], immunizations: [], appointments: [], invoices: [], balance_minor: 0, currency: 'GBP', unread: 0,
  results: [result({}), result({ id: 'wrong', value: '81', struck: true })],
  medicines: [medicine({}), medicine({ id: 'paused', medication_text: 'Ramipril 5 mg', status: 'on_hold' }), medicine({ id: 'old', medication_text: 'Prednisolone', expired: true })],
};

export const plan: ResponseOf<'wellness.own_plan'> = {
  id: 'plan', version: 1, patient: amina, practitioner: null, title: 'Walk more', condition_text: null, status: 'active', starts_on: '2020-01-01', ends_on: null, description: null, template_code: null, method: null, source: null, notes: null, due: 3, done: 1, skipped: 0, progress: 1 / 3,
  items: [
    { id: 'walk', version: 2, title: 'Walk', category: null, due_on: '2020-01-02', done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
    { id: 'swim', version: 5, title: 'Swim', category: null, due_on: '2020-01-02', done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
    { id: 'talk', version: 3, title: 'Talk', category: null, due_on: '2020-01-01', done_at: 1, done_by: 'Nuria Soler', is_self_reported: false, skipped_reason: null, notes: null },
  ],
};

export const bills: ResponseOf<'billing.own_invoices'> = {
  invoices: [{ id: 'bill', number: 'R-1', status: 'issued', payment_state: 'overdue', issued_on: '2026-01-01', due_on: '2026-01-15', currency: 'GBP', total_minor: 6000, paid_minor: 2000, due_minor: 4000, credit_minor: 0 }],
  balance_minor: 4000, currency: 'GBP',
};

/** A patient who has nothing at all, for a test to lay something over. */
export const nothing = {
  'session.state': () => openSession(['patient']),
  'messages.own_notifications': (): ResponseOf<'messages.own_notifications'> => ({ items: [], next: null }),
  'scheduling.own_appointments': (): ResponseOf<'scheduling.own_appointments'> => ({ upcoming: [], past: [], older: null }),
  'encounters.own_visits': (): ResponseOf<'encounters.own_visits'> => ({ visits: [], older: null }),
  'billing.own_invoices': (): ResponseOf<'billing.own_invoices'> => ({ invoices: [], balance_minor: 0, currency: 'GBP' }),
  'wellness.own_plans': (): ResponseOf<'wellness.own_plans'> => ({ patient_id: 'amina', plans: [] }),
  'messages.own_conversations': (): ResponseOf<'messages.own_conversations'> => [],
};

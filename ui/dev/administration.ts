// The part of the made-up clinic that administrators look after.

import type { WorkflowRule } from '../src/api/commands';
import type { AuditLine, DuplicatePair, MergePreview, PatientLine } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

const now = nowMicros();
const minute = 60_000_000;
const hour = 60 * minute;

type Answers = Record<string, (request: Record<string, unknown>) => unknown>;

const rule = (id: string, more: Partial<WorkflowRule>): WorkflowRule => ({ id, version: 1, name: '', description: null, trigger: 'patient_arrived', conditions: [], actions: [], priority: null, runs_max_per_hour: null, is_active: true, is_readable: true, ...more });

const rules: WorkflowRule[] = [
  rule('wr1', { name: 'Call about a critical result', trigger: 'result_critical', actions: [{ do: 'add_task', title: 'Telephone the critical result', for_role: 'doctor', priority: 'urgent', due_in_hours: 1 }, { do: 'notify', role: 'nurse', title: 'A critical result has come in' }] }),
  rule('wr2', { name: 'Mask at the door', description: 'Since the winter of 2025.', conditions: [{ field: 'reason', is: 'contains', value: 'cough' }, { field: 'room', is: 'is_empty', value: null }], actions: [{ do: 'add_task', title: 'Offer a mask and a seat by the window', for_role: 'receptionist', priority: 'high', due_in_hours: 1 }], runs_max_per_hour: 20 }),
  rule('wr3', { name: 'Unhappy patients', trigger: 'feedback_given', conditions: [{ field: 'rating', is: 'below', value: '3' }], actions: [{ do: 'notify', role: 'manager', title: 'Somebody was not content: please read' }], is_active: false }),
  rule('wr4', { name: 'Low stock of vaccines', trigger: 'stock_low', is_readable: false }),
];
const runs = [
  { rule_id: 'wr1', id: 'r1', rule_name: null, trigger_kind: 'result_critical', source_table: 'lab_results', source_row_id: 'x', status: 'done', reason: null, ran_at: now - 3 * hour },
  { rule_id: 'wr1', id: 'r2', rule_name: null, trigger_kind: 'result_critical', source_table: 'lab_results', source_row_id: 'y', status: 'done', reason: null, ran_at: now - 30 * hour },
  { rule_id: 'wr2', id: 'r3', rule_name: null, trigger_kind: 'patient_arrived', source_table: 'appointments', source_row_id: 'z', status: 'stopped_by_guard', reason: 'It has run 20 times in this hour.', ran_at: now - 20 * minute },
  ...Array.from({ length: 6 }, (_, index) => ({ rule_id: 'wr2', id: `r${index + 4}`, rule_name: null, trigger_kind: 'patient_arrived', source_table: 'appointments', source_row_id: 'z', status: 'done', reason: null, ran_at: now - (25 + index * 3) * minute })),
];

function someone(index: number, more: Partial<PatientLine> = {}): PatientLine {
  const found = patients[index];
  if (!found) throw new Error('no such patient');
  return { ...found, ...more };
}
const pairs: DuplicatePair[] = [
  { patient: someone(0, { id: 'dup0', display_name: 'Amina Yousuf', mrn: 'RH-1502', phone: null }), other: someone(0), score: 0.97, reasons: ['Similar name', 'Same birth date'], likely: true },
  { patient: someone(8, { id: 'dup8', display_name: 'Elisabeth Harrington', mrn: 'RH-1498' }), other: someone(8), score: 0.93, reasons: ['Similar name', 'Same birth date', 'Same telephone'], likely: true },
  { patient: someone(3, { id: 'dup3', display_name: 'Mohammed Al-Hashimi', mrn: 'RH-1466' }), other: someone(3), score: 0.58, reasons: ['Same birth date', 'Same national id'], likely: false },
];
const line = (field: string, one: string | null, other: string | null) => ({ field, one, other, differs: one !== other });

function preview(one: string, other: string): MergePreview {
  const people = [...pairs.map((pair) => pair.patient), ...patients];
  const side = (id: string, visits: number) => ({ patient: people.find((each) => each.id === id) ?? someone(0), version: 3, registered_at: now - visits * 900 * hour, visits, appointments: visits + 2, prescriptions: visits, invoices: Math.floor(visits / 2) });
  const sides = { one: side(one, 1), other: side(other, 14) };
  const of = (text: string, at: number) => text.split(' ')[at] ?? null;
  return {
    ...sides,
    fields: [
      line('given_name', of(sides.one.patient.display_name, 0), of(sides.other.patient.display_name, 0)),
      line('family_name', of(sides.one.patient.display_name, 1), of(sides.other.patient.display_name, 1)),
      line('date_of_birth', sides.one.patient.date_of_birth, sides.other.patient.date_of_birth),
      line('date_of_birth_precision', 'day', 'day'),
      line('gender', sides.one.patient.gender, sides.other.patient.gender),
      line('phone', sides.one.patient.phone, sides.other.patient.phone),
      line('address_line', '12 Canal St', '12 Canal Street'),
      line('city', 'London', 'London'),
      line('preferred_language', null, 'Somali'),
      line('notes', null, 'Needs an interpreter.'),
    ],
    score: 0.97, reasons: ['Similar name', 'Same birth date'], merged: false, suggested_patient_id: other,
  };
}

const audited = (index: number, more: Partial<AuditLine>): AuditLine => ({
  id: `al${index}`, user_id: 'u2', user_name: 'Ruth Adeyemi', device_id: 'de1', device_name: 'Front desk 1', action: 'read', command: 'people.chart', table_name: 'patients', row_id: 'x', patient_id: someone(index % 9).id,
  reason: null, before: null, after: null, ip_address: '10.4.2.18', user_agent: 'Holdfast 0.1.0 (Linux)', occurred_at: now - index * 17 * minute, ...more,
});
const trail: AuditLine[] = Array.from({ length: 24 }, (_, index) =>
  index % 5 === 1
    ? audited(index, { action: 'update', command: 'people.update', before: JSON.stringify({ phone: '+44 20 7946 0100', preferred_language: null }), after: JSON.stringify({ phone: '+44 20 7946 0177', preferred_language: 'Somali' }) })
    : index === 7
      ? audited(index, { user_name: 'Dr Henrik Larsen', device_name: 'Room 2', action: 'break_glass', reason: 'Brought in unconscious, allergies unknown' })
      : index % 5 === 3
        ? audited(index, { user_name: 'Dr Ngozi Okafor', device_name: 'Room 1', action: 'sign', command: 'encounters.sign_visit', table_name: 'visits' })
        : audited(index, {}),
);
const doors = [
  ['sign_in', true, null], ['sign_in_failed', false, 'The password was wrong.'], ['sign_in_failed', false, 'The password was wrong.'], ['unlocked', true, null], ['permission_refused', false, 'medication.prescribe is not for a receptionist.'], ['export', true, null], ['sign_out', true, null],
] as const;

export function administration(changed: (tables: string[]) => void): Answers {
  return {
    'system.workflow_rules': () => rules,
    'system.workflow_runs': ({ rule_id }) => runs.filter((run) => run.rule_id === rule_id),
    'system.try_workflow_rule': () => ({ tried: 200, matched: Array.from({ length: 14 }, (_, index) => `m${index}`), table: 'appointments' }),
    'system.add_workflow_rule': (form) => {
      const id = `wr${rules.length + 1}`;
      rules.push(rule(id, form as Partial<WorkflowRule>));
      changed(['workflow_rules']);
      return { id };
    },
    'system.update_workflow_rule': ({ id, rule: form }) => {
      const at = rules.findIndex((each) => each.id === id);
      const found = rules[at];
      if (found) rules[at] = { ...found, ...(form as Partial<WorkflowRule>), version: found.version + 1 };
      changed(['workflow_rules']);
      return {};
    },
    'organization.sites': () => [{ id: 's1', version: 1, name: 'Canal Street', code: 'CS', kind: 'main', time_zone: 'Europe/London', currency: 'GBP', address_line: '4 Canal Street', city: 'London', state: null, postal_code: 'N1 8AB', country: 'United Kingdom', phone: '+44 20 7946 0000', email: null, is_active: true }, { id: 's2', version: 1, name: 'Harbour Road', code: 'HR', kind: 'branch', time_zone: 'Europe/London', currency: 'GBP', address_line: null, city: 'Bristol', state: null, postal_code: null, country: null, phone: null, email: null, is_active: true }],
    'organization.departments': () => [{ id: 'dp1', version: 1, is_active: true, site_id: null, name: 'General practice', code: 'GP', description: null, phone: '+44 20 7946 0010' }, { id: 'dp2', version: 1, is_active: true, site_id: 's1', name: 'Paediatrics', code: 'PAED', description: 'Children up to sixteen, vaccinations on Wednesdays.', phone: null }, { id: 'dp3', version: 1, is_active: false, site_id: 's1', name: 'Travel clinic', code: null, description: null, phone: null }],
    'organization.holidays': () => [{ id: 'h1', version: 1, site_id: null, day_on: '2026-12-24', name: 'Christmas Eve', is_half_day: true, notes: null }, { id: 'h2', version: 1, site_id: null, day_on: '2026-12-25', name: 'Christmas Day', is_half_day: false, notes: null }],
    'organization.leave': () => [{ id: 'l1', version: 1, practitioner_id: 'd2', practitioner: 'Dr Henrik Larsen', site_id: null, kind: 'vacation', starts_at: now + 96 * hour, ends_at: now + 260 * hour, reason: 'Skiing', status: 'approved', decided_by: 'Dr Ngozi Okafor' }, { id: 'l2', version: 1, practitioner_id: 'd3', practitioner: 'Dr Leila Haddad', site_id: null, kind: 'training', starts_at: now + 300 * hour, ends_at: now + 324 * hour, reason: null, status: 'requested', decided_by: null }],
    'organization.approve_leave': () => ({ affected: 3 }),
    'organization.shifts': ({ from }) => ['Tom Reilly', 'Ruth Adeyemi', 'Sofia Marin', 'Tom Reilly', 'Dr Henrik Larsen'].map((name, index) => ({ id: `sh${index}`, version: 1, user_id: `u${index}`, name, department_id: index === 2 ? 'dp2' : null, starts_at: Number(from) + (8 + index * 20) * hour, ends_at: Number(from) + (16 + index * 20) * hour, kind: index === 4 ? 'on_call' : 'regular', status: 'planned', notes: null })),
    'organization.on_duty': () => [{ user_id: 'u3', name: 'Tom Reilly', roles: ['nurse'], department_id: null, kind: 'regular', until: now + 3 * hour }, { user_id: 'u5', name: 'Dr Henrik Larsen', roles: ['doctor'], department_id: 'dp1', kind: 'on_call', until: now + 9 * hour }],
    'alerts.templates': () => [{ id: 't1', version: 1, name: 'Arrest', kind: 'cardiac_arrest', title: 'Cardiac arrest: bring the trolley', message: null, urgency: 1, department_id: null, roles: ['doctor', 'nurse'], escalation_policy_id: 'ep1' }, { id: 't2', version: 1, name: 'Aggressive visitor', kind: 'violence', title: 'Help at the front desk', message: 'Come in twos.', urgency: 2, department_id: null, roles: [], escalation_policy_id: null }],
    'alerts.policies': () => [{ id: 'ep1', version: 1, name: 'Life in danger', kind: null, urgency_from: 2, department_id: null, steps: [{ after_minutes: 1, roles: ['doctor'], department_id: null }, { after_minutes: 3, roles: [], department_id: null }] }],
    'scheduling.waitlist': () => [
      { id: 'w1', version: 1, patient: someone(4), practitioner_id: 'd3', practitioner: 'Dr Leila Haddad', department_id: null, kind: 'consultation', priority: 'urgent', status: 'waiting', reason: 'Fever that comes back', wanted_from_on: '2026-11-30', wanted_until_on: '2026-12-04', wanted_times: 'after school', waiting_since: now - 50 * hour, offer: null, is_over: false, asked_from: null },
      { id: 'w2', version: 1, patient: someone(9), practitioner_id: null, practitioner: null, department_id: null, kind: 'follow_up', priority: 'medium', status: 'offered', reason: 'Back pain', wanted_from_on: null, wanted_until_on: null, wanted_times: 'mornings', waiting_since: now - 90 * hour, offer: { offered_at: now - hour, practitioner_id: 'd1', practitioner: 'Dr Ngozi Okafor', starts_at: now + 40 * hour, ends_at: now + 41 * hour, until: now + 20 * hour }, is_over: false, asked_from: null },
      { id: 'w3', version: 1, patient: someone(15), practitioner_id: null, practitioner: null, department_id: null, kind: 'consultation', priority: 'low', status: 'waiting', reason: null, wanted_from_on: null, wanted_until_on: '2026-11-20', wanted_times: null, waiting_since: now - 400 * hour, offer: null, is_over: true, asked_from: 'Harbour Road' },
    ],
    'scheduling.asked_of_branches': () => [{ id: 'w9', version: 1, patient: someone(2), site_id: 's2', site: 'Harbour Road', asked_at: now - 60 * hour, kind: 'diagnostic', reason: 'Ultrasound', wanted_from_on: null, wanted_until_on: '2026-12-10', status: 'booked', end_reason: null, starts_at: now + 90 * hour, practitioner: 'Dr Amara Osei' }],
    'people.emergency_accesses': () => ({ accesses: [{ id: 'ea1', version: 1, patient: someone(7), user_id: 'u5', user_name: 'Dr Henrik Larsen', reason: 'Brought in unconscious, allergies unknown', granted_at: now - 9 * hour, expires_at: now - 5 * hour }] }),
    'system.audit': ({ action, until }) => (until ? [] : trail.filter((entry) => !action || entry.action === action)),
    'records.verify': ({ patient_id }) => ({ patient_id, chains: 2, entries: 31, bad: patient_id === someone(2).id ? [{ id: 'b', chain_sequence: 14, recorded_at: now - 400 * hour, reason: 'What stands in this entry is not what was written.' }] : [] }),
    'system.security': () => ({ items: doors.map(([what, succeeded, failure_reason], index) => ({ id: `se${index}`, user_id: index === 4 ? 'u2' : 'u1', user_name: index === 4 ? 'Ruth Adeyemi' : 'Dr Ngozi Okafor', device_id: 'de1', device_name: 'Front desk 1', action: what, resource_kind: null, resource_id: null, ip_address: '10.4.2.18', user_agent: 'Holdfast 0.1.0', succeeded, failure_reason, details: null, occurred_at: now - index * 31 * minute })), next: null }),
    'system.sessions': () => [{ id: 's1', user_name: 'x', device_name: 'Front desk 1', started_at: now - hour, expires_at: now + 9 * hour, ended_at: null, end_reason: null }, { id: 's2', user_name: 'x', device_name: 'Room 2', started_at: now - 30 * hour, expires_at: now - 20 * hour, ended_at: now - 22 * hour, end_reason: 'sign_out' }],
    'people.duplicate_worklist': ({ before }) => (before ? { pairs: [], next: null, looked_at: 1204 } : { pairs, next: 'x', looked_at: 5 }),
    'people.merge_preview': ({ patient_id, other_patient_id }) => preview(String(patient_id), String(other_patient_id)),
    'people.merge': ({ accept_clash }) => {
      if (!accept_clash) throw { code: 'two_places', sentence: 'These two records have appointments at the same time: 28 November at 10:00 with Dr Ngozi Okafor and 28 November at 10:00 with Dr Henrik Larsen. Nobody can be in two places; cancel or move one first, or merge all the same and let the desk settle it.', field: null };
      return { id: 'm1' };
    },
    'people.keep_apart': () => ({}),
    'system.remove_workflow_rule': ({ id }) => {
      rules.splice(rules.findIndex((each) => each.id === id), 1);
      changed(['workflow_rules']);
      return {};
    },
  };
}

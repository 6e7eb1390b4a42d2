// Alerts for the tests of the board and of what every screen shows of them.

import type { AlertLine, AlertTemplate, PatientLine } from '../api/commands';
import { nowMicros } from '../shared/time/siteTime';
import { openSession } from './window';

export const minute = 60_000_000;
export const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
export const tom = { user_id: 'tom', name: 'Tom Reilly' };
const ruth = { user_id: 'ruth', name: 'Ruth Adeyemi' };

let serial = 0;
/** Every test has alerts of its own: one that was heard does not sound again. */
export function alert(more: Partial<AlertLine> = {}): AlertLine {
  const raised_at = nowMicros() - minute;
  return {
    id: `alert-${serial++}`, version: 7, kind: 'deterioration', title: 'A patient is getting worse', message: null, urgency: 2, status: 'open', room: 'Room 4', latitude: null, longitude: null, accuracy_metres: null, roles: ['nurse'], department: null, patients: [amina],
    raised_by: 'Sofia Marin', raised_by_id: 'sofia', raised_at, source_table: null, source_row_id: null, rule: 'on_duty', called: [ruth, tom], received_by: [], answered_by: [], level: 0, next_escalation_at: raised_at + 3 * minute, telephone: true, reason: 'called', ...more,
  };
}
export const template: AlertTemplate = { id: 'arrest', version: 1, name: 'Cardiac arrest', kind: 'cardiac_arrest', title: 'Cardiac arrest: come at once', message: null, urgency: 1, department_id: null, roles: ['doctor'], escalation_policy_id: null };
export const answers = {
  'session.state': () => openSession(['nurse']),
  'alerts.mine': () => [] as AlertLine[],
  'alerts.board': () => [] as AlertLine[],
  'alerts.receive': () => ({ received: [] }),
  'alerts.templates': () => [template, { ...template, id: 'fire', name: 'Fire', title: 'Fire or smoke', roles: [] }],
  'organization.departments': () => [],
  'people.recent': () => [amina],
};

// Alerts of the made-up clinic: one that nobody has answered, one that somebody is on, one that is over.

import type { AlertEvent, AlertLine, AlertTemplate } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

const second = 1_000_000;
const minute = 60 * second;
const now = nowMicros();
const okafor = { user_id: 'u1', name: 'Dr Ngozi Okafor' };
const tom = { user_id: 'u3', name: 'Tom Reilly' };
const larsen = { user_id: 'u2', name: 'Dr Henrik Larsen' };
const haddad = { user_id: 'u5', name: 'Dr Leila Haddad' };

const plain: AlertLine = {
  id: '', version: 1, kind: 'other', title: '', message: null, urgency: 3, status: 'open', room: null, latitude: null, longitude: null, accuracy_metres: null, roles: [], department: null, patients: [],
  raised_by: null, raised_by_id: null, raised_at: now, source_table: null, source_row_id: null, rule: 'on_duty', called: [], received_by: [], answered_by: [], level: 0, next_escalation_at: null, telephone: false, reason: null,
};
const alerts: AlertLine[] = [
  {
    ...plain, id: 'al1', kind: 'deterioration', title: 'A patient is getting worse', message: 'Breathing 28 a minute, saturation 89 % on 4 litres.', urgency: 2, room: 'Room 4', roles: ['doctor', 'nurse'], department: 'Internal medicine',
    patients: patients.slice(1, 2), raised_by: 'Sofia Marin', raised_at: now - 100 * second, called: [okafor, larsen, tom, haddad], received_by: [{ ...tom, received_at: now - 80 * second }], next_escalation_at: now + 80 * second, reason: 'called',
  },
  {
    ...plain, id: 'al2', kind: 'medical', title: 'Help needed', message: 'Two to lift.', room: 'Treatment room', raised_by: 'Tom Reilly', raised_at: now - 9 * minute, called: [larsen, haddad], level: 1, telephone: true, rule: 'with_role', reason: null,
  },
  {
    ...plain, id: 'al3', kind: 'cardiac_arrest', title: 'Cardiac arrest: come at once', urgency: 1, status: 'acknowledged', room: 'Waiting area', patients: patients.slice(8, 9), raised_by: 'Ruth Adeyemi', raised_at: now - 6 * minute, called: [okafor, tom], level: 1,
    received_by: [{ ...tom, received_at: now - 5.8 * minute }, { ...larsen, received_at: now - 3 * minute }], answered_by: [{ ...tom, answered_at: now - 5 * minute, action_text: 'With the patient, resuscitation has begun', eta_minutes: 0 }, { ...larsen, answered_at: now - 2 * minute, action_text: 'On my way', eta_minutes: 4 }], reason: 'called',
  },
  {
    ...plain, id: 'al4', kind: 'critical_result', title: 'Potassium 2.4 mmol/L: telephone it', urgency: 2, status: 'resolved', patients: patients.slice(0, 1), raised_by: null, raised_by_id: null, raised_at: now - 130 * minute, source_table: 'lab_results', source_row_id: 'r2', called: [okafor],
    received_by: [{ ...okafor, received_at: now - 128 * minute }], answered_by: [{ ...okafor, answered_at: now - 127 * minute, action_text: 'I am telephoning', eta_minutes: null }],
  },
];

let made = 0;
function event(kind: AlertEvent['kind'], at: number, more: Partial<AlertEvent> = {}): AlertEvent {
  return { id: `ev${made++}`, kind, occurred_at: at, written_at: at, person: null, level: null, action_text: null, eta_minutes: null, notes: null, ...more };
}
const timelines = new Map<string, AlertEvent[]>([
  ['al1', [event('created', now - 100 * second, { person: 'Sofia Marin' }), event('delivered', now - 80 * second, { person: tom.name })]],
  ['al2', [event('created', now - 9 * minute, { person: tom.name }), event('escalated', now - 6 * minute, { level: 1, written_at: now - 4 * minute })]],
  [
    'al3',
    [
      event('created', now - 6 * minute, { person: 'Ruth Adeyemi' }), event('delivered', now - 5.8 * minute, { person: tom.name }), event('acknowledged', now - 5 * minute, { person: tom.name, action_text: 'With the patient, resuscitation has begun', eta_minutes: 0 }),
      event('note', now - 4 * minute, { person: 'Ruth Adeyemi', notes: 'Ambulance called, there in about 8 minutes.' }), event('acknowledged', now - 2 * minute, { person: larsen.name, action_text: 'On my way', eta_minutes: 4 }),
    ],
  ],
  ['al4', [event('created', now - 130 * minute), event('delivered', now - 128 * minute, { person: okafor.name }), event('acknowledged', now - 127 * minute, { person: okafor.name, action_text: 'I am telephoning' }), event('resolved', now - 120 * minute, { person: okafor.name, notes: 'Patient reached, is on the way to the emergency department.' })]],
]);

const template = (id: string, name: string, kind: string, title: string, urgency: number, roles: string[] = ['doctor', 'nurse']): AlertTemplate => ({ id, version: 1, name, kind, title, message: null, urgency, department_id: null, roles, escalation_policy_id: null });
const templates: AlertTemplate[] = [
  template('t1', 'Cardiac arrest', 'cardiac_arrest', 'Cardiac arrest: come at once', 1), template('t2', 'Fire', 'fire', 'Fire or smoke', 1, []), template('t3', 'Obstetric emergency', 'obstetric', 'Obstetric emergency', 1), template('t4', 'Sepsis', 'sepsis', 'Suspected sepsis', 1),
  template('t5', 'Stroke', 'stroke', 'Suspected stroke', 1), template('t6', 'Trauma', 'trauma', 'Severe injury', 1), template('t7', 'Violence', 'violence', 'Somebody is threatened: come at once', 1, []), template('t8', 'Deterioration', 'deterioration', 'A patient is getting worse', 2),
  template('t9', 'Missing person', 'missing_person', 'A patient is missing', 2, []), template('t10', 'Help needed', 'medical', 'Help needed', 3), template('t11', 'Equipment', 'equipment', 'Something that is needed does not work', 4, ['admin']),
];

const time = (count: number, median_seconds: number, p90_seconds: number) => ({ count, median_seconds, p90_seconds });
const figures = [
  { group: 'cardiac_arrest', alerts: 3, acknowledged: 3, resolved: 3, cancelled: 0, escalated: 0, escalated_share: 0, to_delivered: time(3, 9, 14), to_acknowledged: time(3, 41, 66), to_resolved: time(3, 2_700, 3_400) },
  { group: 'critical_result', alerts: 14, acknowledged: 13, resolved: 12, cancelled: 1, escalated: 3, escalated_share: 3 / 14, to_delivered: time(13, 62, 410), to_acknowledged: time(13, 214, 980), to_resolved: time(12, 1_900, 5_200) },
  { group: 'deterioration', alerts: 8, acknowledged: 8, resolved: 8, cancelled: 0, escalated: 1, escalated_share: 1 / 8, to_delivered: time(8, 21, 75), to_acknowledged: time(8, 96, 260), to_resolved: time(8, 1_500, 3_900) },
  { group: 'medical', alerts: 27, acknowledged: 25, resolved: 24, cancelled: 2, escalated: 4, escalated_share: 4 / 27, to_delivered: time(25, 31, 120), to_acknowledged: time(25, 118, 400), to_resolved: time(24, 640, 1_800) },
];

export function alertAnswers(setup: { role: string | null; changed: (tables: string[]) => void }): Record<string, (request: Record<string, unknown>) => unknown> {
  const entry = (id: unknown, kind: AlertEvent['kind'], more: Partial<AlertEvent>, change: Partial<AlertLine> = {}) => {
    const index = alerts.findIndex((each) => each.id === id);
    const found = alerts[index];
    if (found) alerts[index] = { ...found, ...change, version: found.version + 1 };
    timelines.get(String(id))?.push(event(kind, nowMicros(), { person: okafor.name, ...more }));
    setup.changed(['alerts', 'alert_events']);
    return {};
  };
  const over = (alert: AlertLine) => alert.status === 'resolved' || alert.status === 'cancelled';
  const sorted = () => [...alerts].sort((a, b) => Number(over(a)) - Number(over(b)) || a.urgency - b.urgency || b.raised_at - a.raised_at);
  return {
    'alerts.mine': () => sorted().filter((each) => each.reason !== null && !over(each)),
    'alerts.board': ({ include_over }) => sorted().filter((each) => include_over || !over(each)),
    'alerts.one': ({ id }) => ({ alert: alerts.find((each) => each.id === id), timeline: timelines.get(String(id)) ?? [] }),
    'alerts.receive': () => ({ received: [] }),
    'alerts.templates': () => templates,
    'alerts.raise': ({ template_id, title, room, urgency, message }) => {
      const chosen = templates.find((each) => each.id === template_id);
      const id = `al${alerts.length + 1}`;
      alerts.push({ ...plain, id, kind: chosen?.kind ?? 'other', title: chosen?.title ?? String(title), message: message ? String(message) : null, urgency: Number(urgency ?? chosen?.urgency ?? 1), room: room ? String(room) : null, raised_by: okafor.name, raised_at: nowMicros(), called: [larsen, tom, haddad], telephone: true, next_escalation_at: nowMicros() + 3 * minute, reason: 'raised' });
      timelines.set(id, [event('created', nowMicros(), { person: okafor.name })]);
      setup.changed(['alerts']);
      return { id, rule: 'on_duty', called: [larsen, tom, haddad] };
    },
    'alerts.acknowledge': ({ id, action_text, eta_minutes }) => {
      const action = action_text === null ? null : String(action_text);
      const eta = eta_minutes === null ? null : Number(eta_minutes);
      const answered_by = [...(alerts.find((each) => each.id === id)?.answered_by ?? []), { ...okafor, answered_at: nowMicros(), action_text: action, eta_minutes: eta }];
      return entry(id, 'acknowledged', { action_text: action, eta_minutes: eta }, { status: 'acknowledged', answered_by, reason: 'answering', telephone: false, next_escalation_at: null });
    },
    'alerts.note': ({ id, text }) => entry(id, 'note', { notes: String(text) }),
    'alerts.resolve': ({ id, text }) => entry(id, 'resolved', { notes: String(text) }, { status: 'resolved' }),
    'alerts.cancel': ({ id, reason }) => entry(id, 'cancelled', { notes: String(reason) }, { status: 'cancelled' }),
    'alerts.response_times': () => figures,
    'organization.departments': () => ['Internal medicine', 'Paediatrics', 'Front desk'].map((name, index) => ({ id: `dep${index}`, version: 1, is_active: true, site_id: null, name, code: null, description: null, phone: null })),
  };
}

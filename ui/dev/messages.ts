// Tasks, conversations and notes of the made-up clinic.

import type { TaskLine } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

const minute = 60_000_000;
const hour = 60 * minute;
const now = nowMicros();

const plain: TaskLine = { id: '', version: 1, title: '', description: null, kind: 'other', status: 'open', priority: 'medium', for_role: null, assigned_to: null, assignee: null, patient: null, due_at: null, overdue: false, source_table: null, source_row_id: null };
const me = { assigned_to: 'u1', assignee: 'Dr Ngozi Okafor' };
let tasks: TaskLine[] = [
  { ...plain, ...me, id: 'tk1', title: 'Telephone a critical result', kind: 'telephone_result', priority: 'urgent', status: 'in_progress', patient: patients[0] ?? null, due_at: now - 20 * minute, overdue: true, source_table: 'alerts', source_row_id: 'al4' },
  { ...plain, ...me, id: 'tk2', title: 'Ask how the new inhaler does', description: 'Wakes twice a week with a cough. If no better, step up.', kind: 'follow_up', patient: patients[2] ?? null, due_at: now + 5 * hour, source_table: 'visits', source_row_id: 'v1' },
  { ...plain, id: 'tk3', title: 'Count Amoxicillin 500 mg, lot A7731: its stock stands below zero', kind: 'stock_below_zero', priority: 'high', due_at: now + 26 * hour },
  { ...plain, id: 'tk4', title: 'Two records with the same national id: compare them', kind: 'merge_duplicates', for_role: 'receptionist', patient: patients[8] ?? null, source_table: 'patients', source_row_id: patients[8]?.id ?? null },
];

export function messageAnswers(setup: { changed: (tables: string[]) => void }): Record<string, (request: Record<string, unknown>) => unknown> {
  const change = (id: unknown, part: Partial<TaskLine> | null) => {
    tasks = part === null ? tasks.filter((each) => each.id !== id) : tasks.map((each) => (each.id === id ? { ...each, ...part, version: each.version + 1 } : each));
    setup.changed(['tasks']);
    return {};
  };
  return {
    'organization.on_duty': () => [{ user_id: 'u3', name: 'Tom Reilly', roles: ['nurse'], department_id: null, kind: 'regular', until: now + 3 * hour }],
    'messages.tasks': () => tasks,
    'messages.take_task': ({ id }) => change(id, { ...me, status: 'in_progress' }),
    'messages.complete_task': ({ id }) => change(id, null),
    'messages.cancel_task': ({ id }) => change(id, null),
    'messages.hand_over_task': ({ id }) => change(id, null),
    'messages.create_task': ({ title, description, kind, priority, assigned_to, due_at }) => {
      const id = `tk${tasks.length + 10}`;
      const level = priority === 'low' || priority === 'high' || priority === 'urgent' ? priority : 'medium';
      tasks = [...tasks, { ...plain, ...(assigned_to === 'u1' ? me : {}), id, title: String(title), description: description ? String(description) : null, kind: String(kind), priority: level, due_at: due_at === null ? null : Number(due_at) }];
      setup.changed(['tasks']);
      return { id };
    },
  };
}

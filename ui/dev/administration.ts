// The part of the made-up clinic that administrators look after.

import type { WorkflowRule } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';

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
    'system.remove_workflow_rule': ({ id }) => {
      rules.splice(rules.findIndex((each) => each.id === id), 1);
      changed(['workflow_rules']);
      return {};
    },
  };
}

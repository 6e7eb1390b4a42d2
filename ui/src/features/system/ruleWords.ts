// What a rule can wait for and compare. The names are the clinic's own columns; a column that a rule
// names and this list does not is still shown, so that no rule is ever hidden.

import type { RuleAction, RuleCondition } from '../../api/commands';
import { t, word } from '../../app/messages';

type FieldKind = 'text' | 'number' | 'choice' | 'yes_no';

export interface Field {
  name: string;
  kind: FieldKind;
  /** Group of words for the values of a choice. */
  words?: string;
  values?: readonly string[];
}

const priority: Field = { name: 'priority', kind: 'choice', words: 'priority', values: ['low', 'medium', 'high', 'urgent'] };

const fieldsOfTable: Readonly<Record<string, readonly Field[]>> = {
  appointments: [
    { name: 'kind', kind: 'choice', words: 'appointment_kind', values: ['consultation', 'follow_up', 'emergency', 'surgery', 'diagnostic'] },
    priority,
    { name: 'reason', kind: 'text' },
    { name: 'room', kind: 'text' },
    { name: 'notes', kind: 'text' },
    { name: 'walk_in', kind: 'yes_no' },
    { name: 'overbooked', kind: 'yes_no' },
    { name: 'cancel_reason', kind: 'text' },
  ],
  visits: [
    { name: 'kind', kind: 'choice', words: 'visit_kind', values: ['routine', 'emergency', 'follow_up', 'consultation', 'surgery'] },
    { name: 'reason', kind: 'text' },
    { name: 'room', kind: 'text' },
    { name: 'assessment', kind: 'text' },
    { name: 'plan', kind: 'text' },
    { name: 'follow_up_instructions', kind: 'text' },
    { name: 'discharge_disposition', kind: 'text' },
  ],
  lab_results: [
    { name: 'test_name', kind: 'text' },
    { name: 'value_number', kind: 'number' },
    { name: 'unit', kind: 'text' },
    { name: 'abnormal_flag', kind: 'choice', words: 'flag', values: ['abnormal', 'low', 'high', 'critical_low', 'critical_high'] },
    { name: 'panel_name', kind: 'text' },
  ],
  invoices: [
    { name: 'insurer_text', kind: 'text' },
    { name: 'currency', kind: 'text' },
    { name: 'notes', kind: 'text' },
    { name: 'ai_error_detected', kind: 'yes_no' },
  ],
  alerts: [
    {
      name: 'kind', kind: 'choice', words: 'alert_kind',
      values: ['cardiac_arrest', 'trauma', 'stroke', 'sepsis', 'deterioration', 'obstetric', 'violence', 'fire', 'missing_person', 'critical_result', 'threshold', 'equipment', 'stock', 'system', 'medical', 'other'],
    },
    { name: 'urgency', kind: 'number' },
    { name: 'title', kind: 'text' },
    { name: 'room', kind: 'text' },
  ],
  inventory_items: [
    { name: 'name', kind: 'text' },
    { name: 'location', kind: 'text' },
    { name: 'supplier', kind: 'text' },
    { name: 'minimum_quantity', kind: 'number' },
    { name: 'lead_time_days', kind: 'number' },
  ],
  scans: [
    { name: 'modality', kind: 'choice', words: 'modality', values: ['CT', 'MR', 'US', 'DX', 'CR', 'MG', 'NM', 'PT', 'XA', 'RF', 'ES', 'ECG', 'IO', 'OT'] },
    { name: 'priority', kind: 'choice', words: 'scan_priority', values: ['routine', 'urgent', 'asap', 'stat'] },
    { name: 'body_part', kind: 'text' },
    { name: 'study_description', kind: 'text' },
    { name: 'clinical_question', kind: 'text' },
  ],
  reports: [
    { name: 'kind', kind: 'choice', words: 'report_kind', values: ['preliminary', 'final', 'addendum', 'structured'] },
    { name: 'overall_result', kind: 'text' },
    { name: 'impression', kind: 'text' },
    { name: 'recommendations', kind: 'text' },
  ],
  prescriptions: [
    { name: 'diagnosis_text', kind: 'text' },
    { name: 'notes', kind: 'text' },
  ],
  feedback: [
    { name: 'rating', kind: 'number' },
    { name: 'comments', kind: 'text' },
    { name: 'language', kind: 'text' },
    { name: 'sentiment_score', kind: 'number' },
  ],
};

const tableOfTrigger: Readonly<Record<string, string>> = {
  appointment_booked: 'appointments',
  appointment_cancelled: 'appointments',
  appointment_no_show: 'appointments',
  patient_arrived: 'appointments',
  visit_completed: 'visits',
  result_abnormal: 'lab_results',
  result_critical: 'lab_results',
  invoice_overdue: 'invoices',
  alert_raised: 'alerts',
  stock_low: 'inventory_items',
  scan_acquired: 'scans',
  report_signed: 'reports',
  prescription_written: 'prescriptions',
  feedback_given: 'feedback',
};

export const triggers: readonly string[] = Object.keys(tableOfTrigger);
export const alertKinds: readonly string[] = fieldsOfTable.alerts?.find((field) => field.name === 'kind')?.values ?? [];

/** Who sees alerts at all; calling anybody else would call nobody. */
export const alertRoles: readonly string[] = ['doctor', 'nurse', 'receptionist', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician', 'admin'];

/** What can be compared when this happens; a field the rule already names comes along. */
export function fieldsOf(trigger: string | null, named: readonly string[] = []): readonly Field[] {
  const known = fieldsOfTable[tableOfTrigger[trigger ?? ''] ?? ''] ?? [];
  const more = named.filter((name) => name !== '' && !known.some((field) => field.name === name));
  return [...known, ...more.map((name) => ({ name, kind: 'text' as const }))];
}

export function fieldOf(trigger: string | null, name: string): Field {
  return fieldsOf(trigger, [name]).find((field) => field.name === name) ?? { name, kind: 'text' };
}

const comparisonsOf: Readonly<Record<FieldKind, readonly RuleCondition['is'][]>> = {
  text: ['contains', 'equals', 'differs', 'is_empty', 'is_filled'],
  number: ['above', 'below', 'equals', 'differs', 'is_empty', 'is_filled'],
  choice: ['equals', 'differs', 'is_empty', 'is_filled'],
  yes_no: ['equals'],
};

export function comparisons(field: Field): readonly RuleCondition['is'][] {
  return comparisonsOf[field.kind];
}

/** True where the comparison looks at a value. */
export function needsValue(comparison: RuleCondition['is']): boolean {
  return comparison !== 'is_empty' && comparison !== 'is_filled';
}

export function valueWord(field: Field, value: string | null): string {
  if (field.kind === 'yes_no') return t(value === 'true' ? 'rule.yes' : 'rule.no');
  return field.words ? word(field.words, value) : (value ?? '');
}

/** `Kind is Emergency`. */
export function conditionText(trigger: string, condition: RuleCondition): string {
  const field = fieldOf(trigger, condition.field);
  return t(`rule.says.${condition.is}`, { field: word('rule_field', condition.field), value: valueWord(field, condition.value) });
}

/** `Task for Receptionist: Offer a mask`. */
export function actionText(action: RuleAction): string {
  switch (action.do) {
    case 'add_task':
      return action.for_role ? t('rule.task_for', { role: word('role', action.for_role), title: action.title }) : t('rule.task', { title: action.title });
    case 'notify':
      return t('rule.notice_for', { role: word('role', action.role), title: action.title });
    case 'open_alert':
      return t('rule.alert', { kind: word('alert_kind', action.kind), urgency: action.urgency, title: action.title });
  }
}

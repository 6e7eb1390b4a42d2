import type { FormErrors } from '@mantine/form';
import type { RuleAction, RuleCondition, WorkflowRule, WorkflowRuleForm } from '../../api/commands';
import { t } from '../../app/messages';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { fieldOf, needsValue } from './ruleWords';

export interface ConditionDraft {
  field: string;
  is: RuleCondition['is'];
  value: string;
}

/** One thing to do, with every field any of the three kinds has, so that changing the kind loses nothing. */
export interface ActionDraft {
  do: RuleAction['do'];
  title: string;
  role: string | null;
  priority: string;
  due: string | number;
  kind: string;
  urgency: string;
  roles: string[];
}

export interface RuleValues {
  name: string;
  description: string;
  trigger: string | null;
  conditions: ConditionDraft[];
  actions: ActionDraft[];
  priority: string | number;
  runs_max_per_hour: string | number;
  is_active: boolean;
}

export const blankAction: ActionDraft = { do: 'add_task', title: '', role: null, priority: 'medium', due: '', kind: 'other', urgency: '3', roles: [] };

/** What is stored of a rule, without what only the list says. */
export function formOf(rule: WorkflowRule): WorkflowRuleForm {
  const { name, description, trigger, conditions, actions, priority, runs_max_per_hour, is_active } = rule;
  return { name, description, trigger, conditions, actions, priority, runs_max_per_hour, is_active };
}

function draftOf(action: RuleAction): ActionDraft {
  switch (action.do) {
    case 'add_task':
      return { ...blankAction, do: 'add_task', title: action.title, role: action.for_role, priority: action.priority, due: action.due_in_hours ?? '' };
    case 'notify':
      return { ...blankAction, do: 'notify', title: action.title, role: action.role };
    case 'open_alert':
      return { ...blankAction, do: 'open_alert', title: action.title, kind: action.kind, urgency: String(action.urgency), roles: action.roles };
  }
}

/** A rule as the form shows it. */
export function valuesOf(rule: WorkflowRule | null): RuleValues {
  if (!rule) {
    return { name: '', description: '', trigger: null, conditions: [], actions: [blankAction], priority: '', runs_max_per_hour: '', is_active: true };
  }
  return {
    name: rule.name,
    description: rule.description ?? '',
    trigger: rule.trigger,
    conditions: rule.conditions.map((condition) => ({ ...condition, value: condition.value ?? '' })),
    actions: rule.actions.length > 0 ? rule.actions.map(draftOf) : [blankAction],
    priority: rule.priority ?? '',
    runs_max_per_hour: rule.runs_max_per_hour ?? '',
    is_active: rule.is_active,
  };
}

function actionOf(draft: ActionDraft): RuleAction {
  const title = draft.title.trim();
  switch (draft.do) {
    case 'add_task':
      return { do: 'add_task', title, for_role: draft.role, priority: draft.priority, due_in_hours: numberOrNull(draft.due) };
    case 'notify':
      return { do: 'notify', title, role: draft.role ?? '' };
    case 'open_alert':
      return { do: 'open_alert', title, kind: draft.kind, urgency: Number(draft.urgency), roles: draft.roles };
  }
}

export function requestOf(values: RuleValues): WorkflowRuleForm {
  return {
    name: values.name.trim(),
    description: orNull(values.description),
    trigger: values.trigger ?? '',
    conditions: values.conditions.map((condition) => ({ ...condition, value: needsValue(condition.is) ? condition.value.trim() : null })),
    actions: values.actions.map(actionOf),
    priority: numberOrNull(values.priority),
    runs_max_per_hour: numberOrNull(values.runs_max_per_hour),
    is_active: values.is_active,
  };
}

/** What is missing, at the place where it is missing. */
export function ruleTroubles(values: RuleValues): FormErrors {
  const troubles: FormErrors = {};
  if (values.name.trim() === '') troubles.name = t('form.required');
  if (!values.trigger) troubles.trigger = t('rule.when.missing');
  values.conditions.forEach((condition, index) => {
    if (condition.field === '') troubles[`conditions.${index}.field`] = t('form.required');
    else if (needsValue(condition.is) && condition.value.trim() === '') troubles[`conditions.${index}.value`] = t('form.required');
    else if (needsValue(condition.is) && fieldOf(values.trigger, condition.field).kind === 'number' && numberOrNull(condition.value) === null) {
      troubles[`conditions.${index}.value`] = t('rule.if.number');
    }
  });
  if (values.actions.length === 0) troubles.actions = t('rule.then.missing');
  values.actions.forEach((action, index) => {
    if (action.title.trim() === '') troubles[`actions.${index}.title`] = t('rule.then.title.missing');
    if (action.do === 'notify' && !action.role) troubles[`actions.${index}.role`] = t('rule.then.role.missing');
  });
  return troubles;
}

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { WorkflowRule } from '../../api/commands';
import { router } from '../../app/router';
import { instantAt } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const mask: WorkflowRule = {
  id: 'mask', version: 4, name: 'Mask at the door', description: null, trigger: 'patient_arrived',
  conditions: [{ field: 'reason', is: 'contains', value: 'cough' }, { field: 'shoe_size', is: 'is_filled', value: null }],
  actions: [{ do: 'add_task', title: 'Offer a mask', for_role: 'receptionist', priority: 'high', due_in_hours: 1 }],
  priority: 2, runs_max_per_hour: 20, is_active: true, is_readable: true,
};
const stopped = { id: 'run', rule_name: 'Mask at the door', trigger_kind: 'patient_arrived', source_table: 'appointments', source_row_id: 'a', status: 'stopped_by_guard', reason: 'It has run 20 times in this hour.', ran_at: instantAt('2026-11-21', '10:00', 'Europe/London') };
/** Another rule than the list, which the window opens with: the router outlives a test. */
async function openRule(ruleId: string, answers: Parameters<typeof openWindow>[1]) {
  const opened = openWindow('/administration/rules', answers);
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: '/administration/rules/$ruleId', params: { ruleId } }));
  return opened;
}
const session = () => openSession(['admin']);

test('a rule is told in words, switched off as a whole, and says that a guard stopped it', async () => {
  let rules = [mask];
  const { asked } = openWindow('/administration/rules', {
    'session.state': session,
    'system.workflow_rules': () => rules,
    'system.workflow_runs': () => [stopped],
    'system.update_workflow_rule': () => ({}),
  });
  const row = within(await screen.findByTestId('rule'));
  expect(row.getByText('Reason has “cough” in it · Shoe size is filled in')).toBeVisible();
  expect(row.getByText('Task for Receptionist: Offer a mask')).toBeVisible();
  expect(await row.findByTestId('rule-stopped')).toHaveTextContent('Stopped once');
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => each.id)).toEqual([]);

  await userEvent.click(row.getByTestId('rule-switch'));
  const { id, version, is_readable: _, ...form } = mask;
  expect(asked).toContainEqual({ name: 'system.update_workflow_rule', request: { id, version, rule: { ...form, is_active: false } } });

  rules = [];
  await tablesChanged('workflow_rules');
  expect(await screen.findByText('No rules yet')).toBeVisible();
});

test('a new rule is tried on what has happened, and then saved as it was tried', async () => {
  const { asked } = await openRule('new', {
    'session.state': session,
    'system.workflow_rules': () => [],
    'system.try_workflow_rule': () => ({ tried: 200, matched: ['i1', 'i2'], table: 'invoices' }),
    'system.add_workflow_rule': () => ({ id: 'new' }),
  });
  fireEvent.change(await screen.findByTestId('rule-name'), { target: { value: 'Angry' } });
  await choose('rule-when', 'A patient gives feedback');
  await userEvent.click(screen.getByTestId('rule-add-condition'));
  await choose('rule-field', 'Rating (1 to 5)');
  await choose('rule-comparison', 'is below');
  fireEvent.change(screen.getByTestId('rule-value'), { target: { value: 'three' } });
  fireEvent.change(screen.getByTestId('rule-title'), { target: { value: 'Please read' } });
  await choose('rule-do', 'Send a notice');
  await userEvent.click(screen.getByTestId('rule-save'));
  expect(await screen.findByText('Write a number to compare with.')).toBeVisible();
  expect(screen.getByText('Choose who is told.')).toBeVisible();
  expect(asked.some((each) => each.name === 'system.add_workflow_rule')).toBe(false);

  fireEvent.change(screen.getByTestId('rule-value'), { target: { value: '3' } });
  await choose('rule-role', 'Manager');
  await userEvent.keyboard('{F9}');
  expect(await screen.findByTestId('rule-dry-run-result')).toHaveTextContent('Of the newest 200, 2 meet the conditions.');
  fireEvent.change(screen.getByTestId('rule-value'), { target: { value: '3.5' } });
  expect(screen.getByText('The rule was changed since. Try it again.')).toBeVisible();

  await userEvent.click(screen.getByTestId('rule-name'));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'system.add_workflow_rule',
      request: {
        name: 'Angry', description: null, trigger: 'feedback_given', conditions: [{ field: 'rating', is: 'below', value: '3.5' }],
        actions: [{ do: 'notify', role: 'manager', title: 'Please read' }], priority: null, runs_max_per_hour: null, is_active: true,
      },
    }),
  );
  expect(await screen.findByText('No rules yet')).toBeVisible();
}, 20_000);

test('a refusal stands beside the conditions, and what nobody knows is kept when one saves', async () => {
  const { asked } = await openRule('mask', {
    'session.state': session,
    'system.workflow_rules': () => [mask],
    'system.workflow_runs': () => [stopped, { ...stopped, id: 'ok', status: 'done', reason: null }],
    'system.update_workflow_rule': () => refusal(null, 'There is no field “shoe size” to compare here.', 'conditions'),
  });
  expect(await screen.findAllByTestId('rule-run')).toHaveLength(2);
  await userEvent.click(screen.getByTestId('rule-log-stopped'));
  expect(screen.getByTestId('rule-run')).toHaveTextContent('It has run 20 times in this hour.');

  await userEvent.click(screen.getByTestId('rule-save'));
  expect(await screen.findByText('There is no field “shoe size” to compare here.')).toBeVisible();
  const sent = asked.find((each) => each.name === 'system.update_workflow_rule')?.request;
  const { id, version, is_readable: _, ...form } = mask;
  expect(sent).toEqual({ id, version, rule: form });
});

test('removing asks once, by name', async () => {
  const { asked } = await openRule('mask', {
    'session.state': session,
    'system.workflow_rules': () => [mask],
    'system.workflow_runs': () => [],
    'system.remove_workflow_rule': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('rule-remove'));
  expect(await screen.findByText('Remove the rule “Mask at the door”?')).toBeVisible();
  expect(asked.some((each) => each.name === 'system.remove_workflow_rule')).toBe(false);
  await userEvent.click(screen.getByTestId('rule-remove-confirm'));
  expect(asked).toContainEqual({ name: 'system.remove_workflow_rule', request: { id: 'mask', version: 4 } });
});

test('whoever looks after something else is told so, and nothing is asked', async () => {
  const { asked } = openWindow('/administration/rules', { 'session.state': () => openSession(['nurse']) });
  expect(await screen.findByText('Not for your role')).toBeVisible();
  expect(asked.some((each) => each.name === 'system.workflow_rules')).toBe(false);
});

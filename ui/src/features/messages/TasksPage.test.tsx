import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine, TaskLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const plain: TaskLine = {
  id: 'phone', version: 4, title: 'Telephone a critical result', description: null, kind: 'telephone_result', status: 'in_progress', priority: 'urgent', for_role: null, assigned_to: 'ruth', assignee: 'Ruth Adeyemi', patient: amina,
  due_at: nowMicros() - 60_000_000, overdue: true, source_table: null, source_row_id: null,
};
const free: TaskLine = { ...plain, id: 'count', version: 2, title: 'Count the stock', kind: 'stock_below_zero', status: 'open', priority: 'medium', assigned_to: null, assignee: null, patient: null, due_at: null, overdue: false };
const answers = {
  'session.state': () => openSession(['nurse']),
  'messages.tasks': () => [plain, free],
  'organization.colleagues': () => [{ user_id: 'okafor', name: 'Dr Okafor', roles: ['doctor'], department_id: null }],
  'people.recent': () => [amina],
};

beforeEach(() => ['task-complete-phone', 'task-hand_over-phone', 'add-task'].forEach(dropDraft));

test('what one has and what anybody can take stand apart, and taking carries the version one saw', async () => {
  let lines = [plain, free];
  const { asked } = openWindow('/tasks', { ...answers, 'messages.tasks': () => lines, 'messages.take_task': () => ({}) });
  expect(within(await screen.findByTestId('tasks-mine')).getByTestId('task-row')).toHaveTextContent(/Telephone a critical result.*Urgent.*Amina Yusuf.*overdue since/);
  await userEvent.click(within(screen.getByTestId('tasks-free')).getByTestId('task-take'));
  expect(asked).toContainEqual({ name: 'messages.take_task', request: { id: 'count', version: 2 } });
  lines = [plain, { ...free, assigned_to: 'ruth', status: 'in_progress' }];
  await tablesChanged('tasks');
  await waitFor(() => expect(within(screen.getByTestId('tasks-mine')).getAllByTestId('task-row')).toHaveLength(2));
  expect(screen.getByText('Nothing waits for your role at this site.')).toBeVisible();
});

test('a task that a colleague has taken meanwhile says so and stays', async () => {
  openWindow('/tasks', { ...answers, 'messages.take_task': () => refusal('taken', 'A colleague has taken this task. Ask them to hand it over.') });
  await userEvent.click(within(await screen.findByTestId('tasks-free')).getByTestId('task-take'));
  expect(await screen.findByTestId('failure')).toHaveTextContent('A colleague has taken this task.');
});

test('a result that was telephoned is done only with whom one reached', async () => {
  const { asked } = openWindow('/tasks', { ...answers, 'messages.complete_task': () => ({}) });
  await userEvent.click(within(await screen.findByTestId('tasks-mine')).getByTestId('task-complete'));
  expect(await screen.findByLabelText('Whom did you reach, and what did you tell them?')).toBeVisible();
  await userEvent.click(screen.getByTestId('task-act-submit'));
  expect(asked.some((each) => each.name === 'messages.complete_task')).toBe(false);
  await userEvent.type(screen.getByTestId('task-act-text'), 'Her son');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(asked).toContainEqual({ name: 'messages.complete_task', request: { id: 'phone', version: 4, outcome: 'Her son' } }));
});

test('handing over needs a person or a role, and takes along what the other should know', async () => {
  const { asked } = openWindow('/tasks', { ...answers, 'messages.hand_over_task': () => refusal(null, 'This person cannot do tasks here. Choose somebody else.', 'assigned_to') });
  await userEvent.click(within(await screen.findByTestId('tasks-mine')).getByTestId('task-more'));
  await userEvent.click(await screen.findByTestId('task-hand-over'));
  await userEvent.click(await screen.findByTestId('task-act-submit'));
  expect(screen.getByText('Choose the person or the role it goes to.')).toBeVisible();
  await userEvent.click(screen.getByTestId('task-to'));
  await userEvent.click(await screen.findByText('Dr Okafor'));
  await userEvent.type(screen.getByTestId('task-act-text'), 'At six');
  await userEvent.click(screen.getByTestId('task-act-submit'));
  expect(asked.find((each) => each.name === 'messages.hand_over_task')?.request).toEqual({ id: 'phone', version: 4, assigned_to: 'okafor', for_role: null, note: 'At six' });
  expect(await screen.findByText('This person cannot do tasks here. Choose somebody else.')).toBeVisible();
});

test('a task is added with the keyboard, and one without words is not', async () => {
  const { asked } = openWindow('/tasks', { ...answers, 'messages.tasks': () => [], 'messages.create_task': () => ({ id: 'new' }) });
  expect(await screen.findByText('You have nothing to do')).toBeVisible();
  await userEvent.keyboard('n');
  await screen.findByTestId('add-task-form');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('Please fill this in.')).toBeVisible();
  await userEvent.type(screen.getByTestId('add-task-title'), 'Order gloves');
  await userEvent.click(screen.getByTestId('add-task-submit'));
  await waitFor(() => expect(screen.queryByTestId('add-task-form')).toBeNull());
  expect(asked.find((each) => each.name === 'messages.create_task')?.request).toEqual({ title: 'Order gloves', description: null, kind: 'other', priority: 'medium', for_role: null, assigned_to: null, patient_id: null, due_at: null });
});

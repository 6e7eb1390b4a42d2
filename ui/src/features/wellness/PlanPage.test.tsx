import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { PatientLine, ResponseOf } from '../../api/commands';
import { addDays, dateAt, nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow } from '../../test/window';
import './PlanPage';

const today = dateAt(nowMicros(), 'Europe/London');
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const plan: ResponseOf<'wellness.plan'> = {
  id: 'plan', version: 5, patient: amina, practitioner: null, title: 'Sleeping again', condition_text: null, status: 'active', starts_on: addDays(today, -7), ends_on: null, description: null, template_code: null, method: null, source: null, notes: null, due: 2, done: 1, skipped: 0, progress: 0.5,
  items: [
    { id: 'late', version: 2, title: 'Keep the diary', category: 'measurement', due_on: addDays(today, -1), done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
    { id: 'done', version: 4, title: 'No caffeine', category: null, due_on: addDays(today, -2), done_at: nowMicros(), done_by: 'Nuria Soler', is_self_reported: false, skipped_reason: null, notes: null },
  ],
};

test('steps are ticked as the patient says, taken back, and left out with a reason', async () => {
  const { asked } = openWindow('/plans/plan', { 'session.state': () => openSession(['nurse']), 'wellness.plan': () => plan, 'wellness.do_item': () => ({}), 'wellness.skip_item': () => ({}) });
  expect(await screen.findByTestId('plan-progress')).toHaveTextContent('1 of 2 steps done that were due');
  const due = within(screen.getByTestId('items-due'));
  expect(due.getByText(/overdue/)).toBeVisible();
  await userEvent.click(screen.getByTestId('item-self'));
  await userEvent.click(due.getByTestId('item-tick'));
  expect(asked).toContainEqual({ name: 'wellness.do_item', request: { id: 'late', version: 2, is_self_reported: true, done: true } });
  await userEvent.click(within(screen.getByTestId('items-past')).getByTestId('item-tick'));
  expect(asked).toContainEqual({ name: 'wellness.do_item', request: { id: 'done', version: 4, is_self_reported: false, done: false } });
  await userEvent.click(due.getByTestId('item-skip'));
  await userEvent.type(await screen.findByTestId('skip-item-reason'), 'Was away');
  await userEvent.click(screen.getByTestId('skip-item-submit'));
  expect(asked).toContainEqual({ name: 'wellness.skip_item', request: { id: 'late', version: 2, reason: 'Was away' } });
  expect(screen.queryByTestId('item-more')).toBeNull();
  expect(screen.queryByTestId('plan-change')).toBeNull();
});

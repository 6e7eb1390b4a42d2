import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { act } from 'react';
import { expect, test } from 'vitest';
import { router } from '../../app/router';
import { addDays, dateAt, dayBounds, instantAt, nowMicros, weekdayOf } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal } from '../../test/window';

const zone = 'Europe/London';
const today = dateAt(nowMicros(), zone);
const monday = addDays(today, 1 - weekdayOf(today));
type Path = '/administration' | '/administration/places' | '/administration/days-off' | '/administration/duty' | '/administration/alerts';

/** The page, whichever screen the test before it ended on: the router outlives a test. */
async function open(path: Path, answers: Parameters<typeof openWindow>[1], roles = ['admin']) {
  const opened = openWindow(path, {
    'session.state': () => openSession(roles),
    'organization.sites': () => [],
    'organization.departments': () => [],
    'organization.staff': () => ({ users: [{ id: 'tom', version: 1, username: 'tom', display_name: 'Tom Reilly', given_name: null, family_name: null, roles: ['nurse'], is_active: true, practitioner_id: null }] }),
    ...answers,
  });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: path }));
  return opened;
}

test('each role finds only what it looks after, and every page is one click away', async () => {
  await open('/administration', {}, ['it_admin']);
  expect(await screen.findByTestId('admin-security')).toBeVisible();
  expect(screen.queryByTestId('admin-rules')).toBeNull();
  expect(screen.queryByTestId('admin-places')).toBeNull();
});

test('a department is entered for every site, and closed after one question that names it', async () => {
  const { asked } = await open('/administration/places', {
    'organization.departments': () => [{ id: 'gp', version: 3, is_active: true, site_id: null, name: 'General practice', code: null, description: null, phone: null }],
    'organization.add_department': ({ name }) => (name === 'General practice' ? refusal(null, 'There is a department of this name already.', 'name') : { id: 'new' }),
    'organization.deactivate_department': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('department-add', {}, { timeout: 8000 }));
  fireEvent.change(await screen.findByTestId('department-name'), { target: { value: 'General practice' } });
  await userEvent.click(screen.getByTestId('department-submit'));
  expect(await screen.findByText('There is a department of this name already.')).toBeVisible();
  fireEvent.change(screen.getByTestId('department-name'), { target: { value: 'Paediatrics' } });
  await userEvent.click(screen.getByTestId('department-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'organization.add_department', request: { site_id: null, name: 'Paediatrics', code: null, description: null, phone: null } }));
  await waitFor(() => expect(screen.queryByTestId('department-form')).toBeNull());

  await userEvent.click(screen.getByTestId('department-close'));
  expect(await screen.findByText('Close the department General practice?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  expect(asked).toContainEqual({ name: 'organization.deactivate_department', request: { id: 'gp', version: 3 } });
}, 30_000);

test('approving a leave says what stands in it', async () => {
  const { asked } = await open('/administration/days-off', {
    'organization.holidays': () => [],
    'organization.leave': () => [{ id: 'l', version: 2, practitioner_id: 'p', practitioner: 'Dr Haddad', site_id: null, kind: 'training', starts_at: dayBounds(today, zone).starts_at, ends_at: dayBounds(today, zone).ends_at, reason: null, status: 'requested', decided_by: null }],
    'organization.approve_leave': () => ({ affected: 3 }),
  });
  const row = within(await screen.findByTestId('leave', {}, { timeout: 8000 }));
  expect(row.getByText('Waits for an answer')).toBeVisible();
  // One whole day is one day, although it ends with the first instant of the next.
  expect(row.queryByText(/ – /)).toBeNull();
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => each.id)).toEqual([]);
  await userEvent.click(row.getByTestId('leave-approve'));
  expect(asked).toContainEqual({ name: 'organization.approve_leave', request: { id: 'l', version: 2 } });
  expect(await screen.findByText(/3 appointments stand in it/)).toBeVisible();
}, 30_000);

test('a night shift ends on the day after, and a clash stands beside its time', async () => {
  let clash = true;
  const { asked } = await open('/administration/duty', {
    'organization.shifts': () => [],
    'organization.on_duty': () => [],
    'organization.add_shift': () => (clash ? refusal(null, 'This person has another shift in this time.', 'starts_at') : { id: 's' }),
  });
  expect(await screen.findByText('No shifts in this week', {}, { timeout: 8000 })).toBeVisible();
  await userEvent.click(screen.getByTestId('shift-add'));
  await screen.findByTestId('shift-form');
  await choose('shift-who', 'Tom Reilly');
  fireEvent.change(screen.getByTestId('shift-from'), { target: { value: '22' } });
  fireEvent.change(screen.getByTestId('shift-to'), { target: { value: '630' } });
  expect(screen.getByText('Ends on the next day.')).toBeVisible();
  await userEvent.click(screen.getByTestId('shift-submit'));
  expect(await screen.findByText('This person has another shift in this time.')).toBeVisible();
  clash = false;
  await userEvent.click(screen.getByTestId('shift-submit'));
  const request = { user_id: 'tom', department_id: null, kind: 'regular', notes: null, starts_at: instantAt(monday, '22:00', zone), ends_at: instantAt(addDays(monday, 1), '06:30', zone) };
  expect(asked.filter((each) => each.name === 'organization.add_shift').map((each) => each.request)).toEqual([request, request]);
  await waitFor(() => expect(screen.queryByTestId('shift-form')).toBeNull());
}, 30_000);

test('the steps of a policy rise, and a step without roles calls everybody', async () => {
  const { asked } = await open('/administration/alerts', {
    'alerts.templates': () => [],
    'alerts.policies': () => [{ id: 'p', version: 5, name: 'Night', kind: null, urgency_from: 2, department_id: null, steps: [{ after_minutes: 5, roles: ['doctor'], department_id: null }] }],
    'alerts.update_policy': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('policy-change', {}, { timeout: 8000 }));
  await userEvent.click(await screen.findByTestId('step-add'));
  const after = screen.getAllByTestId('step-after')[1] as HTMLElement;
  fireEvent.change(after, { target: { value: '5' } });
  await userEvent.click(screen.getByTestId('policy-submit'));
  expect(await screen.findByText('Later than the step before.')).toBeVisible();
  fireEvent.change(after, { target: { value: '15' } });
  await userEvent.click(screen.getByTestId('policy-submit'));
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'alerts.update_policy',
      request: { id: 'p', version: 5, name: 'Night', kind: null, urgency_from: 2, department_id: null, steps: [{ after_minutes: 5, roles: ['doctor'], department_id: null }, { after_minutes: 15, roles: [], department_id: null }] },
    }),
  );
}, 30_000);

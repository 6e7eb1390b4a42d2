import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { AuditLine, PatientLine } from '../../api/commands';
import { router } from '../../app/router';
import { dateAt, dayBounds, nowMicros } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { openSession, openWindow } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const today = dayBounds(dateAt(nowMicros(), 'Europe/London'), 'Europe/London').starts_at;
const entry = (id: string, occurred_at: number, more: Partial<AuditLine> = {}): AuditLine => ({ id, user_id: 'tom', user_name: 'Tom Reilly', device_id: 'd', device_name: 'Desk', action: 'update', command: 'people.update', table_name: 'patients', row_id: 'amina', patient_id: 'amina', reason: null, before: null, after: null, ip_address: null, user_agent: null, occurred_at, ...more });

/** The page, whichever screen the test before it ended on: the router outlives a test. */
async function open(path: '/administration/audit' | '/administration/security', answers: Parameters<typeof openWindow>[1]) {
  const opened = openWindow(path, { 'people.recent': () => [amina], 'organization.staff': () => ({ users: [] }) as never, ...answers });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: path }));
  return opened;
}

test('today’s changes are listed with what stood before and after, and earlier ones follow on demand', async () => {
  const full = Array.from({ length: 200 }, (_, index) => entry(`e${index}`, today + 1_000_000 - index, index === 0 ? { before: '{"phone":"0100"}', after: '{"phone":"0177","deceased":true}' } : {}));
  const { asked } = await open('/administration/audit', {
    'session.state': () => openSession(['admin']),
    'system.audit': ({ until }) => (until === null ? full : [entry('earlier', today, { action: 'break_glass', reason: 'Unconscious' })]),
  });
  await userEvent.click((await screen.findAllByTestId('audit-details', {}, { timeout: 8000 }))[0] as HTMLElement);
  expect(screen.getByText('0100')).toBeVisible();
  expect(screen.getByText('0177')).toBeVisible();
  expect(asked).toContainEqual({ name: 'system.audit', request: { patient_id: null, user_id: null, action: null, from: today, until: null } });

  await userEvent.click(screen.getByTestId('audit-more'));
  expect(await screen.findByText('Unconscious')).toBeVisible();
  expect(asked).toContainEqual({ name: 'system.audit', request: { patient_id: null, user_id: null, action: null, from: today, until: today + 1_000_000 - 199 } });
  expect(screen.getByText('These are all.')).toBeVisible();
}, 30_000);

test('a record that is not as it was written is told in red, with the entry', async () => {
  let bad = [{ id: 'b', chain_sequence: 14, recorded_at: today, reason: 'The text was changed.' }];
  const { asked } = await open('/administration/audit', {
    'session.state': () => openSession(['admin']),
    'system.audit': () => [],
    'records.verify': () => ({ patient_id: 'amina', chains: 2, entries: 31, bad }),
  });
  expect(await screen.findByText('Nothing of this kind')).toBeVisible();
  await userEvent.click(screen.getByTestId('audit-proof'));
  expect(await screen.findByTestId('proof-check')).toBeDisabled();
  await userEvent.click(screen.getByTestId('proof-patient'));
  await userEvent.click(await screen.findByText('Amina Yusuf'));
  await userEvent.click(screen.getByTestId('proof-check'));
  expect(await screen.findByTestId('proof-bad')).toHaveTextContent('Entry 14');
  expect(screen.getByTestId('proof-bad')).toHaveTextContent('The text was changed.');
  expect(asked).toContainEqual({ name: 'records.verify', request: { patient_id: 'amina' } });
  bad = [];
  await userEvent.click(screen.getByTestId('proof-check'));
  expect(await screen.findByTestId('proof-good')).toHaveTextContent('31 entries in 2 chains');
}, 30_000);

test('IT leafs through the security log and sees what was refused, without the staff list', async () => {
  const line = (id: string, succeeded: boolean) => ({ id, user_id: 'tom', user_name: 'Tom Reilly', device_id: null, device_name: null, action: succeeded ? 'sign_in' : 'sign_in_failed', resource_kind: null, resource_id: null, ip_address: null, user_agent: null, succeeded, failure_reason: succeeded ? null : 'The password was wrong.', details: null, occurred_at: today });
  const { asked } = await open('/administration/security', {
    'session.state': () => openSession(['it_admin']),
    'system.security': ({ after }) => (after ? { items: [line('b', false)], next: null } : { items: [line('a', true)], next: { occurred_at: today, id: 'a' } }),
    'system.sessions': () => [],
  });
  await userEvent.click(await screen.findByTestId('security-more', {}, { timeout: 4000 }));
  expect(await screen.findByText('The password was wrong.')).toBeVisible();
  await userEvent.click(screen.getByTestId('security-only-refused'));
  expect(screen.getAllByTestId('security-line')).toHaveLength(1);
  expect(within(screen.getByTestId('security-line')).getByLabelText('Refused')).toBeInTheDocument();
  await choose('security-person', 'Tom Reilly');
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.sessions', request: { user_id: 'tom' } }));
  expect(await screen.findByText('No sign-in of this person is known on this PC.')).toBeVisible();
  expect(asked.some((each) => each.name === 'organization.staff')).toBe(false);
}, 30_000);

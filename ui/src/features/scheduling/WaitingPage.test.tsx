import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { PatientLine, WaitingLine } from '../../api/commands';
import { router } from '../../app/router';
import { addDays, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal } from '../../test/window';

const zone = 'Europe/London';
const day = addDays(dateAt(nowMicros(), zone), 2);
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const line: WaitingLine = {
  id: 'w', version: 4, patient: amina, practitioner_id: 'okafor', practitioner: 'Dr Okafor', department_id: null, kind: 'consultation', priority: 'urgent', status: 'waiting', reason: 'Knee',
  wanted_from_on: day, wanted_until_on: null, wanted_times: 'mornings', waiting_since: nowMicros(), offer: null, is_over: false, asked_from: 'Harbour Road',
};

/** The page, whichever screen the test before it ended on: the router outlives a test. */
async function open(path: '/waiting' | '/administration/access', answers: Parameters<typeof openWindow>[1], roles = ['receptionist']) {
  const opened = openWindow(path, {
    'session.state': () => openSession(roles),
    'people.recent': () => [amina],
    'organization.practitioners': () => [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, user_id: 'u' }] as never,
    'scheduling.free_slots': () => [],
    'scheduling.asked_of_branches': () => [],
    'scheduling.waitlist': () => [line],
    ...answers,
  });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: path }));
  return opened;
}

test('a time is offered and kept; what it meets stands beside the time', async () => {
  let taken = true;
  const { asked } = await open('/waiting', { 'scheduling.offer': () => (taken ? refusal('taken', 'Dr Okafor has Peter Jones then.', 'starts_at') : ({}) ) });
  const row = within(await screen.findByTestId('waiting', {}, { timeout: 8000 }));
  expect(row.getByText('Asked by Harbour Road')).toBeVisible();
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => each.id)).toEqual([]);
  await userEvent.click(row.getByTestId('waiting-offer'));
  fireEvent.change(await screen.findByTestId('offer-start'), { target: { value: '930' } });
  fireEvent.change(screen.getByTestId('offer-keep'), { target: { value: '2' } });
  await userEvent.click(screen.getByTestId('offer-submit'));
  expect(await screen.findByText('Dr Okafor has Peter Jones then.')).toBeVisible();
  taken = false;
  await userEvent.click(screen.getByTestId('offer-submit'));
  const starts_at = instantAt(day, '09:30', zone);
  const request = { id: 'w', version: 4, practitioner_id: 'okafor', starts_at, ends_at: starts_at + 15 * 60_000_000, minutes: 120 };
  expect(asked.filter((each) => each.name === 'scheduling.offer').map((each) => each.request)).toEqual([request, request]);
  await waitFor(() => expect(screen.queryByTestId('offer-form')).toBeNull());
}, 30_000);

test('who takes the offered time is booked there, and another branch is told why there is none', async () => {
  const starts_at = instantAt(day, '11:00', zone);
  const { asked } = await open('/waiting', {
    'scheduling.waitlist': () => [{ ...line, status: 'offered', offer: { offered_at: null, practitioner_id: 'okafor', practitioner: 'Dr Okafor', starts_at, ends_at: starts_at + 1, until: starts_at } }],
    'scheduling.accept_offer': () => ({ id: 'a' }),
    'scheduling.cancel_waiting': ({ reason }) => (reason ? {} : refusal(null, 'Say why: the branch that asked waits for it.', 'reason')),
  });
  await userEvent.click(await screen.findByTestId('waiting-takes', {}, { timeout: 8000 }));
  expect(asked).toContainEqual({ name: 'scheduling.accept_offer', request: { id: 'w', version: 4, practitioner_id: 'okafor', starts_at, ends_at: starts_at + 1, room: null } });
  await userEvent.click(screen.getByTestId('waiting-end'));
  await userEvent.click(await screen.findByTestId('waiting-end-submit'));
  expect(await screen.findByText('Say why: the branch that asked waits for it.')).toBeVisible();
  fireEvent.change(screen.getByTestId('waiting-end-reason'), { target: { value: 'No doctor for it' } });
  await userEvent.click(screen.getByTestId('waiting-end-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'scheduling.cancel_waiting', request: { id: 'w', version: 4, reason: 'No doctor for it' } }));
}, 30_000);

test('what is wanted elsewhere is asked of that branch, and its answer is read here', async () => {
  const site = (id: string, name: string) => ({ id, version: 1, name, code: null, kind: null, time_zone: zone, currency: 'GBP', address_line: null, city: null, state: null, postal_code: null, country: null, phone: null, email: null, is_active: true });
  const { asked } = await open('/waiting', {
    'scheduling.waitlist': () => [],
    'scheduling.asked_of_branches': () => [{ id: 'x', version: 1, patient: amina, site_id: 'h', site: 'Harbour Road', asked_at: nowMicros(), kind: 'diagnostic', reason: null, wanted_from_on: null, wanted_until_on: null, status: 'cancelled', end_reason: 'The scanner is broken.', starts_at: null, practitioner: null }],
    'organization.sites': () => [site('s', 'Canal Street'), site('h', 'Harbour Road')],
    'scheduling.ask_branch': () => ({ id: 'new' }),
  });
  expect(await screen.findByText('Nobody is waiting', {}, { timeout: 8000 })).toBeVisible();
  expect(screen.getByTestId('asked')).toHaveTextContent('The scanner is broken.');
  await userEvent.click(screen.getByTestId('waiting-add'));
  await screen.findByTestId('waiting-site');
  await choose('waiting-patient', 'Amina Yusuf');
  await choose('waiting-site', 'Harbour Road');
  await userEvent.click(screen.getByTestId('waiting-submit'));
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'scheduling.ask_branch',
      request: { site_id: 'h', patient_id: 'amina', practitioner_id: null, department_id: null, kind: 'consultation', priority: 'medium', reason: null, wanted_from_on: null, wanted_until_on: null, wanted_times: null },
    }),
  );
  expect(asked.some((each) => each.name === 'scheduling.add_to_waitlist')).toBe(false);
}, 30_000);

test('a nurse sees who waits and changes nothing', async () => {
  await open('/waiting', {}, ['nurse']);
  expect(await screen.findByTestId('waiting', {}, { timeout: 8000 })).toHaveTextContent('Amina Yusuf');
  expect(screen.queryByTestId('waiting-offer')).toBeNull();
  expect(screen.queryByTestId('waiting-add')).toBeNull();
}, 30_000);

test('an emergency is reviewed with what was found', async () => {
  const { asked } = await open('/administration/access', {
    'people.emergency_accesses': () => ({ accesses: [{ id: 'g', version: 1, patient: amina, user_id: 'u', user_name: 'Dr Larsen', reason: 'Brought in unconscious', granted_at: nowMicros(), expires_at: nowMicros() }] }),
    'people.review_access': () => ({}),
  }, ['admin']);
  expect(await screen.findByText('Brought in unconscious', {}, { timeout: 8000 })).toBeVisible();
  await userEvent.click(screen.getByTestId('access-submit'));
  expect(await screen.findByText('Say what you found.')).toBeVisible();
  expect(asked.some((each) => each.name === 'people.review_access')).toBe(false);
  await userEvent.click(screen.getByText('It was not right'));
  await userEvent.click(screen.getByTestId('access-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.review_access', request: { id: 'g', version: 1, outcome: 'not_justified', notes: null } }));
}, 30_000);

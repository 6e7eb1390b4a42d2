import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { AppointmentLine, Day, PatientLine, ResponseOf } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { addMinutes, instantAt } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';

const zone = 'Europe/London';
const on = '2099-02-03';
const at = (clock: string, day = on) => instantAt(day, clock, zone);
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: '0700', deceased: false, allergies: 0 };
const booked: AppointmentLine = {
  id: 'a1', version: 4, patient: amina, practitioner_id: 'okafor', practitioner: 'Dr Okafor', starts_at: at('09:00'), ends_at: at('09:30'), kind: 'follow_up', status: 'scheduled', priority: 'medium', reason: 'Dressing',
  room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false, checked_in_at: null, started_at: null, completed_at: null, visit_id: null, pending: false, series_id: 'a0',
};
const waiting: ResponseOf<'scheduling.suggest_waiting'>[number] = {
  id: 'w1', version: 2, patient: { ...amina, id: 'johan', display_name: 'Johan Lindqvist' }, practitioner_id: null, practitioner: null, department_id: null, kind: 'consultation', priority: 'high', status: 'waiting', reason: 'Cough', wanted_from_on: null, wanted_until_on: null, wanted_times: 'mornings', waiting_since: 1,
  offer: null, is_over: false, asked_from: null,
};
const day = (appointments: AppointmentLine[]): Day => ({ site_time_zone: zone, practitioners: [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, hours: [{ starts_at: at('08:00'), ends_at: at('16:00') }] }], appointments });
const answers = {
  'session.state': () => openSession(['receptionist']),
  'organization.practitioners': () => [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, user_id: null }],
  'scheduling.free_slots': () => [],
  'scheduling.affected_bookings': () => [] as ResponseOf<'scheduling.affected_bookings'>,
  'scheduling.suggest_waiting': () => [] as (typeof waiting)[],
  'scheduling.day': () => day([booked]),
};

test('the rest of a series moves, and what cannot be moved stays only on purpose and is told', async () => {
  const { asked } = openWindow(`/today?on=${on}`, {
    ...answers,
    'scheduling.move_series': ({ accept_missed }) => (accept_missed ? { moved: 2, missed: [{ id: 'a3', starts_at: at('09:00', '2099-02-17'), reason: 'It is a holiday.' }] } : refusal('missed', 'On 17 February it cannot be had.', 'starts_at')),
  });
  await userEvent.click(await screen.findByTestId('appointment'));
  await userEvent.click(await screen.findByTestId('appointment-move-series'));
  fireEvent.change(await screen.findByTestId('move-series-start'), { target: { value: '11:00' } });
  await userEvent.click(screen.getByTestId('move-series-submit'));
  expect(await screen.findByText('On 17 February it cannot be had.')).toBeVisible();
  await userEvent.click(screen.getByTestId('move-series-accept'));
  expect(await screen.findByTestId('move-series-stayed')).toHaveTextContent('It is a holiday.');
  const wanted = { id: 'a1', version: 4, practitioner_id: 'okafor', starts_at: at('11:00'), ends_at: addMinutes(at('11:00'), 30) };
  expect(asked.filter((each) => each.name === 'scheduling.move_series').map((each) => each.request)).toEqual([{ ...wanted, accept_missed: false }, { ...wanted, accept_missed: true }]);
});

test('an appointment by itself has no series to change', async () => {
  const { series_id: _, ...alone } = booked;
  openWindow(`/today?on=${on}`, { ...answers, 'scheduling.day': () => day([alone]) });
  await userEvent.click(await screen.findByTestId('appointment'));
  expect(await screen.findByTestId('appointment-move')).toBeVisible();
  expect(screen.queryByTestId('appointment-move-series')).toBeNull();
  expect(screen.queryByTestId('appointment-cancel-series')).toBeNull();
});

test('cancelling the rest of a series tells how many, and who waits can have the time', async () => {
  const { asked } = openWindow(`/today?on=${on}`, { ...answers, 'scheduling.cancel_series': () => ({ cancelled: 3 }), 'scheduling.suggest_waiting': () => [waiting], 'scheduling.accept_offer': () => ({}) as never });
  await userEvent.click(await screen.findByTestId('appointment'));
  await userEvent.click(await screen.findByTestId('appointment-cancel-series'));
  await userEvent.type(await screen.findByTestId('cancel-reason'), 'The wound has closed');
  await userEvent.click(screen.getByTestId('cancel-submit'));
  expect(asked).toContainEqual({ name: 'scheduling.cancel_series', request: { id: 'a1', version: 4, reason: 'The wound has closed' } });
  expect(await screen.findByText('3 appointments of Amina Yusuf cancelled.')).toBeVisible();

  const freed = within(await screen.findByTestId('freed'));
  expect(freed.getByText('Johan Lindqvist')).toBeVisible();
  expect(asked).toContainEqual({ name: 'scheduling.suggest_waiting', request: { practitioner_id: 'okafor', starts_at: at('09:00'), ends_at: at('09:30'), count: 3 } });
  await userEvent.click(freed.getByTestId('freed-offer'));
  await userEvent.click(await screen.findByTestId('offer-book'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'scheduling.accept_offer', request: { id: 'w1', version: 2, practitioner_id: 'okafor', starts_at: at('09:00'), ends_at: at('09:30'), room: null } }));
  await waitFor(() => expect(screen.queryByTestId('freed')).toBeNull());
});

test('bookings that leave has made doubtful are counted on Today and lead to moving them', async () => {
  const other = { ...booked, id: 'b1', version: 1, starts_at: at('10:00', '2099-03-02'), ends_at: at('10:30', '2099-03-02') };
  const { asked } = openWindow(`/today?on=${on}`, { ...answers, 'scheduling.day': () => day([]), 'scheduling.affected_bookings': () => [{ appointment: other, reasons: ['leave'] }], 'scheduling.move': () => ({}) });
  await userEvent.click(await screen.findByRole('button', { name: '1 booking to move' }));
  expect(await screen.findByTestId('affected')).toHaveTextContent('Doctor on leave');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('affected-move'));
  fireEvent.change(await screen.findByTestId('move-start'), { target: { value: '14' } });
  await userEvent.click(screen.getByTestId('move-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'scheduling.move', request: { id: 'b1', version: 1, practitioner_id: 'okafor', starts_at: at('14:00', '2099-03-02'), ends_at: at('14:30', '2099-03-02'), overbook: false } }));
  expect(await screen.findByTestId('affected-list')).toBeVisible();
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { AppointmentLine, Day, PatientLine } from '../../api/commands';
import { instantAt } from '../../shared/time/siteTime';
import { openSession, openWindow } from '../../test/window';

// The window reads from right to left, whatever its words are.
vi.mock('../../app/messages', async (original) => ({ ...(await original<typeof import('../../app/messages')>()), direction: () => 'rtl' }));

// Columns have a width only in a real browser.
vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(200);

const at = (clock: string) => instantAt('2027-02-02', clock, 'Europe/London');
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: '1988-03-03', date_of_birth_precision: 'day', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const booked: AppointmentLine = {
  id: 'a1', version: 4, patient: amina, practitioner_id: 'okafor', practitioner: 'Dr Okafor', starts_at: at('09:00'), ends_at: at('09:30'), kind: 'consultation', status: 'scheduled', priority: 'medium', reason: 'Asthma',
  room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false, checked_in_at: null, started_at: null, completed_at: null, visit_id: null, pending: false,
};
const hours = [{ starts_at: at('08:00'), ends_at: at('16:00') }];
const day: Day = {
  site_time_zone: 'Europe/London',
  practitioners: [
    { id: 'okafor', display_name: 'Dr Okafor', specialization: null, hours },
    { id: 'haddad', display_name: 'Dr Haddad', specialization: null, hours },
  ],
  appointments: [booked],
};
const answers = { 'session.state': () => openSession(['receptionist']), 'scheduling.day': () => day, 'scheduling.move': () => ({}), 'scheduling.free_slots': () => [] };

test('the arrow to the left leads to the next column, and the one to the right back', async () => {
  openWindow('/today?on=2027-02-02', answers);
  const first = await screen.findByRole('button', { name: 'Book Dr Okafor at 10:00' });
  first.focus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(screen.getByRole('button', { name: 'Book Dr Haddad at 10:00' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  expect(first).toHaveFocus();
});

test('an appointment that is carried to the left goes to the doctor who stands there', async () => {
  const { asked } = openWindow('/today?on=2027-02-02', answers);
  (await screen.findByTestId('appointment')).focus();
  await userEvent.keyboard('[Space]');
  await userEvent.keyboard('[ArrowLeft]');
  await userEvent.keyboard('[Space]');
  await waitFor(() => expect(asked.find((each) => each.name === 'scheduling.move')?.request).toMatchObject({ id: 'a1', practitioner_id: 'haddad', starts_at: at('09:00') }));
});

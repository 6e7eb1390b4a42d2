import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { addDays, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { openSession, openWindow } from '../../test/window';

const zone = 'Europe/London';
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };

test('a series names the dates that cannot be had, and books the others only on purpose', async () => {
  const day = dateAt(nowMicros(), zone);
  const starts_at = instantAt(day, '10:00', zone);
  const { asked } = openWindow('/today', {
    'session.state': () => openSession(['receptionist']),
    'people.recent': () => [amina],
    'organization.practitioners': () => [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, user_id: 'u' }] as never,
    'scheduling.free_slots': () => [],
    'scheduling.day': () => ({ site_time_zone: zone, practitioners: [], appointments: [] }),
    'scheduling.book_series': ({ accept_missed }) => ({
      booked: accept_missed ? [{ id: 'a', starts_at }, { id: 'b', starts_at }] : [],
      missed: [{ starts_at: instantAt(addDays(day, 14), '10:00', zone), reason: 'It is a holiday.' }],
    }),
  });
  await userEvent.click(await screen.findByTestId('today-book', {}, { timeout: 8000 }));
  await screen.findByTestId('book-form');
  await choose('book-patient', 'Amina Yusuf');
  await choose('book-practitioner', 'Dr Okafor');
  fireEvent.change(screen.getByTestId('book-start'), { target: { value: '10' } });
  await choose('book-every', 'Every 2 weeks');
  fireEvent.change(await screen.findByTestId('book-times'), { target: { value: '60' } });
  await userEvent.click(screen.getByTestId('book-submit'));
  expect(await screen.findByText('A series has from 2 to 52 appointments.')).toBeVisible();
  fireEvent.change(screen.getByTestId('book-times'), { target: { value: '3' } });
  await userEvent.click(screen.getByTestId('book-submit'));
  expect(await screen.findByTestId('book-missed')).toHaveTextContent('It is a holiday.');
  const request = {
    patient_id: 'amina', practitioner_id: 'okafor', starts_at, ends_at: starts_at + 15 * 60_000_000, kind: 'consultation', priority: 'medium', reason: null, room: null, overbook: false,
    every_weeks: 2, times: 3, accept_missed: false,
  };
  expect(asked).toContainEqual({ name: 'scheduling.book_series', request });
  await userEvent.click(screen.getByTestId('book-accept-missed'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'scheduling.book_series', request: { ...request, accept_missed: true } }));
  expect(await screen.findByText('2 appointments booked for Amina Yusuf.')).toBeVisible();
  expect(asked.some((each) => each.name === 'scheduling.book')).toBe(false);
}, 40_000);

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { AppointmentLine, Day, PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { addMinutes, instantAt } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const at = (clock: string) => instantAt('2027-02-02', clock, 'Europe/London');
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: '1988-03-03', date_of_birth_precision: 'day', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 1 };
const booked: AppointmentLine = {
  id: 'a1', version: 4, patient: amina, practitioner_id: 'okafor', practitioner: 'Dr Okafor', starts_at: at('09:00'), ends_at: at('09:30'), kind: 'consultation', status: 'scheduled', priority: 'medium', reason: 'Asthma',
  room: null, overbooked: false, booked_despite: null, held_reason: null, walk_in: false, checked_in_at: null, started_at: null, completed_at: null, visit_id: null, pending: false,
};
const day = (appointments: AppointmentLine[]): Day => ({
  site_time_zone: 'Europe/London',
  practitioners: [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, hours: [{ starts_at: at('08:00'), ends_at: at('16:00') }] }],
  appointments,
});
const answers = {
  'session.state': () => openSession(['receptionist']),
  'organization.practitioners': () => [{ id: 'okafor', display_name: 'Dr Okafor', specialization: null, user_id: null }],
  'scheduling.free_slots': () => [],
  'people.recent': () => [amina],
};

beforeEach(() => dropDraft('book'));

async function chooseAmina(): Promise<void> {
  const patient = await screen.findByTestId('book-patient');
  await userEvent.click(patient);
  await waitFor(() => expect(screen.getAllByRole('option', { hidden: true }).length).toBeGreaterThan(0));
  await userEvent.keyboard('{ArrowDown}{Enter}');
}

test('a click on free time books there, and a taken time only on purpose', async () => {
  const { asked } = openWindow('/today?on=2027-02-02', {
    ...answers,
    'scheduling.day': () => day([booked]),
    'scheduling.book': ({ overbook }) => (overbook ? { id: 'new' } : refusal('taken', 'Dr Okafor has Amina Yusuf at 10:00 already.')),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Book Dr Okafor at 10:00' }));
  await chooseAmina();
  await userEvent.click(screen.getByTestId('book-submit'));

  const question = within(await screen.findByTestId('book-taken'));
  expect(question.getByText('Dr Okafor has Amina Yusuf at 10:00 already.')).toBeVisible();
  await userEvent.click(question.getByTestId('book-overbook'));

  const wanted = { patient_id: 'amina', practitioner_id: 'okafor', starts_at: at('10:00'), ends_at: addMinutes(at('10:00'), 15), kind: 'consultation', priority: 'medium', reason: null, room: null };
  const requests = asked.filter((each) => each.name === 'scheduling.book').map((each) => each.request);
  expect(requests).toEqual([{ ...wanted, overbook: false }, { ...wanted, overbook: true }]);
  await waitFor(() => expect(screen.queryByTestId('book-form')).toBeNull());
});

test('closing with Escape keeps what was typed', async () => {
  openWindow('/today?on=2027-02-02', { ...answers, 'scheduling.day': () => day([]) });
  await userEvent.click(await screen.findByTestId('today-book'));
  await userEvent.type(await screen.findByTestId('book-reason'), 'Cough since Monday');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByTestId('book-form')).toBeNull());
  await userEvent.click(screen.getByTestId('today-book'));
  expect(await screen.findByTestId('book-reason')).toHaveValue('Cough since Monday');
});

test('a booking without a patient or with a time that is none says so at the field', async () => {
  const { asked } = openWindow('/today?on=2027-02-02', { ...answers, 'scheduling.day': () => day([]) });
  await userEvent.click(await screen.findByTestId('today-book'));
  await userEvent.type(await screen.findByTestId('book-start'), '27:80');
  await userEvent.click(screen.getByTestId('book-submit'));
  expect(await screen.findByText('Choose a patient, or register a new one.')).toBeVisible();
  expect(screen.getByText('Type a time such as 9:30.')).toBeVisible();
  expect(asked.some((each) => each.name === 'scheduling.book')).toBe(false);
});

test('checking in carries the version one saw, and the calendar follows the change', async () => {
  let appointments = [booked];
  const { asked } = openWindow('/today?on=2027-02-02', { ...answers, 'scheduling.day': () => day(appointments), 'scheduling.check_in': () => ({}) });
  await userEvent.click(await screen.findByTestId('appointment'));
  await userEvent.click(await screen.findByTestId('appointment-check-in'));
  expect(asked).toContainEqual({ name: 'scheduling.check_in', request: { id: 'a1', version: 4 } });

  appointments = [{ ...booked, status: 'checked_in', version: 5 }];
  await tablesChanged('appointments');
  await waitFor(() => expect(screen.getByTestId('appointment')).toHaveAttribute('data-status', 'checked_in'));
});

test('who was noted as missing is expected again with a reason, beside somebody else only on purpose', async () => {
  const { asked } = openWindow('/today?on=2027-02-02', {
    ...answers,
    'scheduling.day': () => day([{ ...booked, status: 'no_show' }]),
    'scheduling.undo_no_show': ({ overbook }) => (overbook ? {} : refusal('taken', 'Dr Okafor has somebody else by now.')),
  });
  await userEvent.click(await screen.findByTestId('appointment'));
  await userEvent.click(await screen.findByTestId('appointment-undo-no-show'));
  await userEvent.type(await screen.findByTestId('cancel-reason'), 'The bus was late');
  await userEvent.click(screen.getByTestId('cancel-submit'));
  await userEvent.click(await screen.findByTestId('cancel-submit'));
  const requests = asked.filter((each) => each.name === 'scheduling.undo_no_show').map((each) => each.request);
  const wanted = { id: 'a1', version: 4, reason: 'The bus was late' };
  expect(requests).toEqual([wanted, { ...wanted, overbook: true }]);
});

test('arrow keys walk over free time and Enter books', async () => {
  openWindow('/today?on=2027-02-02', { ...answers, 'scheduling.day': () => day([]) });
  (await screen.findByRole('button', { name: 'Book Dr Okafor at 08:00' })).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(screen.getByRole('button', { name: 'Book Dr Okafor at 08:30' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByTestId('book-start')).toHaveValue('08:30');
});

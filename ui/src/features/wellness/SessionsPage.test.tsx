import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { addDays, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';
import './SessionsPage';

const zone = 'Europe/London';
const today = dateAt(nowMicros(), zone);
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };

beforeEach(() => dropDraft('session:new'));

test('a series is planned session by session, and those that do not fit are named', async () => {
  const { asked } = openWindow('/sessions', {
    'session.state': () => openSession(['therapist']),
    'wellness.my_day': () => [],
    'wellness.my_patients': () => [],
    'people.recent': () => [amina],
    'wellness.plan_session': ({ starts_at }) => (starts_at === instantAt(addDays(today, 7), '23:58', zone) ? refusal(null, 'The therapist has something else at that time.', 'starts_at') : { id: 'new' }),
  });
  await userEvent.click(await screen.findByTestId('sessions-plan'));
  await userEvent.click(await screen.findByTestId('session-patient'));
  await userEvent.click(await screen.findByText('Amina Yusuf'));
  await userEvent.type(screen.getByTestId('session-clock'), '23:58');
  await userEvent.click(screen.getByTestId('session-repeat'));
  await userEvent.click(await screen.findByText('Every week'));
  await userEvent.clear(screen.getByTestId('session-times'));
  await userEvent.type(screen.getByTestId('session-times'), '3');
  await userEvent.click(screen.getByTestId('session-submit'));
  const refused = await screen.findByTestId('session-refused');
  expect(refused).toHaveTextContent('Planned: 2.');
  expect(refused).toHaveTextContent('The therapist has something else at that time.');
  const sent = asked.filter((each) => each.name === 'wellness.plan_session').map((each) => each.request);
  expect(sent).toEqual([0, 7, 14].map((days) => ({ patient_id: 'amina', practitioner_id: null, appointment_id: null, kind: 'individual', starts_at: instantAt(addDays(today, days), '23:58', zone) })));
});

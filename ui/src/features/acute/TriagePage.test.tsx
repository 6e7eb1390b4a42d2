import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine, ResponseOf } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';
import './TriagePage';
import { likelyBand, type TriageLine } from './triageWords';

const minute = 60_000_000;
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: '1988-03-03', date_of_birth_precision: 'day', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const waits = (id: string, priority: string, minutes: number, target_minutes: number, more: Partial<TriageLine> = {}): TriageLine => ({
  id, patient: { ...amina, id, display_name: `${priority} ${id}` }, visit_id: null, priority, computed_priority: priority, is_computed: true, tews_score: 3, symptoms: 'Fever', assessed_at: nowMicros() - (minutes + 0.1) * minute,
  waiting_since: nowMicros() - (minutes + 0.1) * minute, waiting_minutes: minutes, target_minutes, overdue: minutes > target_minutes, assessments: 1, ...more,
});
const signs: ResponseOf<'encounters.triage_signs'> = [{ code: 'chest_pain', text: 'Chest pain', priority: 'orange' }];
const done: ResponseOf<'encounters.triage'> = { id: 'new', priority: 'orange', computed_priority: 'orange', tews_score: null, age_band: 'adult', signs: ['Chest pain'], target_minutes: 10, age_note: null };

beforeEach(() => ['triage:new:assess', 'triage:t1:correct', 'triage:t1:assess'].forEach(dropDraft));

test('the board is told by colour in words, and who waits too long is named so', async () => {
  openWindow('/triage', {
    'session.state': () => openSession(['nurse']),
    'encounters.triage_board': () => ({ scale: 'South African Triage Scale', lines: [waits('t1', 'orange', 4, 10), waits('t2', 'yellow', 74, 60), waits('t3', 'blue', 3, 0, { target_minutes: null, is_computed: false, computed_priority: null })] }),
  });
  expect(await screen.findByTestId('triage-orange')).toHaveTextContent('Orangewithin 10 minutes');
  expect(screen.getByTestId('triage-orange')).toHaveTextContent('Waits 4 min, 5 min left');
  expect(screen.getByTestId('triage-yellow')).toHaveTextContent('Waits 1 h, 14 min too long');
  expect(screen.getByTestId('triage-blue')).toHaveTextContent('too little was measured for the scale');
});

test('an unusual value is sent again only after it was confirmed, and the colour is told with its reasons', async () => {
  const { asked } = openWindow('/triage', {
    'session.state': () => openSession(['nurse']),
    'encounters.triage_board': () => ({ scale: 'SATS', lines: [] }),
    'encounters.triage_signs': () => signs,
    'people.recent': () => [amina],
    'encounters.triage': ({ confirm_unusual }) => (confirm_unusual ? done : refusal('unusual', 'A heart rate of 195 per minute is unusual.', 'heart_rate_bpm')),
  });
  await userEvent.click(await screen.findByTestId('triage-new'));
  await userEvent.click(await screen.findByTestId('triage-patient'));
  await userEvent.click(await screen.findByText('Amina Yusuf'));
  await userEvent.type(screen.getByTestId('triage-symptoms'), 'Heart races');
  await userEvent.type(screen.getByTestId('triage-heart_rate_bpm'), '195');
  await userEvent.click(screen.getByTestId('sign-chest_pain'));
  await userEvent.click(screen.getByTestId('triage-submit'));
  await userEvent.click(await screen.findByTestId('triage-confirm'));
  const sent = asked.filter((each) => each.name === 'encounters.triage').map((each) => each.request);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({ confirm_unusual: false });
  expect(sent[1]).toEqual({
    patient_id: 'amina', visit_id: null, symptoms: 'Heart races', age_years: null, height_cm: null, mobility: null, has_trauma: false, respiratory_rate_bpm: null, heart_rate_bpm: 195, systolic_mmhg: null,
    temperature_celsius: null, consciousness: null, discriminators: ['chest_pain'], priority: null, override_reason: null, corrects_id: null, correction_reason: null, confirm_unusual: true,
  });
  const outcome = await screen.findByTestId('triage-outcome');
  expect(outcome).toHaveTextContent('Amina Yusuf: Orange, within 10 minutes');
  expect(outcome).toHaveTextContent('What countedChest pain');
});

test('another colour than the scale’s asks for the reason beside its field', async () => {
  const { asked } = openWindow('/triage', {
    'session.state': () => openSession(['nurse']),
    'encounters.triage_board': () => ({ scale: 'SATS', lines: [waits('t1', 'yellow', 4, 60)] }),
    'encounters.triage_signs': () => signs,
    'encounters.triage': ({ override_reason }) => (override_reason ? done : refusal(null, 'Say why you choose another colour than the scale.', 'override_reason')),
  });
  await userEvent.click(await screen.findByTestId('triage-again'));
  await userEvent.click(await screen.findByTestId('colour-red'));
  await userEvent.click(screen.getByTestId('triage-submit'));
  expect(await screen.findByText('Say why you choose another colour than the scale.')).toBeVisible();
  expect(screen.queryByTestId('failure')).toBeNull();
  await userEvent.type(screen.getByTestId('triage-override'), 'Grey and sweating');
  await userEvent.click(screen.getByTestId('triage-submit'));
  await screen.findByTestId('triage-outcome');
  expect(asked.filter((each) => each.name === 'encounters.triage').at(-1)?.request).toMatchObject({ priority: 'red', override_reason: 'Grey and sweating', corrects_id: null });
});

test('a wrong assessment is corrected by naming it, and only with a reason', async () => {
  const { asked } = openWindow('/triage', {
    'session.state': () => openSession(['doctor']),
    'encounters.triage_board': () => ({ scale: 'SATS', lines: [waits('t1', 'yellow', 4, 60, { visit_id: 'v1' })] }),
    'encounters.triage_signs': () => signs,
    'encounters.triage': () => done,
  });
  await userEvent.click(await screen.findByTestId('triage-correct'));
  await userEvent.click(await screen.findByTestId('triage-submit'));
  expect(await screen.findByText('Please fill this in.')).toBeVisible();
  expect(asked.some((each) => each.name === 'encounters.triage')).toBe(false);
  await userEvent.type(screen.getByTestId('triage-reason'), 'Pulse of the neighbour');
  await userEvent.click(screen.getByTestId('triage-submit'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'encounters.triage').at(-1)?.request).toMatchObject({ visit_id: 'v1', corrects_id: 't1', correction_reason: 'Pulse of the neighbour' }));
});

test('nobody waits: the screen says so, and who only reads has nothing to press', async () => {
  openWindow('/triage', { 'session.state': () => openSession(['admin']), 'encounters.triage_board': () => ({ scale: 'SATS', lines: [] }) });
  expect(await screen.findByText('Nobody waits')).toBeVisible();
  expect(screen.queryByTestId('triage-new')).toBeNull();
});

test('the chart follows the age, and the height where there is none', () => {
  expect([likelyBand(2, null), likelyBand(3, null), likelyBand(13, null), likelyBand(null, 94), likelyBand(null, 150), likelyBand(null, 151)]).toEqual(['younger_child', 'older_child', 'adult', 'younger_child', 'older_child', 'adult']);
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';
import type { IcuBed, IcuPoint } from './icuMeasures';
import './IcuPage';

const minute = 60_000_000;
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const point: IcuPoint = {
  id: 'o1', recorded_at: nowMicros() - 12.5 * minute, systolic_mmhg: 88, diastolic_mmhg: 51, mean_arterial_mmhg: 63, heart_rate_bpm: 118, respiratory_rate_bpm: 26, temperature_celsius: 38.4, oxygen_saturation_percent: 94,
  on_oxygen: true, consciousness: 'alert', glasgow_coma_scale: null, urine_output_ml: null, news2_score: 9, news2_risk: 'high',
};
const bed: IcuBed = {
  bed_stay_id: 'stay', ward: 'Intensive care', room: '1', label: 'A', since: nowMicros(), patient: amina, last: point, points: [point],
  alerts: [{ what: 'mean_arterial', value: 63, text: 'Mean arterial pressure 63 mmHg is below the limit of 65.' }],
};

beforeEach(() => ['icu:stay:', 'icu:stay:o1'].forEach(dropDraft));

test('a tile says in words which value lies outside and how bad the score is', async () => {
  openWindow('/icu', { 'session.state': () => openSession(['nurse']), 'encounters.icu_grid': () => [bed] });
  expect(await screen.findByTestId('icu-news2')).toHaveTextContent('NEWS2 9, high risk');
  expect(screen.getByTestId('icu-alerts')).toHaveTextContent('below the limit of 65');
  expect(screen.getByTestId('icu-mean')).toHaveTextContent('63 mmHgoutside limits');
  expect(screen.getByTestId('icu-pulse')).not.toHaveTextContent('outside limits');
  expect(screen.getByText(/Measured 12 min ago · Alert · On oxygen/)).toBeVisible();
  expect(screen.queryByTestId('icu-gcs')).toBeNull();
});

test('observations go out as typed, oxygen that nobody noted stays unknown, and what came of them is told', async () => {
  const { asked } = openWindow('/icu', {
    'session.state': () => openSession(['nurse']),
    'encounters.icu_grid': () => [bed],
    'encounters.record_icu': ({ confirm_unusual }) =>
      confirm_unusual
        ? { id: 'o2', news2_score: null, news2_risk: null, alerts: [{ what: 'heart_rate', value: 210, text: 'Heart rate 210 per minute is above the limit of 130.' }], alert_id: 'al', not_scored: 'NEWS2 needs all seven parts, oxygen included.', age_note: null }
        : refusal('unusual', 'Heart rate 210 per minute is unusual.'),
  });
  await userEvent.click(await screen.findByTestId('icu-enter'));
  expect(await screen.findByTestId('icu-submit')).toBeDisabled();
  await userEvent.type(screen.getByTestId('icu-heart_rate_bpm'), '210');
  await userEvent.click(screen.getByTestId('icu-submit'));
  await userEvent.click(await screen.findByTestId('icu-confirm'));
  const outcome = await screen.findByTestId('icu-outcome');
  expect(outcome).toHaveTextContent('above the limit of 130');
  expect(outcome).toHaveTextContent('Doctors and nurses have been alerted.');
  expect(outcome).toHaveTextContent('NEWS2 needs all seven parts');
  expect(asked.filter((each) => each.name === 'encounters.record_icu').at(-1)?.request).toEqual({
    patient_id: 'amina', bed_stay_id: 'stay', recorded_at: null, systolic_mmhg: null, diastolic_mmhg: null, mean_arterial_mmhg: null, heart_rate_bpm: 210, respiratory_rate_bpm: null, temperature_celsius: null,
    oxygen_saturation_percent: null, on_oxygen: null, scale2: false, inspired_oxygen_percent: null, consciousness: null, glasgow_coma_scale: null, urine_output_ml: null, central_venous_mmhg: null, notes: null,
    corrects_id: null, correction_reason: null, confirm_unusual: true,
  });
});

test('an entry is corrected from the list of the day, filled with what it said', async () => {
  const { asked } = openWindow('/icu', {
    'session.state': () => openSession(['doctor']),
    'encounters.icu_grid': () => [bed],
    'encounters.record_icu': () => ({ id: 'o2', news2_score: 3, news2_risk: 'low', alerts: [], alert_id: null, not_scored: null, age_note: null }),
  });
  await userEvent.click(await screen.findByTestId('icu-day'));
  await userEvent.click(await screen.findByTestId('icu-correct'));
  expect(await screen.findByTestId('icu-systolic_mmhg')).toHaveValue('88');
  await userEvent.clear(screen.getByTestId('icu-systolic_mmhg'));
  await userEvent.type(screen.getByTestId('icu-systolic_mmhg'), '118');
  await userEvent.type(screen.getByTestId('icu-reason'), 'Misread');
  await userEvent.click(screen.getByTestId('icu-submit'));
  expect(await screen.findByTestId('icu-outcome')).toHaveTextContent('Nothing lies outside its limits.');
  expect(asked.filter((each) => each.name === 'encounters.record_icu').at(-1)?.request).toMatchObject({ systolic_mmhg: 118, heart_rate_bpm: 118, on_oxygen: true, corrects_id: 'o1', correction_reason: 'Misread', recorded_at: null });
});

test('an administrator sets a limit and leaves the others as they stand; a nurse only reads them', async () => {
  const limit = { name: 'Heart rate', unit: 'per minute', own: false, source: 'NEWS2', place: 'intensive_care' as const, group: 'adult' as const, metric: 'heart_rate', low: 41, high: 130 };
  const own = { ...limit, name: 'Temperature', metric: 'temperature', low: 35, high: 39, own: true };
  const { asked } = openWindow('/icu', { 'session.state': () => openSession(['admin']), 'encounters.icu_grid': () => [], 'encounters.limits': () => [limit, own], 'encounters.set_limits': () => ({}) });
  await userEvent.click(await screen.findByTestId('icu-limits'));
  const high = await screen.findByTestId('high-intensive_care/adult/heart_rate');
  await userEvent.clear(high);
  await userEvent.type(high, '120');
  await userEvent.click(screen.getByTestId('limits-save'));
  expect(asked).toContainEqual({
    name: 'encounters.set_limits',
    request: { limits: [{ place: 'intensive_care', group: 'adult', metric: 'heart_rate', low: 41, high: 120 }, { place: 'intensive_care', group: 'adult', metric: 'temperature', low: 35, high: 39 }] },
  });
});

test('nobody is watched closely: the screen says who would stand here', async () => {
  openWindow('/icu', { 'session.state': () => openSession(['nurse']), 'encounters.icu_grid': () => [] });
  const page = within(await screen.findByTestId('icu'));
  expect(await page.findByText('Nobody is watched closely')).toBeVisible();
  expect(page.queryByTestId('icu-enter')).toBeNull();
});

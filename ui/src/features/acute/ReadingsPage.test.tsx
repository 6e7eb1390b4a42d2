import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';
import './ReadingsPage';

const point = { id: 'r1', recorded_at: nowMicros() - 3_600_000_000, value_number: 262, unit: 'mg/dL', device_kind: 'glucose_meter', is_self_reported: true, is_anomaly: true, anomaly_reason: 'Glucose 262 mg/dl is above the limit of 250.', expected_mean: null, expected_deviation: null };
// The page takes the name of the patient and nothing else from the chart.
const chart = { patient: { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 } } as ResponseOf<'people.chart'>;

beforeEach(() => ['reading:amina:glucose:', 'reading:amina:glucose:r1'].forEach(dropDraft));

test('what is out of the ordinary is told in words, and a reading goes out in the unit that was typed', async () => {
  const { asked } = openWindow('/patients/amina/readings', {
    'session.state': () => openSession(['nurse']),
    'people.chart': () => chart,
    'encounters.readings': ({ patient_id, metric }) => ({ patient_id, metric, low: null, high: 250, points: [point], more: false }),
    'encounters.add_reading': ({ unit }) => (unit === 'mmol/L' ? { id: 'r2', value_number: 99.1, unit: 'mg/dL', is_anomaly: false, anomaly_reason: null } : refusal(null, 'This unit does not belong to what was read.', 'unit')),
  });
  const line = await screen.findByTestId('reading');
  expect(line).toHaveTextContent('262 mg/dLGlucose meter · by the patientOut of the ordinary Glucose 262 mg/dl is above the limit of 250.');
  expect(screen.getByText('Limits: none to 250 mg/dL')).toBeVisible();
  await userEvent.click(screen.getByTestId('reading-add'));
  await userEvent.type(await screen.findByTestId('reading-value'), '5.5');
  await userEvent.click(screen.getByTestId('reading-submit'));
  const form = within(await screen.findByTestId('reading-form'));
  expect(await form.findByText('This unit does not belong to what was read.')).toBeVisible();
  await userEvent.click(screen.getByTestId('reading-unit'));
  await userEvent.click(await screen.findByText('mmol/L'));
  await userEvent.click(screen.getByTestId('reading-submit'));
  expect(asked.filter((each) => each.name === 'encounters.add_reading').at(-1)?.request).toEqual({
    patient_id: 'amina', device_kind: 'glucose_meter', metric: 'glucose', value_number: 5.5, unit: 'mmol/L', recorded_at: null, is_self_reported: false, serial_number: null, corrects_id: null, correction_reason: null,
  });
  expect(await screen.findByText('Saved as 99.1 mg/dL.')).toBeInTheDocument();
});

test('a correction names the wrong reading and keeps its moment', async () => {
  const { asked } = openWindow('/patients/amina/readings', {
    'session.state': () => openSession(['nurse']),
    'people.chart': () => chart,
    'encounters.readings': ({ patient_id, metric }) => ({ patient_id, metric, low: null, high: 250, points: [point], more: false }),
    'encounters.add_reading': () => ({ id: 'r2', value_number: 162, unit: 'mg/dL', is_anomaly: false, anomaly_reason: null }),
  });
  await userEvent.click(await screen.findByTestId('reading-correct'));
  const value = await screen.findByTestId('reading-value');
  await userEvent.clear(value);
  await userEvent.type(value, '162');
  await userEvent.type(screen.getByTestId('reading-reason'), 'Misread');
  await userEvent.click(screen.getByTestId('reading-submit'));
  expect(asked.filter((each) => each.name === 'encounters.add_reading').at(-1)?.request).toMatchObject({ value_number: 162, unit: 'mg/dL', is_self_reported: true, recorded_at: null, corrects_id: 'r1', correction_reason: 'Misread' });
});

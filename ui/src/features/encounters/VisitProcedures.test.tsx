import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Visit } from '../../api/commands';
import { openSession, openWindow } from '../../test/window';

const procedure: Visit['procedures'][number] = { id: 'pr', version: 6, name: 'Suture', performed_at: null, ended_at: null, code: null, status: 'completed', reason: null, body_site: null, outcome: null, visit_id: 'v1', at: 0 };
const patient = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const blankVitals = {
  entered_at: null, systolic_mmhg: null, diastolic_mmhg: null, heart_rate_bpm: null, respiratory_rate_bpm: null, temperature_celsius: null, oxygen_saturation_percent: null, on_oxygen: null, consciousness: null, weight_kg: null, height_cm: null,
  head_circumference_cm: null, bmi: null, pain_score: null, unusual_confirmed: false, recorded_by: null, notes: null, corrects_id: null, correction_reason: null, struck: false,
};
const visit: Visit = {
  id: 'v1', version: 2, patient, practitioner: null, practitioner_id: null, appointment_id: null, started_at: 1_000_000, ended_at: null, kind: 'consultation', status: 'in_progress', reason: null, subjective: null, objective: null, assessment: null, plan: null,
  follow_up_instructions: null, history_present_illness: null, physical_examination: null, notes: null, discharge_instructions: null, room: null, status_reason: null, signed_at: null, signed_by: null, addenda: [], vitals: [{ ...blankVitals, id: 'vt', recorded_at: 2_000_000, heart_rate_bpm: 72 }],
  conditions: [], prescriptions: [], procedures: [procedure, { ...procedure, id: 'old', name: 'Biopsy', status: 'entered_in_error' }], results: [], lab_orders: [], immunizations: [], referrals: [], invoice_id: null,
};
const quietChart = { 'people.chart': () => { throw { code: null, sentence: 'Not read here.' }; } };

test('a procedure is struck with its reason; one that was struck says so and offers nothing more', async () => {
  const { asked } = openWindow('/visits/v1', { 'session.state': () => openSession(['doctor']), 'encounters.visit': () => visit, 'encounters.strike_procedure': () => ({}), ...quietChart });
  expect(await screen.findByText('Struck: entered in error')).toBeVisible();
  expect(screen.getAllByTestId('procedure-strike')).toHaveLength(1);
  await userEvent.click(screen.getByTestId('procedure-strike'));
  await userEvent.type(await screen.findByTestId('strike-procedure-reason'), 'Wrong patient');
  await userEvent.click(screen.getByTestId('strike-procedure-submit'));
  expect(asked).toContainEqual({ name: 'encounters.strike_procedure', request: { id: 'pr', version: 6, reason: 'Wrong patient' } });
});

test('a nurse strikes measurements, not procedures, and sees what was struck with its reason', async () => {
  const { asked } = openWindow('/visits/v1', {
    'session.state': () => openSession(['nurse']),
    'encounters.visit': () => visit,
    'encounters.strike_vitals': () => ({ id: 'new' }),
    'encounters.vitals': ({ patient_id }) => ({
      patient_id,
      older: null,
      sets: [
        { ...blankVitals, id: 'why', recorded_at: 1_500_000, corrects_id: 'gone', correction_reason: 'Belongs to the neighbour' },
        { ...blankVitals, id: 'gone', recorded_at: 1_500_000, heart_rate_bpm: 140, struck: true },
        { ...blankVitals, id: 'before', recorded_at: 500_000, heart_rate_bpm: 99, struck: true },
      ],
    }),
    ...quietChart,
  });
  await userEvent.click(await screen.findByTestId('vitals-strike'));
  await userEvent.type(await screen.findByTestId('strike-vitals-reason'), 'Cuff was off');
  await userEvent.click(screen.getByTestId('strike-vitals-submit'));
  expect(asked).toContainEqual({ name: 'encounters.strike_vitals', request: { id: 'vt', reason: 'Cuff was off' } });
  expect(screen.queryByTestId('procedure-strike')).toBeNull();
  await userEvent.click(screen.getByTestId('vitals-struck'));
  const lines = await screen.findAllByTestId('struck-vitals');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toHaveTextContent('Heart rate 140 /minStruck: Belongs to the neighbour');
});

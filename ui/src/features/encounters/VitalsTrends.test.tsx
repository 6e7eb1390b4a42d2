import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Chart, VitalsRow } from '../../api/commands';
import { openSession, openWindow } from '../../test/window';

const measured: VitalsRow = {
  id: 'vt', recorded_at: 1_772_442_000_000_000, entered_at: null, systolic_mmhg: 140, diastolic_mmhg: 80, heart_rate_bpm: 72, respiratory_rate_bpm: null, temperature_celsius: null, oxygen_saturation_percent: null, on_oxygen: null, consciousness: null, weight_kg: null, height_cm: null,
  head_circumference_cm: null, bmi: null, pain_score: null, unusual_confirmed: false, recorded_by: null, notes: null, corrects_id: null, correction_reason: null, struck: false,
};

test('the large curve shows all that was measured, not only the sets of the chart', async () => {
  const point = (id: string, at: number, value: number) => ({ id, at, value });
  const { asked } = openWindow('/patients/amina', {
    'session.state': () => openSession(['radiologist']),
    'people.chart': () => ({ patient: { id: 'amina', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown' }, vitals: [measured], allergies: [], flags: [], problems: [], medicines: [], visits: [], results: [], procedures: [], immunizations: [], appointments: [], consents: [], merged: [], conflicts: 0 }) as unknown as Chart,
    'encounters.vitals_trend': ({ sign }) => ({
      patient_id: 'amina',
      sign,
      points: sign === 'systolic_mmhg' ? [point('a', 1, 130), point('b', 2, 150), point('vt', 3, 140)] : sign === 'diastolic_mmhg' ? [point('a', 1, 80), point('vt', 3, 80)] : [point('vt', 3, 72)],
    }),
  });
  await userEvent.click(await screen.findByText('140/80'));
  // Both lines of a set count once.
  await waitFor(() => expect(screen.getByTestId('vitals-curve')).toHaveTextContent('3 measurements'));
  await userEvent.click(screen.getByRole('radio', { name: 'Heart rate' }));
  await waitFor(() => expect(screen.getByTestId('vitals-curve')).toHaveTextContent('1 measurement'));
  expect(asked).toContainEqual({ name: 'encounters.vitals_trend', request: { patient_id: 'amina', sign: 'heart_rate_bpm', since: null } });
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { PatientLine, Visit } from '../../api/commands';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: null, display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const visit = (id: string, version: number): Visit => ({
  id, version, patient: amina, practitioner: 'Dr Okafor', practitioner_id: 'okafor', appointment_id: null, started_at: 0, ended_at: null, kind: 'consultation', status: 'in_progress', reason: null, subjective: null, objective: null,
  assessment: null, plan: null, follow_up_instructions: null, signed_at: null, signed_by: null, vitals: [], conditions: [], prescriptions: [], procedures: [], results: [], invoice_id: null,
  history_present_illness: null, physical_examination: null, notes: null, discharge_instructions: null, room: null, status_reason: null, addenda: [], lab_orders: [], immunizations: [], referrals: [],
});

test('leaving a field saves the note, each time on the version the last save answered', async () => {
  const { asked } = openWindow('/visits/v1', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => visit('v1', 3),
    'encounters.write_note': ({ version }) => ({ version: version + 1 }),
  });
  await userEvent.type(await screen.findByTestId('note-subjective'), 'Coughs at night');
  await userEvent.tab();
  await waitFor(() => expect(screen.getByTestId('note-state')).toHaveAttribute('data-state', 'saved'));
  await userEvent.type(screen.getByTestId('note-plan'), 'Inhaler');
  await userEvent.tab();
  await waitFor(() => expect(asked.filter((each) => each.name === 'encounters.write_note')).toHaveLength(2));
  const blank = { id: 'v1', reason: null, subjective: 'Coughs at night', objective: null, assessment: null, plan: null, follow_up_instructions: null };
  expect(asked.filter((each) => each.name === 'encounters.write_note').map((each) => each.request)).toEqual([
    { ...blank, version: 3 },
    { ...blank, plan: 'Inhaler', version: 4 },
  ]);
});

test('a note that cannot be saved stays in its fields, and the visit is not closed over it', async () => {
  const { asked } = openWindow('/visits/v2', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => visit('v2', 1),
    'encounters.write_note': () => refusal('stale', 'Somebody else has written on this note meanwhile.'),
  });
  await userEvent.type(await screen.findByTestId('note-plan'), 'Rest');
  await userEvent.click(screen.getByTestId('visit-finish'));
  await userEvent.click(await screen.findByTestId('visit-sign'));
  expect(await screen.findByText(/The note could not be saved yet/)).toBeVisible();
  expect(screen.getByTestId('note-plan')).toHaveValue('Rest');
  expect(asked.some((each) => each.name === 'encounters.end_visit' || each.name === 'encounters.sign_visit')).toBe(false);
});

test('a field that nobody touched here follows what came in, and one that both wrote in is asked about', async () => {
  let now = visit('v3', 1);
  const { asked } = openWindow('/visits/v3', {
    'session.state': () => openSession(['doctor']),
    'encounters.visit': () => now,
    'encounters.write_note': ({ version }) => ({ version: version + 1 }),
  });
  await userEvent.type(await screen.findByTestId('note-plan'), 'Rest');
  now = { ...visit('v3', 5), assessment: 'Bronchitis', plan: 'Antibiotic' };
  await tablesChanged('visits');
  expect(await screen.findByTestId('note-theirs')).toHaveTextContent('Antibiotic');
  expect(screen.getByTestId('note-plan')).toHaveValue('Rest');

  await userEvent.click(screen.getByTestId('note-keep-mine'));
  await waitFor(() =>
    expect(asked.filter((each) => each.name === 'encounters.write_note').at(-1)?.request).toMatchObject({ version: 5, assessment: 'Bronchitis', plan: 'Rest' }),
  );
  expect(screen.getByTestId('note-assessment')).toHaveValue('Bronchitis');
});

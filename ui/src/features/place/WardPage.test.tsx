import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';
import type { Bed, Stay, Ward } from './bedWords';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const peter: PatientLine = { ...amina, id: 'peter', mrn: 'RH-2', display_name: 'Peter Jones' };
const stay: Stay = { id: 'stay', version: 4, patient: amina, since: nowMicros() - 7_200_000_000, reason: 'Pneumonia', expected_end_on: null, visit_id: null, held_reason: null };
const bed = (label: string, lies: Stay | null, more: Partial<Bed> = {}): Bed => ({ id: `bed-${label}`, version: 2, department_id: null, ward: 'Ward 2', room: '11', label, kind: 'standard', notes: null, stay: lies, equipment: [], held: [], ...more });
const ward = (...beds: Bed[]): Ward[] => [{ ward: 'Ward 2', beds, free: beds.filter((each) => !each.stay).length }];
const quietOutlook = { 'place.occupancy_prediction': () => ({ prediction: null }), 'encounters.open_visits': () => [] };

beforeEach(() => {
  ['ward-discharged', 'discharge:stay', 'admit:bed-B', 'admit:', 'transfer:stay'].forEach(dropDraft);
});

test('a discharge frees the bed, and is undone with a reason', async () => {
  let board = ward(bed('A', stay), bed('B', null));
  const { asked } = openWindow('/ward', { 'session.state': () => openSession(['nurse']), 'place.wards': () => board, 'place.discharge': () => ({}), 'place.undo_discharge': () => ({}), ...quietOutlook });
  expect(await screen.findByTestId('ward-sums')).toHaveTextContent('1Occupied1Free');
  await userEvent.click(screen.getByTestId('bed-discharge'));
  await userEvent.click(await screen.findByTestId('discharge-left'));
  await userEvent.click(screen.getByTestId('discharge-submit'));
  expect(asked).toContainEqual({ name: 'place.discharge', request: { id: 'stay', version: 4, end_reason: 'left', at: null } });

  board = ward(bed('A', null), bed('B', null));
  await tablesChanged('bed_stays');
  await userEvent.click(await screen.findByTestId('undo-discharge'));
  const submit = await screen.findByTestId('undo-discharge-submit');
  await userEvent.click(submit);
  expect(screen.getByTestId('undo-discharge-reason')).toHaveAccessibleDescription('Please say why.');
  expect(asked.map((each) => each.name)).not.toContain('place.undo_discharge');
  await userEvent.type(screen.getByTestId('undo-discharge-reason'), 'Still waits for the letter');
  await userEvent.click(submit);
  expect(asked).toContainEqual({ name: 'place.undo_discharge', request: { id: 'stay', version: 4, reason: 'Still waits for the letter' } });
  await waitFor(() => expect(screen.queryByTestId('just-discharged')).toBeNull());
});

test('a death ends the stay and offers no way back from here', async () => {
  openWindow('/ward', { 'session.state': () => openSession(['nurse']), 'place.wards': () => ward(bed('A', stay)), 'place.discharge': () => ({}), ...quietOutlook });
  await userEvent.click(await screen.findByTestId('bed-discharge'));
  await userEvent.click(await screen.findByTestId('discharge-died'));
  expect(screen.getByText(/cannot be undone here/)).toBeVisible();
  await userEvent.click(screen.getByTestId('discharge-submit'));
  await waitFor(() => expect(screen.queryByTestId('discharge-form')).toBeNull());
  expect(screen.queryByTestId('just-discharged')).toBeNull();
});

test('somebody is admitted to the bed one chose; who lies elsewhere is told beside the patient', async () => {
  const { asked } = openWindow('/ward', {
    'session.state': () => openSession(['receptionist']),
    'place.wards': () => ward(bed('A', stay), bed('B', null)),
    'people.recent': () => [peter],
    'place.admit': () => refusal(null, 'This patient lies in a bed already. Transfer them instead.', 'patient_id'),
    ...quietOutlook,
  });
  await userEvent.click(await screen.findByTestId('bed-admit'));
  await userEvent.click(await screen.findByTestId('admit-patient'));
  await userEvent.click(await screen.findByText('Peter Jones'));
  await userEvent.type(screen.getByTestId('admit-reason'), 'Observation');
  await userEvent.click(screen.getByTestId('admit-submit'));
  expect(asked).toContainEqual({ name: 'place.admit', request: { patient_id: 'peter', bed_id: 'bed-B', visit_id: null, started_at: null, reason: 'Observation', expected_end_on: null, notes: null } });
  const form = within(await screen.findByTestId('admit-form'));
  expect(form.getByText('This patient lies in a bed already. Transfer them instead.')).toBeVisible();
  expect(form.queryByTestId('failure')).toBeNull();
  expect(asked.some((each) => each.name === 'encounters.open_visits')).toBe(false);
});

test('a transfer offers the free beds only', async () => {
  const { asked } = openWindow('/ward', {
    'session.state': () => openSession(['nurse']),
    'place.wards': () => ward(bed('A', stay), bed('B', null), bed('C', { ...stay, id: 'other', patient: peter })),
    'place.transfer': () => ({ id: 'next' }),
    ...quietOutlook,
  });
  await userEvent.click((await screen.findAllByTestId('bed-transfer'))[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId('transfer-bed'));
  expect(screen.getAllByRole('option', { hidden: true }).map((option) => option.textContent)).toEqual(['Bed B, room 11']);
  await userEvent.click(screen.getByRole('option', { hidden: true }));
  await userEvent.click(screen.getByTestId('transfer-submit'));
  expect(asked).toContainEqual({ name: 'place.transfer', request: { id: 'stay', version: 4, bed_id: 'bed-B', at: null, reason: null } });
});

test('a stay that could not be granted stands on the bed with what can be done', async () => {
  const held: Stay = { ...stay, id: 'held', version: 7, patient: peter, held_reason: 'The bed was given to Amina Yusuf before.' };
  const { asked } = openWindow('/ward', { 'session.state': () => openSession(['nurse']), 'place.wards': () => ward(bed('A', stay, { held: [held] })), 'place.correct_stay': () => ({}), ...quietOutlook });
  const note = within(await screen.findByTestId('bed-held'));
  expect(note.getByText('The bed was given to Amina Yusuf before.')).toBeVisible();
  await userEvent.click(note.getByTestId('held-strike'));
  expect(await screen.findByText(/when Peter Jones never lay in Bed A, room 11/)).toBeVisible();
  await userEvent.type(screen.getByTestId('strike-stay-reason'), 'Wrong bed');
  await userEvent.click(screen.getByTestId('strike-stay-submit'));
  expect(asked).toContainEqual({ name: 'place.correct_stay', request: { id: 'held', version: 7, reason: 'Wrong bed' } });
});

test('who only reads sees who lies where and no buttons', async () => {
  openWindow('/ward', { 'session.state': () => openSession(['pharmacist']), 'place.wards': () => ward(bed('A', stay), bed('B', null)), ...quietOutlook });
  expect(await screen.findByText('Amina Yusuf')).toBeVisible();
  for (const button of ['bed-transfer', 'bed-discharge', 'bed-admit', 'ward-admit', 'bed-more']) expect(screen.queryByTestId(button)).toBeNull();
});

test('without beds the screen says who adds them', async () => {
  openWindow('/ward', { 'session.state': () => openSession(['admin']), 'place.wards': () => [], ...quietOutlook });
  expect(await screen.findByText('No beds yet')).toBeVisible();
  expect(screen.getByTestId('ward-add-bed')).toBeEnabled();
});

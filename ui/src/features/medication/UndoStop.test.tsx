import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Chart, PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { openSession, openWindow, refusal } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const chart = (): Chart => ({
  patient: { ...amina, version: 1, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', gender: 'female', date_of_birth_precision: 'unknown', email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null },
  medicines: [{ id: 'm1', version: 7, prescription_id: 'rx', medication_text: 'Simvastatin 20 mg', dosage: '1 at night', status: 'stopped', start_on: null, end_on: null, prescriber: null, expired: false }],
  allergies: [], problems: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], record_status: 'active', flags: [], history: [], policies: [], consents: [], merged: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP',
});

beforeEach(() => dropDraft('undo-stop:m1'));

async function open(role: string, undo: () => Record<string, never>) {
  const window = openWindow('/patients/amina', { 'session.state': () => openSession([role]), 'people.chart': chart, 'medication.undo_stop': undo });
  await userEvent.click(await screen.findByText('1 earlier medicine'));
  return window;
}

test('a medicine that was stopped by mistake goes on, with the reason', async () => {
  const { asked } = await open('doctor', () => ({}));
  await userEvent.click(screen.getByTestId('medicine-undo-stop'));
  await userEvent.click(await screen.findByTestId('undo-stop-submit'));
  expect(screen.getByTestId('undo-stop-reason')).toHaveAccessibleDescription('Please say why.');
  expect(asked.map((each) => each.name)).not.toContain('medication.undo_stop');
  await userEvent.type(screen.getByTestId('undo-stop-reason'), 'It was the other one');
  await userEvent.click(screen.getByTestId('undo-stop-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.undo_stop', request: { item_id: 'm1', version: 7, reason: 'It was the other one' } }));
  expect(await screen.findByText('Simvastatin 20 mg goes on.')).toBeVisible();
});

test('a course that would be over is refused in the clinic’s words, and the reason stays typed', async () => {
  await open('doctor', () => refusal(null, 'Its course would have ended on 2026-03-11. Renew it instead.'));
  await userEvent.click(screen.getByTestId('medicine-undo-stop'));
  await userEvent.type(await screen.findByTestId('undo-stop-reason'), 'No rash');
  await userEvent.click(screen.getByTestId('undo-stop-submit'));
  expect(await screen.findByText(/Renew it instead/)).toBeVisible();
  expect(screen.getByTestId('undo-stop-reason')).toHaveValue('No rash');
});

test('what has come up against it is read before it goes on', async () => {
  const warning = 'Allergy to Simvastatin: rash.';
  const { asked } = await open('doctor', () => {
    if (asked.filter((each) => each.name === 'medication.undo_stop').length < 2) return refusal('warned', warning);
    return {};
  });
  await userEvent.click(screen.getByTestId('medicine-undo-stop'));
  await userEvent.type(await screen.findByTestId('undo-stop-reason'), 'Nothing else helps');
  await userEvent.click(screen.getByTestId('undo-stop-submit'));
  expect(await screen.findByText(warning)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'I have read this; it goes on' }));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.undo_stop', request: { item_id: 'm1', version: 7, reason: 'Nothing else helps', accept_warnings: true } }));
});

test('who may not prescribe is not offered it', async () => {
  await open('nurse', () => ({}));
  expect(screen.getByText('Simvastatin 20 mg')).toBeVisible();
  expect(screen.queryByTestId('medicine-undo-stop')).toBeNull();
});

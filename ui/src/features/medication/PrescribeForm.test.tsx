import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Chart, PatientLine } from '../../api/commands';
import { dropDraft, keepDraft } from '../../shared/forms/draft';
import { openSession, openWindow } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const chart = (): Chart => ({
  patient: { ...amina, version: 1, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', gender: 'female', date_of_birth_precision: 'unknown', email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null },
  medicines: [], allergies: [], problems: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], record_status: 'active', flags: [], history: [], policies: [], consents: [], merged: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP',
});
const plain = { medication_text: 'Codeine 30 mg', dose_amount: 1, dose_unit: 'tablet', route: 'oral', frequency_text: 'up to four times a day', dosage_text: null, is_free_text_dosage: false, duration_days: null, refills_allowed: 0, instructions: null, indication: null };
/** A draft as it was kept before a medicine could be marked as needed. */
const kept = { medication_text: 'Codeine 30 mg', in_words: false, dose_amount: 1, dose_unit: 'tablet', route: 'oral', frequency_text: 'up to four times a day', dosage_text: '', duration_days: '', quantity: 20, refills_allowed: 0, instructions: '', indication: '' };

function open() {
  return openWindow('/patients/amina', { 'session.state': () => openSession(['doctor']), 'people.chart': chart, 'medication.prescribe': () => ({ id: 'rx' }), 'medication.suggest': () => [], 'medication.check': () => ({ warnings: [], note: '' }) as never });
}

test('a medicine is prescribed as needed, counted in its unit, and nothing else in its place', async () => {
  dropDraft('prescribe:amina');
  keepDraft('prescribe:amina', { items: [kept] });
  const { asked } = open();
  await userEvent.click(await screen.findByTestId('chart-prescribe'));
  await userEvent.click(await screen.findByTestId('prescribe-as-needed'));
  await userEvent.type(screen.getByTestId('prescribe-quantity-unit'), 'tablet');
  await userEvent.click(screen.getByTestId('prescribe-only-this'));
  await userEvent.type(screen.getByTestId('prescribe-diagnosis'), 'Broken rib');
  await userEvent.type(screen.getByTestId('prescribe-notes'), 'Drives a lorry');
  await userEvent.click(screen.getByTestId('prescribe-submit'));
  const item = { ...plain, as_needed: true, quantity: 20, quantity_unit: 'tablet', substitution_allowed: false, start_on: null };
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.prescribe', request: { patient_id: 'amina', visit_id: null, items: [item], diagnosis_text: 'Broken rib', notes: 'Drives a lorry', accept_warnings: false, accept_reason: null } }));
});

test('a draft from before these fields were there is prescribed as it was typed', async () => {
  dropDraft('prescribe:amina');
  keepDraft('prescribe:amina', { items: [kept] });
  const { asked } = open();
  await userEvent.click(await screen.findByTestId('chart-prescribe'));
  await userEvent.click(await screen.findByTestId('prescribe-submit'));
  const item = { ...plain, as_needed: false, quantity: 20, quantity_unit: null, substitution_allowed: null, start_on: null };
  await waitFor(() => expect(asked.find((each) => each.name === 'medication.prescribe')?.request).toMatchObject({ items: [item], diagnosis_text: null, notes: null }));
});

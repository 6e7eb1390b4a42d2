import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Chart, PatientLine, RequestOf, ResponseOf } from '../../api/commands';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 1 };
type Item = ResponseOf<'medication.waiting'>[number];
const amoxicillin = (id: string, part: Partial<Item> = {}): Item => ({
  item_id: id, prescription_id: `rx-${id}`, patient: amina, prescribed_at: 0, medication_text: 'Amoxicillin 500 mg', dosage: '1 capsule every 8 hours', quantity: 21, quantity_unit: 'capsule', handed_out: 0, refills_left: 0, substitution_allowed: true, pharmacy_notes: null, ...part,
});
const lot = (id: string, expires_on: string, level: number, take: number, expired = false) => ({ inventory_item_id: id, name: 'Amoxicillin 500 mg', lot_number: id.toUpperCase(), expires_on, unit: 'capsule', level, expired, take });
const proposed = (part: Partial<ResponseOf<'medication.propose_lots'>> = {}): ResponseOf<'medication.propose_lots'> => ({
  quantity: 21, days_supplied: 7, refills_left: 0, short: false, lots: [lot('old', '2026-01-01', 50, 0, true), lot('soon', '2027-01-01', 12, 12), lot('late', '2028-01-01', 90, 9)], ...part,
});
const record = (id: string): ResponseOf<'medication.record'> => ({
  patient: amina, statements: [], dispensings: [], administrations: [],
  items: [{ item_id: id, version: 4, prescription_id: 'rx', renews_id: null, medication_text: 'Amoxicillin 500 mg', dosage: '', status: 'active', status_reason: null, start_on: null, end_on: null, quantity: 21, quantity_unit: 'capsule', handed_out: 0, last_handed_out_at: null, refills_allowed: 0, refills_left: 0, pharmacy_notes: null }],
});
const chart = (): Chart => ({
  patient: { ...amina, version: 1, given_name: 'Amina', middle_name: null, family_name: 'Yusuf', gender: 'female', date_of_birth_precision: 'unknown', email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null },
  allergies: [{ id: 'al', version: 1, substance_text: 'Penicillin', category: 'medication', criticality: 'high', reaction_text: 'anaphylaxis', severity: null, status: 'active', verification: null, onset_on: null, candidate: false }],
  problems: [], medicines: [], vitals: [], visits: [], visit_count: 0, results: [], procedures: [], immunizations: [], lab_orders: [], referrals: [], care_plans: [], record_status: 'active', flags: [], history: [], policies: [], consents: [], merged: [], appointments: [], invoices: [], conflicts: 0, balance_minor: 0, currency: 'GBP',
});
const duplicate = { kind: 'duplicate' as const, severity: 'moderate' as const, sentence: 'She takes Amoxicillin already.', rating: null, source: null, needs_reason: false };
const interaction = { ...duplicate, kind: 'interaction' as const, sentence: 'Amoxicillin with Methotrexate: toxicity.' };

function open(role: string, item: Item, more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/pharmacy', {
    'session.state': () => openSession([role]),
    'medication.waiting': () => [item],
    'medication.propose_lots': () => proposed(),
    'medication.check': () => ({ warnings: [interaction, duplicate], unchecked_allergies: 0, unchecked_medicines: 0, note: 'The list is not complete.' }),
    'medication.record': () => record(item.item_id),
    'people.chart': chart,
    ...more,
  });
}

test('what speaks against a medicine is read first, and it goes out from the lots that expire first', async () => {
  const { asked } = open('pharmacist', amoxicillin('a'), { 'medication.dispense': () => ({ dispensing_ids: ['d'], days_supplied: 7, refills_left: 0 }) });
  await userEvent.click(await screen.findByTestId('waiting-item'));
  expect(await screen.findByTestId('pharmacy-allergies')).toHaveTextContent('Penicillin (anaphylaxis)');
  expect(await screen.findByTestId('warning-interaction')).toHaveTextContent('Methotrexate');
  expect(screen.queryByTestId('warning-duplicate')).toBeNull();

  const lots = await screen.findAllByTestId('lot-share');
  expect(lots[0]).toHaveTextContent('Expired');
  expect(within(lots[0] as HTMLElement).queryByTestId('lot-take')).toBeNull();
  await userEvent.click(screen.getByTestId('dispense-submit'));
  await waitFor(() => expect(asked.some((each) => each.name === 'medication.dispense')).toBe(true));
  expect(asked.find((each) => each.name === 'medication.dispense')?.request).toEqual({
    prescription_item_id: 'a', quantity: 21, unit: null, days_supplied: null,
    lots: [{ inventory_item_id: 'soon', quantity: 12 }, { inventory_item_id: 'late', quantity: 9 }],
    substitution_text: null, notes: null, accept_warnings: false, accept_reason: null, no_lot_reason: null,
  });
});

test('a part is handed out from the lot one chooses, and the rest is said to stay', async () => {
  const { asked } = open('pharmacist', amoxicillin('b'), {
    'medication.propose_lots': ({ quantity }) => (quantity === 6 ? proposed({ quantity: 6, lots: [lot('soon', '2027-01-01', 12, 6), lot('late', '2028-01-01', 90, 0)] }) : proposed()),
    'medication.dispense': ({ lots }) => ((lots ?? []).reduce((sum, each) => sum + each.quantity, 0) === 6 ? { dispensing_ids: ['d'], days_supplied: 2, refills_left: 0 } : refusal(null, 'What is taken from the lots must add up to what is handed out.', 'lots')),
  });
  await userEvent.click(await screen.findByTestId('waiting-item'));
  const quantity = await screen.findByTestId('dispense-quantity');
  await userEvent.clear(quantity);
  await userEvent.type(quantity, '6');
  expect(await screen.findByTestId('dispense-rest')).toHaveTextContent('15 capsule more stay waiting');
  await waitFor(() => expect(screen.getAllByTestId('lot-take')[0]).toHaveValue('6'));

  await userEvent.type(screen.getAllByTestId('lot-take')[1] as HTMLElement, '6');
  expect(screen.getByTestId('lots-sum')).toHaveTextContent('12 of 6');
  await userEvent.click(screen.getByTestId('dispense-submit'));
  expect(await screen.findByText(/must add up/)).toBeVisible();

  await userEvent.clear(screen.getAllByTestId('lot-take')[0] as HTMLElement);
  await userEvent.click(screen.getByTestId('dispense-submit'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'medication.dispense')).toHaveLength(2));
  expect((asked.findLast((each) => each.name === 'medication.dispense')?.request as RequestOf<'medication.dispense'>).lots).toEqual([{ inventory_item_id: 'late', quantity: 6 }]);
});

test('a warning that came up since is accepted with its reason, and never without', async () => {
  const { asked } = open('pharmacist', amoxicillin('c'), {
    'medication.dispense': ({ accept_warnings, accept_reason }) => {
      if (!accept_warnings) refusal('warned', 'Amoxicillin with Methotrexate: toxicity.');
      if (!accept_reason) refusal('reason_needed', 'Say why this is handed out all the same; the doctor reads it.', 'accept_reason');
      return { dispensing_ids: ['d'], days_supplied: null, refills_left: 0 };
    },
  });
  await userEvent.click(await screen.findByTestId('waiting-item'));
  await userEvent.click(await screen.findByTestId('dispense-submit'));
  expect(await screen.findByTestId('dispense-warned')).toHaveTextContent('toxicity');
  await userEvent.click(screen.getByTestId('dispense-accept'));
  await userEvent.type(await screen.findByTestId('dispense-reason'), 'The doctor was asked');
  await userEvent.click(screen.getByTestId('dispense-accept'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'medication.dispense').map((each) => (each.request as RequestOf<'medication.dispense'>).accept_reason)).toEqual([null, null, 'The doctor was asked']));
});

test('without a lot it goes out only with a reason', async () => {
  const { asked } = open('pharmacist', amoxicillin('d'), { 'medication.propose_lots': () => proposed({ lots: [], short: true }), 'medication.dispense': () => ({ dispensing_ids: ['d'], days_supplied: 7, refills_left: 0 }) });
  await userEvent.click(await screen.findByTestId('waiting-item'));
  await userEvent.click(await screen.findByTestId('dispense-submit'));
  expect(await screen.findByText(/Say why it comes from no lot/)).toBeVisible();
  expect(asked.some((each) => each.name === 'medication.dispense')).toBe(false);
  await userEvent.type(screen.getByTestId('dispense-no-lot-reason'), 'Brought from the hospital');
  await userEvent.click(screen.getByTestId('dispense-submit'));
  await waitFor(() => expect(asked.find((each) => each.name === 'medication.dispense')?.request).toMatchObject({ lots: null, no_lot_reason: 'Brought from the hospital' }));
});

test('a doctor puts a medicine on hold by the version of the record, and hands nothing out', async () => {
  const { asked } = open('doctor', amoxicillin('e'), { 'medication.hold': () => ({}) });
  await userEvent.click(await screen.findByTestId('waiting-item'));
  await userEvent.click(await screen.findByTestId('pharmacy-hold'));
  await userEvent.type(await screen.findByTestId('hold-reason'), 'Rash');
  await userEvent.click(screen.getByTestId('hold-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.hold', request: { item_id: 'e', version: 4, reason: 'Rash' } }));
  expect(screen.queryByTestId('dispense-form')).toBeNull();
});

test('what was handed out by mistake is undone with its reason, and the struck entry stays in sight', async () => {
  const line: ResponseOf<'medication.dispensed'>[number] = { id: 'd1', prescription_item_id: 'a', patient: amina, medication_text: 'Amoxicillin 500 mg', dispensed_at: Date.now() * 1000, dispensed_by: 'Pilar Soto', quantity: 21, unit: 'capsule', lot_number: 'SOON', days_supplied: 7, substitution_text: null, despite_text: null, no_lot_reason: null, correction_reason: null, struck: false };
  let lines = [line];
  const { asked } = open('pharmacist', amoxicillin('f'), { 'medication.dispensed': () => lines, 'medication.correct_dispensing': () => ({ id: 'd2' }) });
  await userEvent.click(await screen.findByText('Handed out'));
  await userEvent.click(await screen.findByTestId('dispensed-undo'));
  const form = within(await screen.findByTestId('correct-form'));
  expect(form.getByText(/21 capsule goes back into the stock/)).toBeVisible();
  await userEvent.click(form.getByTestId('correct-submit'));
  expect(asked.some((each) => each.name === 'medication.correct_dispensing')).toBe(false);
  await userEvent.type(form.getByTestId('correct-reason'), 'Never left the counter');
  await userEvent.click(form.getByTestId('correct-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.correct_dispensing', request: { dispensing_id: 'd1', quantity: 0, inventory_item_id: null, days_supplied: null, reason: 'Never left the counter' } }));
  lines = [{ ...line, id: 'd2', quantity: 0, correction_reason: 'Never left the counter' }, { ...line, struck: true }];
  await tablesChanged('dispensings');
  expect(await screen.findByText('replaced by a correction')).toBeVisible();
  expect(screen.queryByTestId('dispensed-undo')).toBeNull();
});

test('an empty counter says how prescriptions come to it', async () => {
  openWindow('/pharmacy', { 'session.state': () => openSession(['pharmacist']), 'medication.waiting': () => [] });
  expect(await screen.findByText('No prescription waits')).toBeVisible();
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { openSession, openWindow, refusal } from '../../test/window';

type Stock = ResponseOf<'medication.stock'>;
const lot = (id: string, name: string, part: Partial<Stock['lots'][number]> = {}): Stock['lots'][number] => ({
  id, version: 3, medication_id: name, name, lot_number: id.toUpperCase(), expires_on: '2030-01-31', unit: 'tablet', location: 'Shelf A', minimum_quantity: 20, lead_time_days: 5, unit_cost_minor: 120, currency: 'GBP', supplier: 'Harbour Wholesale', notes: 'Keep dry.', is_active: true, level: 30, expired: false, expiring: false, ...part,
});
const medicine = (name: string, level: number, due: boolean | null): Stock['medicines'][number] => ({
  medication_id: name, name, unit: 'tablet', level,
  reorder: { due, threshold: 20, basis: 'computed', mean_per_day: 2, deviation: 1, lead_time_days: 5, days: 90, reasons: ['2 a day on average over 90 days.'] },
});
const stock = (): Stock => ({
  lots: [lot('m1', 'Metformin 850 mg', { expiring: true, level: 12 }), lot('m2', 'Metformin 850 mg', { location: 'Store room', level: 5 }), lot('a1', 'Amlodipine 5 mg', { level: 200 }), lot('w1', 'Warfarin 5 mg', { expired: true, expires_on: '2026-01-31', level: 7 })],
  medicines: [medicine('Metformin 850 mg', 17, true), medicine('Amlodipine 5 mg', 200, false), medicine('Warfarin 5 mg', 0, null)],
  expiring_within_days: 90, more: false,
});

function open(role: string, more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/stock', { 'session.state': () => openSession([role]), 'medication.stock': stock, ...more });
}
const row = async (name: string) => {
  const found = (await screen.findAllByTestId('stock-row')).find((each) => each.textContent.includes(name));
  if (!found) throw new Error(`${name} is not in the list`);
  return found;
};

test('what is low and what expires is found, and a lot shows where it lies', async () => {
  open('pharmacist');
  expect(await row('Metformin')).toHaveTextContent('17 tablet');
  expect(within(await row('Metformin')).getByTestId('stock-order')).toBeVisible();
  await userEvent.click(screen.getByText('Expiring (2)'));
  expect(screen.getAllByTestId('stock-row').map((each) => each.textContent.slice(0, 8))).toEqual(['Metformi', 'Warfarin']);
  await userEvent.click(screen.getByText('To order (1)'));
  expect(screen.getAllByTestId('stock-row')).toHaveLength(1);
  await userEvent.click(await row('Metformin'));
  const lots = screen.getAllByTestId('stock-lot');
  expect(lots[0]).toHaveTextContent('Expires soon');
  expect(lots[1]).toHaveTextContent('Store room');
  expect(screen.getByTestId('stock-statement')).toHaveTextContent('2 a day on average over 90 days.');
  expect(screen.getByTestId('stock-statement')).toHaveTextContent('8 days');
});

test('a search by lot finds the thing and still tells all that is on hand', async () => {
  const { asked } = open('pharmacist');
  await row('Metformin');
  await userEvent.type(screen.getByTestId('stock-search'), 'm2');
  expect(screen.getAllByTestId('stock-row')).toHaveLength(1);
  expect(await row('Metformin')).toHaveTextContent('17 tablet');
  expect(asked.filter((each) => each.name === 'medication.stock').every((each) => (each.request as { query: string | null }).query === null)).toBe(true);
});

test('counting needs its reason, and what the clinic refuses stands at the field', async () => {
  const { asked } = open('pharmacist', { 'medication.count_stock': ({ counted }) => (counted > 100 ? refusal(null, 'That is more than ever came.', 'counted') : { id: 'mv', level: counted }) });
  await userEvent.click(await row('Amlodipine'));
  await userEvent.click(screen.getByTestId('lot-actions'));
  await userEvent.click(await screen.findByTestId('lot-count'));
  expect(await screen.findByText(/By the record 200 tablet is left/)).toBeVisible();
  await userEvent.type(screen.getByTestId('move-quantity'), '190');
  await userEvent.click(screen.getByTestId('move-submit'));
  expect(await screen.findByText('Say why.')).toBeVisible();
  await userEvent.type(screen.getByTestId('move-reason'), 'Monthly count');
  await userEvent.click(screen.getByTestId('move-submit'));
  expect(await screen.findByText('That is more than ever came.')).toBeVisible();
  expect(screen.getByTestId('move-quantity')).toBeInvalid();
  expect(screen.queryByTestId('failure')).toBeNull();
  await userEvent.clear(screen.getByTestId('move-quantity'));
  await userEvent.type(screen.getByTestId('move-quantity'), '0');
  await userEvent.click(screen.getByTestId('move-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.count_stock', request: { inventory_item_id: 'a1', counted: 0, reason: 'Monthly count' } }));
  expect(await screen.findByText(/lot A1: 0 tablet left/)).toBeVisible();
});

test('stock goes to another site than this one, and an expired lot goes nowhere but out', async () => {
  const site = (id: string, name: string): ResponseOf<'organization.sites'>[number] => ({ id, version: 1, name, code: null, kind: null, time_zone: 'Europe/London', currency: 'GBP', address_line: null, city: null, state: null, postal_code: null, country: null, phone: null, email: null, is_active: true });
  const { asked } = open('pharmacist', { 'organization.sites': () => [site('s', 'Canal Street'), site('h', 'Harbour')], 'medication.transfer_stock': () => ({ level: 190, to_inventory_item_id: 'x' }) });
  await userEvent.click(await row('Amlodipine'));
  await userEvent.click(screen.getByTestId('lot-actions'));
  await userEvent.click(await screen.findByTestId('lot-transfer'));
  await userEvent.click(await screen.findByTestId('move-site'));
  const options = await screen.findAllByRole('option', { hidden: true });
  expect(options.map((each) => each.textContent)).toEqual(['Harbour']);
  await userEvent.click(options[0] as HTMLElement);
  await userEvent.type(screen.getByTestId('move-quantity'), '10');
  await userEvent.type(screen.getByTestId('move-reason'), 'They ran out');
  await userEvent.click(screen.getByTestId('move-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.transfer_stock', request: { inventory_item_id: 'a1', to_site_id: 'h', quantity: 10, reason: 'They ran out' } }));

  await userEvent.click(await row('Warfarin'));
  await userEvent.click(screen.getByTestId('lot-actions'));
  await screen.findByTestId('lot-expire');
  expect(screen.queryByTestId('lot-transfer')).toBeNull();
});

test('a lot is taken in as its label says, and one that is here already is told at its number', async () => {
  let known = true;
  const { asked } = open('pharmacist', {
    'medication.medicines': () => [{ id: 'para', version: 1, label: 'Paracetamol 500 mg tablet', name: 'Paracetamol', strength: '500 mg', form: 'tablet', unit: 'tablet', code_system: null, code: null, ingredients: [], classes: [], default_dose_text: null, notes: null, is_active: true }],
    'medication.add_lot': () => (known ? refusal(null, 'This lot is in stock here already. Note what came as received of it.', 'lot_number') : { id: 'new' }),
  });
  await userEvent.click(await screen.findByTestId('stock-take-in'));
  await userEvent.type(await screen.findByTestId('lot-name'), 'para');
  await userEvent.click(await screen.findByText('Paracetamol 500 mg tablet'));
  await userEvent.type(screen.getByTestId('lot-number'), 'PC-9');
  await userEvent.type(screen.getByTestId('lot-expires'), '04/2028');
  await userEvent.type(screen.getByTestId('lot-received'), '500');
  expect(screen.getByTestId('lot-unit')).toHaveValue('tablet');
  await userEvent.click(screen.getByTestId('lot-submit'));
  expect(await screen.findByText(/in stock here already/)).toBeVisible();
  known = false;
  await userEvent.click(screen.getByTestId('lot-submit'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'medication.add_lot')).toHaveLength(2));
  expect(asked.findLast((each) => each.name === 'medication.add_lot')?.request).toMatchObject({ name: 'Paracetamol 500 mg tablet', medication_id: 'para', lot_number: 'PC-9', expires_on: '2028-04-30', unit: 'tablet', received: 500 });
});

test('the administrator sets how early the clinic is warned, within what is allowed', async () => {
  const { asked } = open('admin', { 'medication.set_expiry_warning': ({ days }) => (days > 730 ? refusal(null, 'The days must lie between 0 and 730.', 'days') : {}) });
  await userEvent.click(await screen.findByTestId('expiry-warning'));
  const days = await screen.findByTestId('expiry-warning-days');
  await userEvent.clear(days);
  await userEvent.type(days, '800');
  await userEvent.click(screen.getByTestId('expiry-warning-submit'));
  await screen.findByText(/between 0 and 730/);
  await userEvent.clear(days);
  await userEvent.type(days, '60');
  await userEvent.click(screen.getByTestId('expiry-warning-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.set_expiry_warning', request: { days: 60 } }));
});

test('a nurse notes what is spoilt and keeps no stock', async () => {
  open('nurse');
  await userEvent.click(await row('Amlodipine'));
  expect(screen.queryByTestId('stock-take-in')).toBeNull();
  expect(screen.queryByTestId('expiry-warning')).toBeNull();
  await userEvent.click(screen.getByTestId('lot-actions'));
  await screen.findByTestId('lot-waste');
  expect(screen.queryByTestId('lot-receive')).toBeNull();
});

test('empty shelves say how something comes onto them', async () => {
  open('pharmacist', { 'medication.stock': () => ({ lots: [], medicines: [], expiring_within_days: 90, more: false }) });
  expect(await screen.findByText('Nothing is kept here yet')).toBeVisible();
});

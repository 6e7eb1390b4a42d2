import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Price } from '../../api/commands';
import { addDays, dateAt, nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { openSession, openWindow, refusal } from '../../test/window';

const today = dateAt(nowMicros(), 'Europe/London');
const consultation: Price = { id: 'price', version: 1, site_id: null, code: '99213', code_system: 'http://www.ama-assn.org/go/cpt', description: 'Consultation', unit_price_minor: 4500, currency: 'GBP', valid_from_on: '2026-01-01', valid_until_on: null };

function openPrices(prices: readonly Price[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/prices', { 'session.state': () => openSession(['finance']), 'organization.sites': () => [], 'billing.prices': () => [...prices], ...more });
}

test('a price is replaced from a day on', async () => {
  const { asked } = openPrices([consultation], { 'billing.replace_price': () => ({ id: 'new' }) });
  await userEvent.click(await screen.findByTestId('price-menu'));
  await userEvent.click(await screen.findByTestId('price-replace'));
  expect(await screen.findByText(/Consultation costs £45.00 since/)).toBeVisible();
  await userEvent.clear(screen.getByTestId('price-amount'));
  await userEvent.type(screen.getByTestId('price-amount'), '48.50');
  await userEvent.click(screen.getByTestId('price-replace-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.replace_price', request: { id: 'price', version: 1, unit_price_minor: 4850, valid_from_on: today } }));
});

test('a price that has not begun is withdrawn by ending it before it begins', async () => {
  const tomorrow = addDays(today, 1);
  const { asked } = openPrices([{ ...consultation, valid_from_on: tomorrow }], { 'billing.end_price': () => ({}) });
  await userEvent.click(await screen.findByTestId('price-menu'));
  await userEvent.click(await screen.findByTestId('price-end'));
  await userEvent.click(await screen.findByRole('button', { name: 'Withdraw it' }));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.end_price', request: { id: 'price', version: 1, valid_until_on: today } }));
});

test('a price that is there already is told at the day, and the typing stays', async () => {
  const { asked } = openPrices([], { 'billing.add_price': () => refusal(null, 'There is a price for this already on one of these days.', 'valid_from_on') });
  expect(await screen.findByText('No prices yet')).toBeVisible();
  await userEvent.keyboard('n');
  await userEvent.type(await screen.findByTestId('price-description'), 'Consultation');
  await userEvent.type(screen.getByTestId('price-amount'), '45');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('price-add-submit'));
  await waitFor(() => expect(asked).toContainEqual({
    name: 'billing.add_price',
    request: { site_id: null, description: 'Consultation', code: null, code_system: null, unit_price_minor: 4500, currency: 'GBP', valid_from_on: today, valid_until_on: null },
  }));
  expect(await screen.findByText('There is a price for this already on one of these days.')).toBeVisible();
  expect(screen.getByTestId('price-description')).toHaveValue('Consultation');
});

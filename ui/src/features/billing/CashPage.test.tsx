import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { CashBox, NotedPayment } from '../../api/commands';
import { nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { amina } from '../../test/money';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const box: CashBox = { id: 'box', version: 0, opened_by: 'ruth', opened_by_name: 'Ruth Adeyemi', opened_at: nowMicros(), opening_float_minor: 10000, currency: 'GBP', taken_minor: 5000, returned_minor: 300, expected_minor: 14700, closed_at: null, counted_minor: null, expected_at_close_minor: null, difference_reason: null };
const paid: NotedPayment = { patient: amina, id: 'paid', invoice_id: 'bill', invoice_number: 'R-1', received_at: nowMicros(), received_by: 'Ruth Adeyemi', kind: 'payment', amount_minor: 22000, currency: 'GBP', method: 'cash', payer_kind: 'patient', payer_text: null, reference: null, corrects_id: null, correction_reason: null, is_corrected: false };

function openCashScreen(roles: string[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/cash', {
    'session.state': () => openSession(roles),
    'organization.sites': () => [],
    'billing.cash': () => ({ open: box }),
    'billing.day_close': ({ on }) => ({ on, site_id: 's', methods: [], boxes: [] }),
    'billing.payments': () => ({ payments: [], next: null }),
    ...more,
  });
}

test('a box that does not add up is closed only with a reason', async () => {
  const { asked } = openCashScreen(['receptionist'], { 'billing.close_cash': () => ({ expected_minor: 14700, counted_minor: 14000, difference_minor: -700 }) });
  const mine = within(await screen.findByTestId('my-cash'));
  expect(mine.getByTestId('cash-expected')).toHaveTextContent('£147.00');
  await userEvent.type(mine.getByTestId('cash-counted'), '140');
  expect(mine.getByTestId('cash-difference')).toHaveTextContent('£7.00 too little');
  await userEvent.click(mine.getByTestId('cash-close-submit'));
  expect(mine.getByText('Count again, or say where the difference comes from.')).toBeVisible();
  expect(asked.some((each) => each.name === 'billing.close_cash')).toBe(false);
  await userEvent.type(mine.getByTestId('cash-reason'), 'a note was torn');
  await userEvent.click(mine.getByTestId('cash-close-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.close_cash', request: { id: 'box', version: 0, counted_minor: 14000, difference_reason: 'a note was torn', notes: null } }));
  await expectAccessible();
});

test('money that came in while one counted is told at the reason', async () => {
  openCashScreen(['receptionist'], { 'billing.close_cash': () => refusal(null, '150.00 GBP should be in the box. Count again, or say where the difference comes from.', 'difference_reason') });
  const mine = within(await screen.findByTestId('my-cash'));
  await userEvent.type(mine.getByTestId('cash-counted'), '147');
  expect(mine.getByTestId('cash-difference')).toHaveTextContent('Exactly right');
  await userEvent.click(mine.getByTestId('cash-close-submit'));
  expect(await mine.findByText(/150.00 GBP should be in the box/)).toBeVisible();
});

test('without an open box one is opened with what lies in it', async () => {
  let open: CashBox | null = null;
  const { asked } = openCashScreen(['receptionist'], {
    'billing.cash': () => ({ open }),
    'billing.open_cash': () => {
      open = box;
      return { id: 'box' };
    },
  });
  await userEvent.type(await screen.findByTestId('cash-float'), '100');
  await userEvent.click(screen.getByTestId('cash-open-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.open_cash', request: { opening_float_minor: 10000, notes: null } }));
  await tablesChanged('cash_sessions');
  expect(await screen.findByTestId('cash-counted')).toBeVisible();
});

test('the day adds up by method, and finance closes a box that was left open', async () => {
  const other: CashBox = { ...box, id: 'left', version: 4, opened_by: 'nuria', opened_by_name: 'Nuria Prat', expected_minor: 5000 };
  const { asked } = openCashScreen(['finance'], {
    'billing.day_close': ({ on }) => ({
      on, site_id: 's', boxes: [box, other],
      methods: [{ method: 'cash', currency: 'GBP', payments: 3, payments_minor: 5000, refunds: 1, refunds_minor: 300, net_minor: 4700 }, { method: 'credit_card', currency: 'GBP', payments: 1, payments_minor: 700, refunds: 0, refunds_minor: 0, net_minor: 700 }],
    }),
    'billing.close_cash': () => ({ expected_minor: 5000, counted_minor: 5000, difference_minor: 0 }),
  });
  expect(await screen.findByTestId('day-total')).toHaveTextContent('£54.00');
  await userEvent.click(screen.getByTestId('box-close'));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByTestId('cash-counted'), '50');
  await userEvent.click(dialog.getByTestId('cash-close-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.close_cash', request: { id: 'left', version: 4, counted_minor: 5000, difference_reason: null, notes: null } }));
});

test('a payment that was typed wrongly is corrected, and the wrong one offers nothing more', async () => {
  const { asked } = openCashScreen(['receptionist'], {
    'billing.payments': () => ({ payments: [{ ...paid, id: 'right', corrects_id: 'wrong' }, { ...paid, id: 'wrong', is_corrected: true }], next: null }),
    'billing.correct_payment': () => ({ id: 'new' }),
  });
  expect(await screen.findAllByTestId('day-payment')).toHaveLength(2);
  await userEvent.click(screen.getByTestId('payment-correct'));
  const amount = await screen.findByTestId('correct-amount');
  await userEvent.clear(amount);
  await userEvent.type(amount, '20');
  await userEvent.type(screen.getByTestId('correct-reason'), 'a nought too many');
  await userEvent.click(screen.getByTestId('correct-payment-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.correct_payment', request: { id: 'right', amount_minor: 2000, method: null, reason: 'a nought too many' } }));
});

test('totals over time are for those who see them, and payers have no invoices', async () => {
  openCashScreen(['finance'], {
    'billing.revenue': ({ by }) => ({ covers: { sites: [], limits: null }, totals: [{ group: by === 'payer' ? 'Bupa' : '2026-11-03', currency: 'GBP', billed_minor: by === 'payer' ? 0 : 9000, received_minor: 7000 }] }),
  });
  await userEvent.click(await screen.findByTestId('cash-tab-revenue'));
  const row = await screen.findByTestId('revenue-row');
  expect(row).toHaveTextContent('£90.00');
  expect(row).toHaveTextContent('£70.00');
  await userEvent.click(screen.getByRole('radio', { name: 'Who paid' }));
  expect(await screen.findByText('Bupa')).toBeVisible();
  expect(screen.getByTestId('revenue-row')).not.toHaveTextContent('£0.00');
});

test('the desk sees no totals over time', async () => {
  openCashScreen(['receptionist']);
  expect(await screen.findByTestId('my-cash')).toBeVisible();
  expect(screen.queryByTestId('cash-tab-revenue')).toBeNull();
  expect(await screen.findByText('No money moved on this day')).toBeVisible();
});

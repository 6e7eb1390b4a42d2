import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Invoice } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { invoice } from '../../test/money';
import { openSession, openWindow, refusal } from '../../test/window';

function openInvoice(shown: Invoice, roles: string[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/invoices/bill', { 'session.state': () => openSession(roles), 'billing.invoice': () => shown, ...more });
}

test('a claim is drafted on the policy that pays, with what it is likely to pay', async () => {
  const share = { covered_minor: 6000, deductible_left_minor: 0, deductible_minor: 0, copay_minor: 0 };
  const { asked } = openInvoice(invoice, ['finance'], {
    'billing.split': () => ({
      invoice_id: 'bill', patient_id: 'amina', currency: 'GBP', total_minor: 6000, patient_minor: 1500, assumptions: [],
      policies: [
        { ...share, insurance_policy_id: 'old', insurer_name: 'Old Mutual', coverage_rank: 'primary', insurer_minor: 0, not_used_because: 'The policy has ended.' },
        { ...share, insurance_policy_id: 'policy', insurer_name: 'Bupa', coverage_rank: 'secondary', insurer_minor: 4500, not_used_because: null },
      ],
    }),
    'billing.draft_claim': () => refusal(null, 'This invoice is claimed from this policy already.', 'insurance_policy_id'),
  });
  await userEvent.click(await screen.findByTestId('claim-draft'));
  expect(await screen.findByText('The policy has ended.')).toBeVisible();
  expect(screen.getByTestId('claim-claimed')).toHaveValue('45.00');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('claim-draft-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.draft_claim', request: { invoice_id: 'bill', insurance_policy_id: 'policy', claimed_minor: 4500, notes: null } }));
  expect(await screen.findByText('This invoice is claimed from this policy already.')).toBeVisible();
});

test('an invoice is voided by name and with a reason; a refusal stays in the window', async () => {
  const { asked } = openInvoice(invoice, ['finance'], { 'billing.void_invoice': () => refusal(null, 'Money was taken on this invoice, so it cannot be void.') });
  await userEvent.click(await screen.findByTestId('invoice-more'));
  await userEvent.click(await screen.findByTestId('invoice-void'));
  expect(await screen.findByText(/Invoice R-1 for Amina Yusuf \(£60.00\) is void/)).toBeVisible();
  await userEvent.type(screen.getByTestId('void-reason'), 'written twice');
  await userEvent.click(screen.getByTestId('void-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.void_invoice', request: { id: 'bill', version: 3, reason: 'written twice' } }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Money was taken on this invoice');
});

test('money goes back to whoever paid, and one says whether it is still owed', async () => {
  const { asked } = openInvoice(invoice, ['receptionist'], { 'billing.refund': () => ({ id: 'refund' }) });
  await userEvent.click(await screen.findByTestId('invoice-refund'));
  await userEvent.type(screen.getByTestId('refund-amount'), '20');
  await choose('refund-payer', 'Somebody else');
  await userEvent.type(screen.getByTestId('refund-text'), 'wrong card');
  await userEvent.click(screen.getByTestId('refund-still-owed'));
  await userEvent.click(screen.getByTestId('refund-submit'));
  expect(await screen.findByText(/Say who it is/)).toBeVisible();
  await userEvent.type(screen.getByTestId('refund-payer-name'), 'Hassan Yusuf, brother');
  await userEvent.click(screen.getByTestId('refund-submit'));
  await waitFor(() => expect(asked).toContainEqual({
    name: 'billing.refund',
    request: { invoice_id: 'bill', amount_minor: 2000, method: 'cash', payer_kind: 'other', payer_text: 'Hassan Yusuf, brother', reason: 'wrong card', still_owed: true },
  }));
});

test('a payment is corrected where it stands, and what was replaced counts no more but stays', async () => {
  const wrong = { id: 'wrong', kind: 'payment', amount_minor: 22000, method: 'cash', payer_kind: 'patient', payer_text: null, received_at: 1, received_by: null, reference: null, notes: null, corrects_id: null, correction_reason: null };
  const { asked } = openInvoice({ ...invoice, corrected_payments: [wrong] }, ['receptionist'], { 'billing.correct_payment': () => ({ id: 'new' }) });
  expect(await screen.findByTestId('payment-replaced')).toHaveTextContent('counts no more');
  await userEvent.click(within(screen.getByTestId('payment')).getByTestId('payment-correct'));
  await screen.findByTestId('correct-method');
  await choose('correct-method', 'Credit card');
  await userEvent.type(screen.getByTestId('correct-reason'), 'paid by card');
  await userEvent.click(screen.getByTestId('correct-payment-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.correct_payment', request: { id: 'paid', amount_minor: 2000, method: 'credit_card', reason: 'paid by card' } }));
});

test('what looks wrong is a proposal that a person answers', async () => {
  const { asked } = openInvoice({ ...invoice, looks_wrong: true, error_text: 'The consultation stands on invoice R-0 as well.' }, ['finance'], { 'billing.dismiss_error': () => ({}) });
  expect(await screen.findByTestId('invoice-findings')).toHaveTextContent('R-0');
  await userEvent.click(screen.getByTestId('finding-dismiss'));
  await userEvent.type(await screen.findByTestId('finding-reason'), 'two visits on one day');
  await userEvent.click(screen.getByTestId('finding-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.dismiss_error', request: { id: 'bill', version: 3, reason: 'two visits on one day' } }));
});

test('the desk takes money and issues nothing', async () => {
  openInvoice({ ...invoice, status: 'draft', number: null, payment_state: null }, ['receptionist']);
  expect(await screen.findByTestId('invoice')).toBeVisible();
  expect(screen.queryByTestId('invoice-issue')).toBeNull();
  expect(screen.queryByTestId('invoice-more')).toBeNull();
});

test('a draft takes another line from the price list, in parts of an hour', async () => {
  const line = { id: 'line', version: 5, service_on: '2026-11-01', description: 'Dressing', procedure_code: null, diagnosis_code: null, quantity: 1, unit_price_minor: 1800, amount_minor: 1800 };
  const { asked } = openInvoice({ ...invoice, status: 'draft', number: null, payment_state: null, payments: [], lines: [line] }, ['finance'], {
    'billing.prices': () => [{ id: 'price', version: 1, site_id: null, code: '97110', code_system: null, description: 'Physiotherapy, hour', unit_price_minor: 917, currency: 'GBP', valid_from_on: '2026-01-01', valid_until_on: null }],
    'billing.add_line': () => refusal(null, 'This code groups others and cannot be billed.', 'diagnosis_code'),
    'billing.change_line': () => ({ id: 'line', warnings: [] }),
  });
  // The only line of an invoice is not removed.
  expect(await screen.findByTestId('line-change')).toBeVisible();
  expect(screen.queryByTestId('line-remove')).toBeNull();
  await userEvent.click(screen.getByTestId('line-add'));
  await choose('line-description', 'Physiotherapy, hour');
  await userEvent.clear(screen.getByTestId('line-quantity'));
  await userEvent.type(screen.getByTestId('line-quantity'), '1.5');
  expect(screen.getByTestId('line-amount')).toHaveTextContent('£13.76');
  await userEvent.click(screen.getByTestId('line-submit'));
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'billing.add_line',
      request: { invoice_id: 'bill', line: { description: 'Physiotherapy, hour', quantity: 1.5, unit_price_minor: 917, procedure_code: '97110', diagnosis_code: null } },
    }),
  );
  expect(await screen.findByText('This code groups others and cannot be billed.')).toBeVisible();

  await userEvent.keyboard('{Escape}');
  await userEvent.click(screen.getByTestId('line-change'));
  await userEvent.clear(await screen.findByTestId('line-price'));
  await userEvent.type(screen.getByTestId('line-price'), '20');
  await userEvent.click(screen.getByTestId('line-submit'));
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'billing.change_line',
      request: { id: 'line', version: 5, line: { description: 'Dressing', quantity: 1, unit_price_minor: 2000, procedure_code: null, diagnosis_code: null, service_on: '2026-11-01' } },
    }),
  );
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { InvoiceLine } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { amina, bill } from '../../test/money';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const peter = { ...amina, id: 'peter', mrn: 'RH-2', display_name: 'Peter Jones' };
const nothing = { current_minor: 0, late_30_minor: 0, late_60_minor: 0, late_90_minor: 0, late_more_minor: 0, total_minor: 0 };
const covers = { sites: [{ id: 's', name: 'Canal Street' }], limits: null };
const ageing = {
  on: '2026-11-28', covers,
  totals: [{ currency: 'GBP', ...nothing, current_minor: 1000, late_more_minor: 3000, total_minor: 4000 }],
  payers: [{ insurer_name: null, currency: 'GBP', ...nothing, current_minor: 1000, total_minor: 1000 }, { insurer_name: 'Bupa', currency: 'GBP', ...nothing, late_more_minor: 3000, total_minor: 3000 }],
  patients: [{ patient: amina, currency: 'GBP', ...nothing, late_more_minor: 3000, total_minor: 3000 }, { patient: peter, currency: 'GBP', ...nothing, current_minor: 1000, total_minor: 1000 }],
};

test('a bucket narrows the patients to those who are as late as that', async () => {
  openWindow('/balances', { 'session.state': () => openSession(['finance']), 'billing.ageing': () => ageing });
  const patients = within(await screen.findByTestId('ageing-patients'));
  expect(patients.getAllByTestId('aged-row')).toHaveLength(2);
  await userEvent.click(screen.getByTestId('bucket-late_more_minor'));
  expect(patients.getAllByTestId('aged-row')).toHaveLength(1);
  expect(patients.getByText('Amina Yusuf')).toBeVisible();
  expect(screen.getByTestId('bucket-late_more_minor')).toHaveTextContent('75 %');
  expect(within(screen.getByTestId('ageing-payers')).getByText('Bupa')).toBeVisible();
  await expectAccessible();
});

test('what will not be paid is written off with a reason, and can be asked for again', async () => {
  let stored: InvoiceLine = bill;
  const { asked } = openWindow('/balances', {
    'session.state': () => openSession(['finance']),
    'billing.ageing': () => ageing,
    // The search answers a namesake's invoice as well.
    'billing.invoices': () => [stored, { ...bill, id: 'other', number: 'R-9', patient: peter }],
    'billing.credit': () => ({ patient_id: 'amina', invoices: [], totals: [] }),
    'billing.write_off': () => {
      stored = { ...bill, version: 4, status: 'written_off', payment_state: null, due_minor: 0, written_off_minor: 4000 };
      return { written_off_minor: 4000 };
    },
    'billing.undo_write_off': () => ({}),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Open the account of Amina Yusuf' }));
  const account = within(await screen.findByTestId('patient-account'));
  expect(await account.findAllByTestId('account-invoice')).toHaveLength(1);
  await userEvent.click(account.getByTestId('write-off'));
  expect(account.getByText(/£40.00 of invoice R-1 is given up/)).toBeVisible();
  await userEvent.click(account.getByTestId('write-off-submit'));
  expect(account.getByText('Please say why.')).toBeVisible();
  await userEvent.type(account.getByTestId('write-off-reason'), 'moved abroad');
  await userEvent.click(account.getByTestId('write-off-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.write_off', request: { id: 'bill', version: 3, reason: 'moved abroad' } }));

  await tablesChanged('invoices');
  await userEvent.click(await account.findByTestId('undo-write-off'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.undo_write_off', request: { id: 'bill', version: 4 } }));
});

test('a credit pays another invoice of the patient, at most what is owed there', async () => {
  const { asked } = openWindow('/balances', {
    'session.state': () => openSession(['receptionist']),
    'billing.ageing': () => ageing,
    'billing.invoices': () => [bill],
    'billing.credit': () => ({ patient_id: 'amina', invoices: [{ invoice_id: 'old', number: 'R-0', status: 'issued', currency: 'GBP', credit_minor: 9000 }], totals: [] }),
    'billing.apply_credit': () => refusal(null, 'Less is owed on the invoice that the credit shall pay.', 'amount_minor'),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Open the account of Amina Yusuf' }));
  await userEvent.click(await screen.findByTestId('credit-use'));
  const amount = screen.getByTestId('credit-amount');
  expect(amount).toHaveValue('40.00');
  await userEvent.clear(amount);
  await userEvent.type(amount, '41');
  await userEvent.click(screen.getByTestId('credit-submit'));
  expect(screen.getByText('At most £40.00.')).toBeVisible();
  await userEvent.clear(amount);
  await userEvent.type(amount, '15');
  await userEvent.click(screen.getByTestId('credit-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.apply_credit', request: { from_invoice_id: 'old', to_invoice_id: 'bill', amount_minor: 1500 } }));
  // The clinic knows better what is owed by now, and its sentence stands at the amount.
  expect(await screen.findByText('Less is owed on the invoice that the credit shall pay.')).toBeVisible();
  expect(screen.queryByTestId('write-off')).toBeNull();
});

test('balances by patient come page by page', async () => {
  const balance = { patient: amina, currency: 'GBP', due_minor: 4000, credit_minor: 0, invoices: 1 };
  openWindow('/balances', {
    'session.state': () => openSession(['finance']),
    'billing.ageing': () => ageing,
    'billing.open_balances': ({ after_patient_id }) =>
      after_patient_id === null ? { balances: [balance], next_after_patient_id: 'amina', covers } : { balances: [{ ...balance, patient: peter, due_minor: 0, credit_minor: 500, invoices: 0 }], next_after_patient_id: null, covers },
  });
  await userEvent.click(await screen.findByRole('radio', { name: 'By patient' }));
  expect(await screen.findAllByTestId('balance-row')).toHaveLength(1);
  await userEvent.click(screen.getByTestId('balances-more'));
  expect(await screen.findByText('Peter Jones')).toBeVisible();
  expect(screen.queryByTestId('balances-more')).toBeNull();
  await userEvent.click(screen.getByTestId('credits-only'));
  expect(screen.getAllByTestId('balance-row')).toHaveLength(1);
});

test('a PC that holds only a part says so', async () => {
  openWindow('/balances', { 'session.state': () => openSession(['finance']), 'billing.ageing': () => ({ ...ageing, totals: [], payers: [], patients: [], covers: { ...covers, limits: 'Only Canal Street is counted.' } }) });
  expect(await screen.findByText('Only Canal Street is counted.')).toBeVisible();
  expect(screen.getByText('Nobody owes anything')).toBeVisible();
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../test/accessible';
import { invoice } from '../../test/money';
import { openSession, openWindow, refusal } from '../../test/window';

const amina = invoice.patient;

test('a visit without a bill gets one from what was done, and a refused line is shown at its field', async () => {
  const { asked } = openWindow('/invoices', {
    'session.state': () => openSession(['finance']),
    'billing.invoices': () => [],
    'billing.visits_to_bill': () => ({ since: '2026-01-01', older: null, visits: [{ id: 'visit', patient: amina, practitioner: 'Dr Okafor', started_at: 1_780_000_000_000_000, kind: 'routine', signed: false }] }),
    'billing.suggest_lines': () => ({
      visit_id: 'visit', patient_id: amina.id, currency: 'GBP', service_on: '2026-05-28', diagnoses: [{ code: 'J45.40', description: 'Asthma' }], invoices: [],
      lines: [
        { kind: 'consultation', description: 'Consultation', quantity: 1, unit_price_minor: 4500, procedure_code: null, procedure_code_system: null, diagnosis_code: 'J45.40', price_id: null },
        { kind: 'laboratory', description: 'Blood count', quantity: 1, unit_price_minor: 1200, procedure_code: '58410-2', procedure_code_system: 'http://loinc.org', diagnosis_code: null, price_id: 'p' },
      ],
      unpriced: [{ kind: 'procedure', description: 'Ear syringing', code: null, quantity: 1 }],
    }),
    'billing.create_invoice': () => {
      throw { code: null, sentence: 'Line 2: The price of a line must not be below 0.', field: 'unit_price_minor', line: 2 };
    },
  });
  await userEvent.click(within(await screen.findByTestId('invoices-shown')).getByText('Not billed yet'));
  await userEvent.click(await screen.findByTestId('visit-bill'));
  expect(await screen.findByTestId('visit-unpriced')).toHaveTextContent('Procedure · Ear syringing');
  expect(screen.getAllByTestId('invoice-line-price').map((input) => (input as HTMLInputElement).value)).toEqual(['45.00', '12.00']);
  await expectAccessible();
  await userEvent.click(screen.getByTestId('invoice-submit'));
  await waitFor(() =>
    expect(asked).toContainEqual({
      name: 'billing.create_invoice',
      request: {
        patient_id: amina.id, visit_id: 'visit', due_on: null, notes: null, issue: true,
        lines: [
          { description: 'Consultation', quantity: 1, unit_price_minor: 4500, procedure_code: null, diagnosis_code: 'J45.40' },
          { description: 'Blood count', quantity: 1, unit_price_minor: 1200, procedure_code: '58410-2', diagnosis_code: null },
        ],
      },
    }),
  );
  const second = screen.getAllByTestId('invoice-line-price')[1];
  await waitFor(() => expect(second).toHaveAccessibleDescription('Line 2: The price of a line must not be below 0.'));
});

test('a PC that holds no visits says so, and the desk is not offered them', async () => {
  openWindow('/invoices', {
    'session.state': () => openSession(['finance']),
    'billing.invoices': () => [],
    'billing.visits_to_bill': () => refusal(null, 'This PC is set up for finance and holds no visits.'),
  });
  await userEvent.click(within(await screen.findByTestId('invoices-shown')).getByText('Not billed yet'));
  expect(await screen.findByRole('alert')).toHaveTextContent('holds no visits');
});

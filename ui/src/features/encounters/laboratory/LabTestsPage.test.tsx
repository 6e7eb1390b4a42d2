import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../../test/accessible';
import { choose } from '../../../test/choose';
import { openSession, openWindow, refusal } from '../../../test/window';
import type { LabTest } from './ranges';

const potassium: LabTest = {
  id: 'k', version: 3, name: 'Potassium', code: '2823-3', code_system: 'http://loinc.org', category: 'blood', specimen_kind: 'serum', unit: 'mmol/L', reference_low: 3.5, reference_high: 5.1, critical_low: 2.8, critical_high: 6.2, sex: null, age_from_years: null, age_until_years: null,
  panel_name: null, is_active: true, notes: null,
};
const form = ({ id: _, version: __, is_active: ___, ...rest }: LabTest) => rest;

test('a range is changed as it was seen, another one is of the same test, and an overlap is told at the age', async () => {
  const { asked } = openWindow('/administration/lab-tests', {
    'session.state': () => openSession(['admin']),
    'encounters.lab_tests': () => [potassium],
    'encounters.update_lab_test': () => ({}),
    'encounters.add_lab_test': () => refusal(null, 'This test has a range for these patients already.', 'age_from_years'),
  });
  expect(await screen.findByTestId('lab-test-row', {}, { timeout: 20_000 })).toHaveTextContent('Everybody');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('lab-test-change'));
  fireEvent.change(await screen.findByTestId('lab-test-reference_high'), { target: { value: '3' } });
  await userEvent.click(screen.getByTestId('lab-test-submit'));
  expect(await screen.findByText('The upper end lies below the lower one.')).toBeVisible();
  fireEvent.change(screen.getByTestId('lab-test-reference_high'), { target: { value: '5.3' } });
  await userEvent.click(screen.getByTestId('lab-test-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.update_lab_test', request: { id: 'k', version: 3, ...form(potassium), reference_high: 5.3 } }));

  await userEvent.click(screen.getByTestId('lab-test-add-range'));
  await choose('lab-test-sex', 'Female');
  fireEvent.change(screen.getByTestId('lab-test-critical_low'), { target: { value: '3' } });
  await userEvent.click(screen.getByTestId('lab-test-submit'));
  expect(await screen.findByText('This test has a range for these patients already.')).toBeVisible();
  const blank = { reference_low: null, reference_high: null, critical_low: 3, critical_high: null };
  expect(asked).toContainEqual({ name: 'encounters.add_lab_test', request: { ...form(potassium), ...blank, sex: 'female' } });
});

test('a range goes off the list once it was named', async () => {
  const { asked } = openWindow('/administration/lab-tests', { 'session.state': () => openSession(['admin']), 'encounters.lab_tests': () => [potassium], 'encounters.retire_lab_test': () => ({}) });
  await userEvent.click(await screen.findByTestId('lab-test-retire', {}, { timeout: 20_000 }));
  expect(await screen.findByText('Offer Potassium no more?')).toBeVisible();
  expect(asked.some((each) => each.name === 'encounters.retire_lab_test')).toBe(false);
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.retire_lab_test', request: { id: 'k', version: 3 } }));
});

test('whoever keeps no tests is told so', async () => {
  openWindow('/administration/lab-tests', { 'session.state': () => openSession(['it_admin']), 'encounters.lab_tests': () => [] });
  expect(await screen.findByText('Not for your role')).toBeVisible();
  expect(screen.queryByTestId('lab-test-add')).toBeNull();
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const details: ResponseOf<'people.details'> = {
  id: 'amina', version: 1, mrn: 'RH-1', given_name: 'Amina', middle_name: null, family_name: 'Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', gender: 'female', phone: null, email: null, address_line: null, city: null, state: null, postal_code: null, country: null, preferred_language: null, national_id: null, blood_type: null, emergency_contact_name: null, emergency_contact_phone: null, emergency_contact_relationship: null, notes: null,
};
const passport = { id: 'p', version: 4, kind: 'passport', kind_text: null, value: 'P4471902', system: null, assigner: 'Somalia', valid_from_on: null, valid_until_on: null };

function open(known: () => (typeof passport)[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/patients/amina/edit', { 'session.state': () => openSession(['receptionist']), 'people.details': () => details, 'people.identifiers': () => ({ patient_id: 'amina', identifiers: known() }), ...more });
}

test('a number that was never this patient’s is removed after it was named', async () => {
  let known = [passport];
  const { asked } = open(() => known, { 'people.remove_identifier': () => ({}) });
  await userEvent.click(await screen.findByTestId('identifier-remove'));
  expect(await screen.findByText('Remove Passport P4471902?')).toBeVisible();
  expect(asked.some((each) => each.name === 'people.remove_identifier')).toBe(false);
  await userEvent.click(screen.getByTestId('identifier-remove-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.remove_identifier', request: { id: 'p', version: 4 } }));
  known = [];
  await tablesChanged('patient_identifiers');
  expect(await screen.findByText(/No number of another house/)).toBeVisible();
});

test('a number is added, and a refusal stands beside it', async () => {
  let refuse = true;
  const { asked } = open(() => [], { 'people.add_identifier': () => (refuse ? refusal(null, 'This is no such number.', 'value') : { id: 'new' }) });
  await userEvent.click(await screen.findByTestId('identifier-add'));
  await userEvent.click(await screen.findByTestId('identifier-submit'));
  expect(await screen.findByText('Type the number.')).toBeVisible();
  await userEvent.type(screen.getByTestId('identifier-value'), ' 12345 ');
  await userEvent.click(screen.getByTestId('identifier-submit'));
  expect(await screen.findByText('This is no such number.')).toBeVisible();
  refuse = false;
  await userEvent.click(screen.getByTestId('identifier-submit'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'people.add_identifier')).toHaveLength(2));
  expect(asked.findLast((each) => each.name === 'people.add_identifier')?.request).toEqual({ patient_id: 'amina', kind: 'national_id', value: '12345', system: null, assigner: null, valid_from_on: null, valid_until_on: null });
  await waitFor(() => expect(screen.queryByTestId('identifier-form')).toBeNull());
});

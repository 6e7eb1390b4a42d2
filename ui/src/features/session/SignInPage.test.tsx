import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { SessionState } from '../../api/shell';
import { openSession, openWindow, refusal } from '../../test/window';
import { rememberPerson } from './lastPerson';

const locked: SessionState = {
  ...openSession(['receptionist']),
  phase: 'locked',
  user: null,
  people: [
    { user_id: 'ruth', display_name: 'Ruth Adeyemi', username: 'ruth', last_signed_in_at: null },
    { user_id: 'tom', display_name: 'Tom Reilly', username: 'tom', last_signed_in_at: null },
  ],
};

test('one chooses a face, a wrong password is told at the field, the right one opens the screens of the role', async () => {
  rememberPerson(null);
  const { asked } = openWindow('/', {
    'session.state': () => locked,
    'session.sign_in': ({ password }) => (password === 'right' ? openSession(['finance']) : refusal('wrong_password', 'That is not the password.')),
    'billing.invoices': () => [],
    'people.recent': () => [],
  });
  await userEvent.click((await screen.findAllByTestId('person-tile'))[1] as HTMLElement);
  await userEvent.type(screen.getByTestId('sign-in-password'), 'wrong{Enter}');
  expect(await screen.findByText('That is not the password.')).toBeVisible();
  expect(screen.getByTestId('sign-in-password')).toHaveValue('');

  await userEvent.type(screen.getByTestId('sign-in-password'), 'right{Enter}');
  expect(await screen.findByTestId('nav-invoices')).toBeVisible();
  expect(screen.queryByTestId('nav-today')).toBeNull();
  expect(asked).toContainEqual({ name: 'session.sign_in', request: { user_id: 'tom', username: null, password: 'right' } });
});

test('after wrong tries the button waits as long as the clinic says', async () => {
  rememberPerson('ruth');
  openWindow('/', { 'session.state': () => ({ ...locked, retry_after_seconds: 30 }) });
  await userEvent.type(await screen.findByTestId('sign-in-password'), 'anything');
  expect(screen.getByTestId('sign-in-submit')).toBeDisabled();
  expect(screen.getByText(/Please wait \d+ seconds/)).toBeVisible();
});

test('a session that was locked elsewhere asks for the password again', async () => {
  let state = openSession(['receptionist']);
  openWindow('/find', {
    'session.state': () => state,
    'people.recent': () => [],
    'people.find': () => refusal('locked', 'Please sign in again.'),
  });
  const box = await screen.findByTestId('find-input');
  state = locked;
  await userEvent.type(box, 'amina');
  await waitFor(() => expect(screen.getByTestId('sign-in-password')).toBeVisible());
});

test('a patient signs in without being shown who works here, and the next one is asked first', async () => {
  rememberPerson(null);
  const patient = openSession(['patient']);
  const { asked } = openWindow('/', { 'session.state': () => locked, 'session.add_person': () => patient, 'session.sign_out': () => locked });
  await userEvent.click(await screen.findByTestId('sign-in-patient'));
  await userEvent.type(screen.getByTestId('add-username'), 'elena');
  await userEvent.type(screen.getByTestId('add-password'), 'nine kettles');
  await userEvent.click(screen.getByTestId('add-submit'));
  expect(asked).toContainEqual({ name: 'session.add_person', request: { username: 'elena', password: 'nine kettles' } });
  await userEvent.click(await screen.findByTestId('own-leave'));
  expect(await screen.findByTestId('add-username')).toHaveValue('');
  expect(screen.queryByTestId('person-tile')).toBeNull();
  await userEvent.click(screen.getByText('I work here'));
  expect(await screen.findAllByTestId('person-tile')).toHaveLength(2);
});

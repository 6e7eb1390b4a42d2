import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openSession, openWindow, refusal } from '../test/window';

const scan = (code: string) => [...code, 'Enter'].forEach((key) => fireEvent.keyDown(document.body, { key }));

const answers = (roles: string[]) => ({
  'session.state': () => openSession(roles),
  'document.printing': () => ({ printers: [], default_printer: null, trouble: null, kinds: [], folder: '/papers' }),
  'document.print_queue': () => ({ jobs: [] }),
});

test('whoever has no laboratory is told what was scanned', async () => {
  const { asked } = openWindow('/settings?tab=printing', answers(['receptionist']));
  await screen.findByTestId('print-queue');
  scan('S-A-000017');
  expect(await screen.findByText(/specimen’s label/)).toBeVisible();
  expect(asked.some((each) => each.name === 'people.find')).toBe(false);
});

test('a specimen’s label never opens the patient who has the same number', async () => {
  const { asked } = openWindow('/settings?tab=printing', {
    ...answers(['lab_technician']),
    'people.find': () => [],
    'people.recent': () => [],
    'encounters.find_specimen': () => refusal(null, 'No specimen on this PC has this number.'),
  });
  await screen.findByTestId('print-queue');
  scan('S-A-000017');
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.find_specimen', request: { specimen_number: 'A-000017' } }));
  expect(await screen.findByText('No specimen on this PC has this number.')).toBeVisible();
  expect(asked.some((each) => each.name === 'people.find')).toBe(false);
  scan('A-000017');
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.find', request: { query: 'A-000017', limit: 2 } }));
  await waitFor(() => expect(window.location.hash).toContain('/find'));
});

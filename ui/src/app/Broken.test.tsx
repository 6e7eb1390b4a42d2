import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { PatientLine } from '../api/commands';
import { openSession, openWindow } from '../test/window';

test('a screen that cannot be drawn says so in plain words, and the others go on', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  openWindow('/find', {
    'session.state': () => openSession(['receptionist']),
    // No such answer exists: a screen of another version would read it so.
    'people.recent': () => [null as unknown as PatientLine],
  });
  expect(await screen.findByTestId('broken')).toHaveTextContent('Nothing you saved is lost');
  await userEvent.click(screen.getByTestId('nav-settings'));
  await waitFor(() => expect(screen.queryByTestId('broken')).toBeNull());
  complaints.mockRestore();
});

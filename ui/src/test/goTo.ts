import { act, screen } from '@testing-library/react';
import type { CommandName, RequestOf, ResponseOf } from '../api/commands';
import { router } from '../app/router';
import { openWindow, type Asked } from './window';

/**
 * Opens the window and goes to `address` once `frame` is there: the router is one for all tests of a
 * file, and a router that has shown a screen before does not look at the address when it is mounted.
 */
export async function goTo(address: string, frame: string, answers: { [K in CommandName]?: (request: RequestOf<K>) => ResponseOf<K> }): Promise<{ asked: Asked[] }> {
  const opened = openWindow(address, answers);
  await screen.findByTestId(frame);
  await act(async () => router.history.push(address));
  return opened;
}

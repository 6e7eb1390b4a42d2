// The pinboard: an appointment taken from one day and put down on another. It stays in the hand while
// one leafs through the days and looks something up on another screen.

import { useSyncExternalStore } from 'react';
import type { AppointmentLine } from '../../api/commands';
import { onDraftsDropped } from '../../shared/forms/draft';

let carried: AppointmentLine | null = null;
const listeners = new Set<() => void>();

function carry(appointment: AppointmentLine | null): void {
  carried = appointment;
  listeners.forEach((listener) => listener());
}

onDraftsDropped(() => carry(null));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useCarried(): [AppointmentLine | null, (appointment: AppointmentLine | null) => void] {
  return [useSyncExternalStore(subscribe, () => carried), carry];
}

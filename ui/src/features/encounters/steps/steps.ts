import type { Ability } from '../../../app/permissions';

/** A visit as its steps see it, from whichever list it comes. */
export interface SteppingVisit {
  id: string;
  version: number;
  status: string;
  appointment_id: string | null;
  room: string | null;
  patient: { display_name: string };
}

/** Who takes these steps. */
export const STEPS: Ability = 'write_visit';

/** The doctor has not come yet. */
export function isWaiting(status: string): boolean {
  return status === 'arrived' || status === 'triaged' || status === 'roomed';
}

/** The patient is in the house for it. */
export function goesOn(status: string): boolean {
  return isWaiting(status) || status === 'in_progress';
}

// When a scan that waits deserves a look. The clinic has set no limits of its own, so these only
// follow from what the priorities mean; they sort nothing and refuse nothing.

export type AgeTone = 'calm' | 'long' | 'too_long';

const HOUR = 60;
const limits: Readonly<Record<string, { long_minutes: number; too_long_minutes: number }>> = {
  stat: { long_minutes: 15, too_long_minutes: 30 },
  asap: { long_minutes: HOUR, too_long_minutes: 2 * HOUR },
  urgent: { long_minutes: 12 * HOUR, too_long_minutes: 24 * HOUR },
  routine: { long_minutes: 7 * 24 * HOUR, too_long_minutes: 14 * 24 * HOUR },
};
/** A scan begins on time unless it is later than this. */
const LATE_MINUTES = 15;

/** How the time that a scan has waited is to be judged. A future time that was agreed on is no wait. */
export function ageTone(priority: string, waited_minutes: number, until_scheduled_minutes: number | null): AgeTone {
  if (until_scheduled_minutes !== null) {
    return isLate(until_scheduled_minutes) ? 'long' : 'calm';
  }
  const limit = limits[priority];
  if (!limit || waited_minutes < limit.long_minutes) return 'calm';
  return waited_minutes < limit.too_long_minutes ? 'long' : 'too_long';
}

export function isLate(until_scheduled_minutes: number): boolean {
  return until_scheduled_minutes < -LATE_MINUTES;
}

// A time of the last day in a form: blank is now, otherwise the last time the clock showed it.

import { t } from '../../app/messages';
import { lastTimeAt, nowMicros } from '../time/siteTime';
import { parseClock } from '../time/typed';

/** What is wrong with a typed time, if anything. */
export function clockTrouble(typed: string): string | null {
  return typed.trim() !== '' && parseClock(typed) === null ? t('vitals.measured_at.unreadable') : null;
}

/** The moment that was typed, or null for now. */
export function clockMoment(typed: string, zone: string): number | null {
  const clock = parseClock(typed);
  return clock === null ? null : lastTimeAt(clock, zone, nowMicros());
}

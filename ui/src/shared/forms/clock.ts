// Times and days as they are typed. A time is of the last day: blank is now, otherwise the last time
// the clock showed it.

import { t } from '../../app/messages';
import { lastTimeAt, nowMicros } from '../time/siteTime';
import { datePattern, parseClock, parseDate } from '../time/typed';

/** What is wrong with a typed time, if anything. */
export function clockTrouble(typed: string): string | null {
  return typed.trim() !== '' && parseClock(typed) === null ? t('vitals.measured_at.unreadable') : null;
}

/** What is wrong with a typed day that may be left out, if anything. */
export function dayTrouble(typed: string): string | null {
  return typed.trim() !== '' && parseDate(typed) === null ? t('allergy.onset.unreadable', { pattern: datePattern() }) : null;
}

/** The moment that was typed, or null for now. */
export function clockMoment(typed: string, zone: string): number | null {
  const clock = parseClock(typed);
  return clock === null ? null : lastTimeAt(clock, zone, nowMicros());
}

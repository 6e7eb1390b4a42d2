// Working hours of a week as they are edited: every weekday may have several spans, or none.

import type { WorkingHours } from '../../api/commands';
import { t } from '../../app/messages';
import { parseClock } from '../../shared/time/typed';

export interface Span {
  weekday: number;
  starts: string;
  ends: string;
  slot_minutes: number;
}

/** `08:00:00` and `08:00` are the same time of day. */
export function toSpans(hours: readonly WorkingHours[]): Span[] {
  return hours
    .map((each) => ({ weekday: each.weekday, starts: each.starts.slice(0, 5), ends: each.ends.slice(0, 5), slot_minutes: each.slot_minutes }))
    .sort((a, b) => a.weekday - b.weekday || a.starts.localeCompare(b.starts));
}

/** What is wrong with the span at `index`, or null. */
export function spanTrouble(spans: readonly Span[], index: number): string | null {
  const span = spans[index];
  if (!span) return null;
  const starts = parseClock(span.starts);
  const ends = parseClock(span.ends);
  if (!starts || !ends) return t('book.clock.wrong');
  if (starts >= ends) return t('hours.backwards');
  const overlaps = spans.some((other, at) => {
    if (at === index || other.weekday !== span.weekday) return false;
    const from = parseClock(other.starts);
    const to = parseClock(other.ends);
    return from !== null && to !== null && from < ends && starts < to;
  });
  return overlaps ? t('hours.overlap') : null;
}

// Days put together so that a picture of a year is as easy to read as one of a week.

import type { Dashboard } from '../../api/commands';
import { addDays, weekdayOf } from '../../shared/time/siteTime';

type Day = Dashboard['days'][number];

export type Step = 'day' | 'week' | 'month';

/** A bar for each day is read up to about six weeks, one for each week up to about half a year. */
export function stepOf(days: number): Step {
  if (days <= 45) return 'day';
  return days <= 200 ? 'week' : 'month';
}

export interface Bar {
  /** The first day of the step that was asked for. */
  from_on: string;
  visits: number;
  kept: number;
  missed: number;
  cancelled: number;
}

function stepBegin(day: string, step: Step): string {
  if (step === 'week') return addDays(day, 1 - weekdayOf(day));
  return step === 'month' ? day.slice(0, 7) : day;
}

/** The days added up by step; a week begins on Monday, and the first and the last step may be cut. */
export function bars(days: readonly Day[], step: Step): Bar[] {
  const all = new Map<string, Bar>();
  for (const each of days) {
    const key = stepBegin(each.day, step);
    const known = all.get(key) ?? { from_on: each.day, visits: 0, kept: 0, missed: 0, cancelled: 0 };
    known.visits += each.visits;
    known.kept += each.appointments;
    known.missed += each.missed;
    known.cancelled += each.cancelled;
    all.set(key, known);
  }
  return [...all.values()];
}

/** The middle one, so that one bad day does not speak for the month; null where there is none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}

export interface Totals {
  visits: number;
  /** Of a day on which anybody came. */
  usualVisits: number | null;
  missed: number;
  /** Appointments that were kept, are to come or were missed; who cancelled in time is not counted. */
  due: number;
  usualWait: number | null;
}

export function totals(days: readonly Day[]): Totals {
  const sum = (read: (day: Day) => number) => days.reduce((total, day) => total + read(day), 0);
  const missed = sum((day) => day.missed);
  return {
    visits: sum((day) => day.visits),
    usualVisits: median(days.map((day) => day.visits).filter((visits) => visits > 0)),
    missed,
    due: sum((day) => day.appointments) + missed,
    usualWait: median(days.flatMap((day) => (day.wait_minutes_median === null ? [] : [day.wait_minutes_median]))),
  };
}

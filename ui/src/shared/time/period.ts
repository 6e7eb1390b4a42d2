// Stretches of days that people ask about, counted back from today.

import { addDays } from './siteTime';

export interface Period {
  from_on: string;
  until_on: string;
}

export const namedPeriods = ['week', 'thirty', 'month_so_far', 'month_before', 'quarter', 'year_so_far'] as const;
export type NamedPeriod = (typeof namedPeriods)[number];

/** The days of a named stretch; both ends belong to it. */
export function periodOf(name: NamedPeriod, today: string): Period {
  const month = `${today.slice(0, 7)}-01`;
  switch (name) {
    case 'week':
      return { from_on: addDays(today, -6), until_on: today };
    case 'thirty':
      return { from_on: addDays(today, -29), until_on: today };
    case 'month_so_far':
      return { from_on: month, until_on: today };
    case 'month_before': {
      const last = addDays(month, -1);
      return { from_on: `${last.slice(0, 7)}-01`, until_on: last };
    }
    case 'quarter':
      return { from_on: addDays(today, -89), until_on: today };
    case 'year_so_far':
      return { from_on: `${today.slice(0, 4)}-01-01`, until_on: today };
  }
}

/** Which named stretch this is, where it is one. */
export function nameOf(period: Period, today: string): NamedPeriod | null {
  return namedPeriods.find((name) => {
    const named = periodOf(name, today);
    return named.from_on === period.from_on && named.until_on === period.until_on;
  }) ?? null;
}

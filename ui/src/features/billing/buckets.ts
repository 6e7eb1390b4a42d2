// The buckets in which lateness is counted, and the sums in them.

import type { Aged } from '../../api/commands';

export const buckets = ['current_minor', 'late_30_minor', 'late_60_minor', 'late_90_minor', 'late_more_minor'] as const;
export type Bucket = (typeof buckets)[number];

/** Which part of what is owed a bucket is, in whole percent. */
export function percentOf(owed: Pick<Aged, Bucket | 'total_minor'>, bucket: Bucket): number {
  return owed.total_minor > 0 ? Math.round((owed[bucket] * 100) / owed.total_minor) : 0;
}

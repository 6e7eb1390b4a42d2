// When a wait deserves a look. The limits are for the stages in which a patient is left alone.

export type WaitTone = 'calm' | 'long' | 'too_long';

interface Limits {
  long_minutes: number;
  too_long_minutes: number;
}

const limits: Readonly<Record<string, Limits>> = {
  arrived: { long_minutes: 15, too_long_minutes: 30 },
  roomed: { long_minutes: 10, too_long_minutes: 20 },
};

/** How a wait is to be judged; being with the doctor or done is never a wait. */
export function waitTone(stage: string, minutes: number): WaitTone {
  const limit = limits[stage];
  if (!limit || minutes < limit.long_minutes) return 'calm';
  return minutes < limit.too_long_minutes ? 'long' : 'too_long';
}

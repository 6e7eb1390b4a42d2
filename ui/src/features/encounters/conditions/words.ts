import type { ProblemRow } from '../../../api/commands';

/** How a condition may be said to go on; that it is over or never was is said by verbs of their own. */
export const goingOn = ['active', 'chronic', 'recurrence', 'relapse', 'in_remission', 'inactive'] as const;
export const severities = ['mild', 'moderate', 'severe', 'critical'] as const;
export const verifications = ['unconfirmed', 'provisional', 'differential', 'confirmed'] as const;
export type Verification = (typeof verifications)[number];

export function isVerification(said: string | null): said is Verification {
  return verifications.some((each) => each === said);
}

/** Somebody has said that the patient never had it. */
export function isRefuted(problem: ProblemRow): boolean {
  return problem.verification === 'refuted' || problem.verification === 'entered_in_error';
}

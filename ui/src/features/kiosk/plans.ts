import type { ResponseOf } from '../../api/commands';

export type OwnPlanLine = ResponseOf<'wellness.own_plans'>['plans'][number];
export type OwnPlan = ResponseOf<'wellness.own_plan'>;
export type OwnStep = OwnPlan['items'][number];

/** How many steps of a running plan are due and neither done nor left out. */
export function stepsDue(plan: OwnPlanLine): number {
  return plan.status === 'active' ? Math.max(0, plan.due - plan.done - plan.skipped) : 0;
}

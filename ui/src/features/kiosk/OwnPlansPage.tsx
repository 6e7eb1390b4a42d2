import { Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import classes from './kiosk.module.css';
import { OwnCard, OwnLink, OwnPage } from './OwnPage';
import { stepsDue, type OwnPlanLine } from './plans';
import { StressForm } from './StressForm';

function progress(plan: OwnPlanLine): string {
  if (plan.status !== 'active') return word('plan_status', plan.status);
  return plan.due === 0 ? t('own.plan.progress.none') : t('own.plan.progress', { done: plan.done, due: plan.due });
}

/** The own plans, and how strained one feels. A plan that is still being written is none yet. */
export function OwnPlansPage() {
  const loaded = useCommand('wellness.own_plans', {}, ['wellness_plans', 'wellness_plan_items']);
  const plans = loaded.data?.plans.filter((plan) => plan.status !== 'draft');
  return (
    <OwnPage title={t('own.plans')} testid="own-plans">
      <FailureNote failure={loaded.error} />
      {plans?.length === 0 && (
        <OwnCard>
          <Teach icon={<IconChecklist size={52} stroke={1.3} />} title={t('own.plans.none')} text={t('own.plans.none.text')} />
        </OwnCard>
      )}
      <div className={classes.links}>
        {plans?.map((plan) => {
          const due = stepsDue(plan);
          return (
            <OwnLink
              key={plan.id}
              to={{ to: '/me/plans/$planId', params: { planId: plan.id } }}
              testid="own-plan-line"
              side={
                due > 0 && (
                  <span className={classes.sign} data-tone="amber">
                    {t('own.plan.steps', { count: due })}
                  </span>
                )
              }
            >
              <Text size="lg" fw={620} className="any-script">
                {say(plan.title)}
              </Text>
              <Text c="dimmed">{progress(plan)}</Text>
            </OwnLink>
          );
        })}
      </div>
      <StressForm />
    </OwnPage>
  );
}

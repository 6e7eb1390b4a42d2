import { Button, Progress, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDate, showDay } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import classes from './kiosk.module.css';
import { OwnCard, OwnNothing, OwnPage, OwnRow } from './OwnPage';
import type { OwnStep } from './plans';

const route = getRouteApi('/me/plans/$planId');

function Step({ step, today, runs, onSkip }: { step: OwnStep; today: string; runs: boolean; onSkip: () => void }) {
  const { time_zone: zone } = useSite();
  const tick = useAct('wellness.own_do_item');
  const done = step.done_at !== null;
  const open = !done && step.skipped_reason === null;
  const due = step.due_on === today ? t('own.step.today') : t(open && step.due_on < today ? 'own.step.late' : 'own.step.on', { day: showDate(step.due_on) });
  const set = (next: boolean) => tick.mutate({ id: step.id, version: step.version, done: next });
  return (
    <OwnRow
      testid="own-step"
      side={
        runs && (
          <div className={classes.actions}>
            {!done && (
              <Button variant={open && step.due_on <= today ? 'filled' : 'default'} leftSection={<IconCheck size={22} aria-hidden />} aria-label={t('own.step.done.named', { title: step.title })} loading={tick.isPending} onClick={() => set(true)} data-testid="own-step-done">
                {t('own.step.done')}
              </Button>
            )}
            {open && (
              <Button variant="default" aria-label={t('own.step.skip.named', { title: step.title })} onClick={onSkip} data-testid="own-step-skip">
                {t('own.step.skip')}
              </Button>
            )}
            {done && step.is_self_reported && (
              <Button variant="default" leftSection={<IconArrowBackUp size={22} className="mirrored" aria-hidden />} aria-label={t('own.step.undo.named', { title: step.title })} loading={tick.isPending} onClick={() => set(false)} data-testid="own-step-undo">
                {t('own.step.undo')}
              </Button>
            )}
          </div>
        )
      }
    >
      <Text size="lg" className="any-script">
        {say(step.title)}
      </Text>
      {step.notes && <Text className="any-script prewrap">{step.notes}</Text>}
      <Text c="dimmed" className="any-script">
        {step.done_at !== null ? t('own.step.done_on', { day: showDay(step.done_at, zone) }) : due}
        {done && !step.is_self_reported && ` · ${t('own.step.by_clinic')}`}
        {!done && step.skipped_reason !== null && ` · ${t('own.step.skipped', { reason: step.skipped_reason })}`}
      </Text>
      <FailureNote failure={tick.error} />
    </OwnRow>
  );
}

/** One of the own plans: what to do now first. */
export function OwnPlanPage() {
  const { planId } = route.useParams();
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(60), zone);
  const loaded = useCommand('wellness.own_plan', { id: planId }, ['wellness_plans', 'wellness_plan_items']);
  const skip = useAct('wellness.own_skip_item');
  const [skipping, setSkipping] = useState<OwnStep | null>(null);
  const plan = loaded.data;
  if (!plan) {
    return (
      <OwnPage title={t('own.plans')} back="/me/plans" testid="own-plan">
        <FailureNote failure={loaded.error} />
      </OwnPage>
    );
  }
  const runs = plan.status === 'active';
  const open = plan.items.filter((item) => item.done_at === null && item.skipped_reason === null);
  const groups = [
    { key: 'due', title: t('own.plan.due'), items: open.filter((item) => item.due_on <= today) },
    { key: 'coming', title: t('own.plan.coming'), items: open.filter((item) => item.due_on > today) },
    { key: 'past', title: t('own.plan.past'), items: plan.items.filter((item) => item.done_at !== null || item.skipped_reason !== null).reverse() },
  ];
  const progress = plan.due === 0 ? t('own.plan.progress.none') : t('own.plan.progress', { done: plan.done, due: plan.due });
  const close = () => {
    skip.reset();
    setSkipping(null);
  };
  return (
    <OwnPage title={plan.title} back="/me/plans" testid="own-plan">
      {plan.description && (
        <Text size="lg" className="any-script prewrap">
          {plan.description}
        </Text>
      )}
      {!runs && <Note tone="plain">{t('own.plan.closed')}</Note>}
      <div>
        <Progress value={(plan.progress ?? 0) * 100} size="lg" color="accent.7" aria-label={progress} />
        <Text mt={6} data-testid="own-plan-progress">
          {progress}
        </Text>
      </div>
      {groups.map(
        (group) =>
          (group.items.length > 0 || group.key === 'due') && (
            <OwnCard key={group.key} title={group.title} testid={`own-steps-${group.key}`}>
              {group.items.length === 0 && <OwnNothing>{t('own.plan.due.none')}</OwnNothing>}
              <div>
                {group.items.map((item) => (
                  <Step key={item.id} step={item} today={today} runs={runs} onSkip={() => setSkipping(item)} />
                ))}
              </div>
            </OwnCard>
          ),
      )}
      {skipping && (
        <AskReason
          title={t('own.step.skip.title', { title: skipping.title })}
          draft={`own-skip:${skipping.id}`}
          text={t('own.step.skip.text')}
          label={t('own.step.skip.reason')}
          submit={t('own.step.skip')}
          send={(reason) => skip.mutateAsync({ id: skipping.id, version: skipping.version, reason })}
          onClose={close}
          testid="own-skip"
        />
      )}
    </OwnPage>
  );
}

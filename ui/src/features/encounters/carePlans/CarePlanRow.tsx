import { ActionIcon, Badge, Button, Drawer, Group, Menu, Modal, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCircle, IconDots, IconTarget } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../api/call';
import type { CarePlan } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { FailureNote } from '../../../shared/look/Note';
import { showDate, showDay } from '../../../shared/time/format';
import rows from '../rows.module.css';
import { CarePlanForm } from './CarePlanForm';

type Activity = CarePlan['activities'][number];
const RUNS = ['draft', 'active', 'on_hold'];

function DoneForm(props: { plan: CarePlan; activity: Activity; onDone: () => void }) {
  const { plan, activity } = props;
  const complete = useAct('encounters.complete_activity');
  const { form, answered, refuse, ...draft } = useDraftForm(`activity:${activity.id}`, { blank: { outcome: '' } });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      complete.mutate({ id: plan.id, version: plan.version, activity_id: activity.id, outcome: orNull(values.outcome) }, answered(props.onDone));
    })();
  return (
    <FormFrame {...draft} submitLabel={t('care_plan.done')} pending={complete.isPending} onSubmit={submit} onClose={props.onDone} testid="activity-done">
      <TextInput label={t('care_plan.outcome')} data-autofocus data-testid="activity-outcome" {...form.getInputProps('outcome')} />
    </FormFrame>
  );
}

/** A plan of care with its goals, and what is done for them. */
export function CarePlanRow(props: { plan: CarePlan }) {
  const { plan } = props;
  const { time_zone: zone } = useSite();
  const mayWrite = useMay('write_care_plans');
  const start = useAct('encounters.start_care_plan');
  const close = useAct('encounters.close_care_plan');
  const [open, setOpen] = useState<'nothing' | 'change' | 'cancel'>('nothing');
  const [doing, setDoing] = useState<Activity | null>(null);
  const leave = () => setOpen('nothing');
  const runs = RUNS.includes(plan.status);
  return (
    <article className={rows.row} data-testid="care-plan">
      <div className={rows.what}>
        <Group gap={6}>
          <Text span fw={560} className="any-script">
            {plan.title}
          </Text>
          <Badge color={plan.status === 'active' ? 'accent' : 'gray'}>{word('care_plan_status', plan.status)}</Badge>
          {plan.due > 0 && (
            <Text span size="sm" c="dimmed">
              {t('care_plan.progress', { done: plan.done, due: plan.due })}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {[plan.starts_on && t('care_plan.from', { day: showDate(plan.starts_on) }), plan.ends_on && t('care_plan.until', { day: showDate(plan.ends_on) })].filter(Boolean).join(' · ')}
        </Text>
        {plan.description && (
          <Text size="sm" className="any-script prewrap">
            {plan.description}
          </Text>
        )}
        {plan.goals.map((goal) => (
          <Group key={goal.id} gap={6} wrap="nowrap" align="baseline">
            <IconTarget size={14} aria-hidden style={{ flex: 'none' }} />
            <Text size="sm" className="any-script" {...(goal.status === 'dropped' ? { td: 'line-through', c: 'dimmed' } : {})}>
              {goal.text}
              {goal.target && `: ${goal.target}`}
              <Text span size="xs" c="dimmed">
                {' '}
                {[word('goal_status', goal.status), goal.status === 'open' && goal.due_on && t('care_plan.by', { day: showDate(goal.due_on) })].filter(Boolean).join(' · ')}
              </Text>
            </Text>
          </Group>
        ))}
        {plan.activities.map((activity) => (
          <Group key={activity.id} gap={6} wrap="nowrap" align="center" data-testid="activity">
            {activity.status === 'done' ? <IconCheck size={14} aria-hidden style={{ flex: 'none' }} /> : <IconCircle size={14} aria-hidden style={{ flex: 'none' }} />}
            <Text size="sm" flex={1} className="any-script" {...(activity.status === 'dropped' ? { td: 'line-through', c: 'dimmed' } : {})}>
              {activity.text}
              <Text span size="xs" c="dimmed">
                {' '}
                {[
                  activity.status === 'done' && activity.done_at !== null ? t('care_plan.done_on', { day: showDay(activity.done_at, zone) }) : word('activity_status', activity.status),
                  activity.status === 'planned' && activity.due_on && t('care_plan.by', { day: showDate(activity.due_on) }),
                  activity.outcome,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </Text>
            {mayWrite && plan.status === 'active' && activity.status === 'planned' && (
              <Button size="compact-xs" variant="default" aria-label={t('care_plan.done.one', { text: activity.text })} onClick={() => setDoing(activity)} data-testid="activity-do">
                {t('care_plan.done')}
              </Button>
            )}
          </Group>
        ))}
        {plan.notes && (
          <Text size="sm" c="dimmed" className="any-script prewrap">
            {plan.notes}
          </Text>
        )}
        <FailureNote failure={start.error ?? close.error} />
      </div>
      {mayWrite && runs && (
        <Group gap={4} wrap="nowrap">
          {plan.status !== 'active' && (
            <Button size="compact-sm" loading={start.isPending} onClick={() => start.mutate({ id: plan.id, version: plan.version })} data-testid="care-plan-start">
              {t('care_plan.start')}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('care_plan.more', { title: plan.title })} data-testid="care-plan-more">
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setOpen('change')} data-testid="care-plan-change">
                {t('care_plan.change')}
              </Menu.Item>
              <Menu.Item
                onClick={() => close.mutate({ id: plan.id, version: plan.version, outcome: 'completed', reason: null }, { onSuccess: () => notifications.show({ message: t('care_plan.completed', { title: plan.title }) }) })}
                data-testid="care-plan-complete"
              >
                {t('care_plan.complete')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => setOpen('cancel')} data-testid="care-plan-cancel">
                {t('care_plan.cancel')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      )}
      <Drawer opened={open === 'change'} onClose={leave} title={t('care_plan.change')} size="44rem">
        {open === 'change' && <CarePlanForm patientId={plan.patient_id} plan={plan} onDone={leave} />}
      </Drawer>
      <Modal opened={doing !== null} onClose={() => setDoing(null)} title={doing ? t('care_plan.done.one', { text: doing.text }) : ''}>
        {doing && <DoneForm plan={plan} activity={doing} onDone={() => setDoing(null)} />}
      </Modal>
      <AskReason
        opened={open === 'cancel'}
        title={t('care_plan.cancel.title', { title: plan.title })}
        draft={`cancel-care-plan:${plan.id}`}
        text={t('care_plan.cancel.text')}
        label={t('care_plan.cancel.reason')}
        submit={t('care_plan.cancel')}
        danger
        send={(reason) => call('encounters.close_care_plan', { id: plan.id, version: plan.version, outcome: 'cancelled', reason })}
        onClose={leave}
        testid="cancel-care-plan"
      />
    </article>
  );
}

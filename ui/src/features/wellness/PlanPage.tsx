import { ActionIcon, Anchor, Badge, Button, Checkbox, Drawer, Group, Menu, Progress, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Quiet } from '../../shared/look/Page';
import { showDate, showDay } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { patientFacts } from '../people/patientFacts';
import classes from './wellness.module.css';

const route = getRouteApi('/plans/$planId');

type Plan = ResponseOf<'wellness.plan'>;
type Item = Plan['items'][number];
type Status = RequestOf<'wellness.update_plan'>['status'];
const statuses: readonly Status[] = ['draft', 'active', 'on_hold', 'completed', 'cancelled', 'entered_in_error'];
const isStatus = (text: string): text is Status => statuses.some((status) => status === text);

interface PlanValues {
  title: string;
  description: string;
  status: Status;
  ends_on: string | null;
  notes: string;
}

function PlanForm(props: { plan: Plan; onClose: () => void }) {
  const { plan, onClose } = props;
  const update = useAct('wellness.update_plan');
  const { form, answered, saved, ...draft } = useDraftForm<PlanValues>(`wellness-plan:${plan.id}`, {
    blank: { title: plan.title, description: plan.description ?? '', status: isStatus(plan.status) ? plan.status : 'active', ends_on: plan.ends_on, notes: plan.notes ?? '' },
    validate: (values) => ({ title: needed(values.title) }),
  });
  const submit = () =>
    form.onSubmit((values) =>
      update.mutate(
        { id: plan.id, version: plan.version, title: values.title.trim(), description: orNull(values.description), status: values.status, ends_on: values.ends_on, notes: orNull(values.notes) },
        answered(() => {
          notifications.show({ message: t('plan.saved') });
          onClose();
        }),
      ),
    )();
  return (
    <FormFrame {...draft} pending={update.isPending} onSubmit={submit} onClose={onClose} testid="plan">
      <TextInput label={t('plan.name')} data-autofocus {...form.getInputProps('title')} />
      <Select label={t('plan.status')} description={form.values.status === 'entered_in_error' ? t('plan.error.ask') : undefined} allowDeselect={false} data={choices('plan_status', statuses)} data-testid="plan-status" {...form.getInputProps('status')} />
      <DatePickerInput label={t('plan.ends')} clearable minDate={plan.starts_on} valueFormatter={() => showDate(form.values.ends_on)} {...form.getInputProps('ends_on')} />
      <Textarea label={t('plan.description')} autosize minRows={1} {...form.getInputProps('description')} />
      <Textarea label={t('plan.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

function ItemForm(props: { plan: Plan; item: Item | null; onClose: () => void }) {
  const { plan, item, onClose } = props;
  const { time_zone: zone } = useSite();
  const add = useAct('wellness.add_item');
  const change = useAct('wellness.change_item');
  const { form, saved, refuse, ...draft } = useDraftForm<{ title: string; due_on: string; notes: string }>(`plan-item:${plan.id}:${item?.id ?? 'new'}`, {
    blank: { title: item?.title ?? '', due_on: item?.due_on ?? dateAt(nowMicros(), zone), notes: item?.notes ?? '' },
    validate: (values) => ({ title: needed(values.title), due_on: values.due_on ? null : t('form.required') }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const after = {
        onSuccess: () => {
          saved();
          onClose();
        },
        onError: (failure: Failure) => refuse(failure),
      };
      const title = values.title.trim();
      if (item) change.mutate({ id: item.id, version: item.version, title, due_on: values.due_on, notes: orNull(values.notes) }, after);
      else add.mutate({ wellness_plan_id: plan.id, title, category: null, due_on: values.due_on }, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || change.isPending} onSubmit={submit} onClose={onClose} testid="item">
      <TextInput label={t('plan.step.what')} data-autofocus data-testid="item-title" {...form.getInputProps('title')} />
      <DatePickerInput label={t('item.due_on')} valueFormatter={() => showDate(form.values.due_on)} {...form.getInputProps('due_on')} />
      {item && <Textarea label={t('item.notes')} autosize minRows={1} {...form.getInputProps('notes')} />}
    </FormFrame>
  );
}

function RemoveItem(props: { item: Item; onClose: () => void }) {
  const remove = useAct('wellness.remove_item');
  const { item, onClose } = props;
  const run = () => remove.mutate({ id: item.id, version: item.version }, { onSuccess: onClose });
  return (
    <AskOnce opened title={t('item.remove.title', { title: item.title })} text={t('item.remove.text')} action={t('item.remove')} failure={remove.error} busy={remove.isPending} onConfirm={run} onClose={onClose} testid="item-remove" />
  );
}

interface Open {
  what: 'plan' | 'add' | 'change' | 'skip' | 'remove';
  item: Item | null;
}

function ItemRow(props: { item: Item; today: string; self: boolean; act: (what: Open['what']) => void }) {
  const { item, today, self, act } = props;
  const { time_zone: zone } = useSite();
  const mayTick = useMay('tick_wellness');
  const mayWrite = useMay('write_wellness');
  const tick = useAct('wellness.do_item');
  const open = item.done_at === null && item.skipped_reason === null;
  const late = open && item.due_on < today;
  return (
    <div className={classes.item} data-testid="plan-item">
      <Checkbox checked={item.done_at !== null} disabled={!mayTick || tick.isPending} aria-label={t('item.done', { title: item.title })} onChange={(event) => tick.mutate({ id: item.id, version: item.version, is_self_reported: event.currentTarget.checked && self, done: event.currentTarget.checked })} data-testid="item-tick" />
      <div>
        <Text className="any-script">{say(item.title)}</Text>
        <Text size="sm" c="dimmed">
          <span className={late ? classes.late : undefined}>
            {showDate(item.due_on)}
            {late && ` · ${t('item.overdue')}`}
            {open && item.due_on === today && ` · ${t('item.today')}`}
          </span>
          {item.category && ` · ${word('item.category', item.category)}`}
          {item.done_at !== null && ` · ${t('item.done_by', { when: showDay(item.done_at, zone), by: item.done_by ?? 'none' })}`}
          {item.is_self_reported && ` · ${t('item.self')}`}
        </Text>
        {item.skipped_reason && (
          <Text size="sm" c="dimmed" className="any-script">
            {t('item.skipped', { reason: item.skipped_reason })}
          </Text>
        )}
        {item.notes && (
          <Text size="sm" c="dimmed" className="any-script">
            {item.notes}
          </Text>
        )}
        <FailureNote failure={tick.error} />
      </div>
      {(mayTick || mayWrite) && (
        <Group gap={4} wrap="nowrap">
          {mayTick && open && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => act('skip')} data-testid="item-skip">
              {t('item.skip')}
            </Button>
          )}
          {mayWrite && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('item.more', { title: item.title })} data-testid="item-more">
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => act('change')}>{t('item.change')}</Menu.Item>
                <Menu.Item onClick={() => act('remove')} data-testid="item-remove">
                  {t('item.remove')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      )}
    </div>
  );
}

/** One plan: what is due, what comes, how far it has come. */
export function PlanPage() {
  const { planId } = route.useParams();
  const { time_zone: zone } = useSite();
  const today = dateAt(nowMicros(), zone);
  const loaded = useCommand('wellness.plan', { id: planId }, ['wellness_plans', 'wellness_plan_items', 'patients']);
  const skip = useAct('wellness.skip_item');
  const mayWrite = useMay('write_wellness');
  const mayTick = useMay('tick_wellness');
  const [self, setSelf] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const plan = loaded.data;
  if (!plan) {
    return (
      <Page title={t('plans.title')}>
        <FailureNote failure={loaded.error} />
      </Page>
    );
  }
  const standing = plan.items.filter((item) => item.done_at === null && item.skipped_reason === null);
  const groups = [
    { key: 'due', title: t('item.due'), items: standing.filter((item) => item.due_on <= today) },
    { key: 'coming', title: t('item.coming'), items: standing.filter((item) => item.due_on > today) },
    { key: 'past', title: t('item.past'), items: plan.items.filter((item) => item.done_at !== null || item.skipped_reason !== null).reverse() },
  ];
  const skipping = open?.what === 'skip' ? open.item : null;
  return (
    <Page
      width="62rem"
      testid="plan"
      title={
        <Group gap="sm">
          <span className="any-script">{say(plan.title)}</span>
          <Badge color={plan.status === 'active' ? 'accent' : 'gray'}>{word('plan_status', plan.status)}</Badge>
        </Group>
      }
      actions={
        mayWrite && (
          <>
            <Button variant="default" onClick={() => setOpen({ what: 'plan', item: null })} data-testid="plan-change">
              {t('plan.change')}
            </Button>
            <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: 'add', item: null })} data-testid="item-add">
              {t('item.add')}
            </Button>
          </>
        )
      }
    >
      <Stack gap="md">
        <Panel gap={4}>
          <Anchor component={Link} to={`/patients/${plan.patient.id}/therapy`} fw={620} c="inherit" className="any-script">
            {plan.patient.display_name}
          </Anchor>
          <Text size="sm" c="dimmed">
            {patientFacts(plan.patient)}
          </Text>
          <Text size="sm">
            {[
              plan.condition_text,
              plan.ends_on === null ? t('plans.runs.open', { from: showDate(plan.starts_on) }) : t('plans.runs', { from: showDate(plan.starts_on), until: showDate(plan.ends_on) }),
              plan.practitioner === null ? null : t('plan.made_by', { name: plan.practitioner }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {plan.description && <Text className="any-script prewrap">{plan.description}</Text>}
          {plan.notes && (
            <Text size="sm" c="dimmed" className="any-script prewrap">
              {plan.notes}
            </Text>
          )}
          <Progress value={(plan.progress ?? 0) * 100} color="accent.7" mt={6} aria-label={t('plans.progress', { done: plan.done, due: plan.due })} />
          <Text size="sm" data-testid="plan-progress">
            {[plan.progress === null ? t('plans.progress.none') : t('plans.progress', { done: plan.done, due: plan.due }), plan.skipped > 0 ? t('plans.skipped', { count: plan.skipped }) : null].filter(Boolean).join(' · ')}
          </Text>
          {plan.source && (
            <Text size="xs" c="dimmed">
              {t('plan.method', { source: plan.source })}
            </Text>
          )}
        </Panel>
        {mayTick && <Switch label={t('item.done.self')} checked={self} onChange={(event) => setSelf(event.currentTarget.checked)} data-testid="item-self" />}
        {groups.map((group) => (
          <Panel key={group.key} title={group.title} count={group.items.length} flush testid={`items-${group.key}`}>
            {group.items.length === 0 && <Quiet>{group.key === 'due' ? t('item.none') : t('common.none')}</Quiet>}
            {group.items.map((item) => (
              <ItemRow key={item.id} item={item} today={today} self={self} act={(what) => setOpen({ what, item })} />
            ))}
          </Panel>
        ))}
      </Stack>
      <Drawer opened={open?.what === 'plan'} onClose={close} title={t('plan.change')} size="28rem">
        {open?.what === 'plan' && <PlanForm plan={plan} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'add' || open?.what === 'change'} onClose={close} title={t(open?.what === 'change' ? 'item.change.title' : 'item.add')} size="26rem">
        {(open?.what === 'add' || open?.what === 'change') && <ItemForm plan={plan} item={open.item} onClose={close} />}
      </Drawer>
      {open?.what === 'remove' && open.item && <RemoveItem item={open.item} onClose={close} />}
      {skipping && (
        <AskReason
          title={t('item.skip.title', { title: skipping.title })}
          draft={`skip-item:${skipping.id}`}
          text={t('item.skip.text')}
          label={t('item.skip.reason')}
          submit={t('item.skip')}
          send={(reason) => skip.mutateAsync({ id: skipping.id, version: skipping.version, reason })}
          onClose={close}
          testid="skip-item"
        />
      )}
    </Page>
  );
}

import { Badge, Button, Drawer, Group, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { IconBeach, IconCheck, IconClock, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { HolidayLine, LeaveLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDate, showLongDate, showShortDate } from '../../shared/time/format';
import { addDays, addMinutes, dateAt, dayBounds, nowMicros } from '../../shared/time/siteTime';
import { ChartRow } from '../people/ChartList';
import { AdministrationFrame } from './AdministrationFrame';

const leaveKinds = ['vacation', 'illness', 'training', 'other'] as const;

function HolidayForm(props: { onDone: () => void }) {
  const sites = useCommand('organization.sites', {}, ['sites']);
  const add = useAct('organization.add_holiday');
  const { form, answered, refuse, ...draft } = useDraftForm<{ day_on: string; name: string; site_id: string | null; is_half_day: boolean; notes: string }>('holiday', {
    blank: { day_on: '', name: '', site_id: null, is_half_day: false, notes: '' },
    validate: (values) => ({ day_on: values.day_on ? null : t('form.required'), name: needed(values.name) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      add.mutate(
        { day_on: values.day_on, name: values.name.trim(), site_id: values.site_id, is_half_day: values.is_half_day, notes: orNull(values.notes) },
        answered(props.onDone),
      );
    })();
  return (
    <FormFrame {...draft} pending={add.isPending} onSubmit={submit} onClose={props.onDone} testid="holiday">
      <TextInput label={t('days_off.holiday.name')} data-autofocus data-testid="holiday-name" {...form.getInputProps('name')} />
      <DatePickerInput label={t('days_off.holiday.day')} valueFormatter={() => (form.getValues().day_on ? showLongDate(form.getValues().day_on) : '')} data-testid="holiday-day" {...form.getInputProps('day_on')} value={form.getValues().day_on || null} />
      <Select label={t('places.site')} placeholder={t('places.every_site')} clearable data={(sites.data ?? []).map((site) => ({ value: site.id, label: site.name }))} {...form.getInputProps('site_id')} />
      <Switch label={t('days_off.holiday.half')} description={t('days_off.holiday.half.text')} {...form.getInputProps('is_half_day', { type: 'checkbox' })} />
      <Textarea label={t('days_off.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

function LeaveForm(props: { onDone: () => void }) {
  const { time_zone: zone } = useSite();
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const ask = useAct('organization.request_leave');
  const { form, answered, refuse, ...draft } = useDraftForm<{ practitioner_id: string | null; kind: string; starts_at: string; ends_at: string; reason: string }>('leave', {
    blank: { practitioner_id: null, kind: 'vacation', starts_at: '', ends_at: '', reason: '' },
    validate: (values) => ({
      practitioner_id: values.practitioner_id ? null : t('form.required'),
      starts_at: values.starts_at ? null : t('form.required'),
      ends_at: !values.ends_at ? t('form.required') : values.ends_at < values.starts_at ? t('days_off.leave.backwards') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (!values.practitioner_id) return;
      refuse(null);
      ask.mutate(
        { practitioner_id: values.practitioner_id, site_id: null, kind: values.kind, starts_at: dayBounds(values.starts_at, zone).starts_at, ends_at: dayBounds(values.ends_at, zone).ends_at, reason: orNull(values.reason) },
        answered(props.onDone),
      );
    })();
  const { starts_at, ends_at } = form.getValues();
  return (
    <FormFrame {...draft} pending={ask.isPending} onSubmit={submit} onClose={props.onDone} testid="leave">
      <Select label={t('days_off.leave.who')} searchable allowDeselect={false} data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))} data-autofocus data-testid="leave-who" {...form.getInputProps('practitioner_id')} />
      <Select label={t('days_off.leave.kind')} allowDeselect={false} data={choices('leave_kind', leaveKinds)} {...form.getInputProps('kind')} />
      <Group grow>
        <DatePickerInput label={t('days_off.leave.first')} valueFormatter={() => (starts_at ? showShortDate(starts_at) : '')} data-testid="leave-first" {...form.getInputProps('starts_at')} value={starts_at || null} />
        <DatePickerInput label={t('days_off.leave.last')} valueFormatter={() => (ends_at ? showShortDate(ends_at) : '')} {...(starts_at ? { minDate: starts_at } : {})} data-testid="leave-last" {...form.getInputProps('ends_at')} value={ends_at || null} />
      </Group>
      <Textarea label={t('days_off.leave.reason')} description={t('days_off.leave.reason.text')} autosize minRows={1} {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

const leaveTone: Readonly<Record<string, { color: string; icon: typeof IconCheck }>> = {
  requested: { color: 'orange', icon: IconClock },
  approved: { color: 'green', icon: IconCheck },
  refused: { color: 'gray', icon: IconX },
  cancelled: { color: 'gray', icon: IconX },
};

function LeaveRow(props: { leave: LeaveLine; onCancel: () => void }) {
  const { leave } = props;
  const { time_zone: zone } = useSite();
  const approve = useAct('organization.approve_leave');
  const refuse = useAct('organization.refuse_leave');
  const this_leave = { id: leave.id, version: leave.version };
  const tone = leaveTone[leave.status] ?? { color: 'gray', icon: IconClock };
  // The end is the first instant after it.
  const [first, last] = [dateAt(leave.starts_at, zone), dateAt(addMinutes(leave.ends_at, -1), zone)];
  return (
    <ChartRow
      testid="leave"
      side={
        <Group gap={4} wrap="nowrap">
          {leave.status === 'requested' && (
            <>
              <Button
                size="compact-sm"
                loading={approve.isPending}
                onClick={() => approve.mutate(this_leave, { onSuccess: ({ affected }) => notifications.show({ message: t('days_off.leave.approved', { name: leave.practitioner, affected }), autoClose: affected > 0 ? false : 4000 }) })}
                data-testid="leave-approve"
              >
                {t('days_off.leave.approve')}
              </Button>
              <Button size="compact-sm" variant="default" loading={refuse.isPending} onClick={() => refuse.mutate(this_leave)} data-testid="leave-refuse">
                {t('days_off.leave.refuse')}
              </Button>
            </>
          )}
          {(leave.status === 'requested' || leave.status === 'approved') && (
            <Button size="compact-sm" variant="subtle" color="red" onClick={props.onCancel} data-testid="leave-cancel">
              {t('common.cancel')}
            </Button>
          )}
        </Group>
      }
    >
      <Group gap="xs">
        <Text span fw={570}>
          {leave.practitioner}
        </Text>
        <Badge color={tone.color} leftSection={<tone.icon size={12} />}>
          {word('leave_status', leave.status)}
        </Badge>
        <Text span size="sm" className="numbers">
          {first === last ? showDate(first) : t('days_off.span', { from: showDate(first), until: showDate(last) })}
        </Text>
        <Text span size="sm" c="dimmed" className="any-script">
          {[word('leave_kind', leave.kind), leave.reason, leave.decided_by && t('common.by', { name: leave.decided_by })].filter(Boolean).join(' · ')}
        </Text>
      </Group>
      <FailureNote failure={approve.error ?? refuse.error} />
    </ChartRow>
  );
}

function DaysOff() {
  const { time_zone: zone } = useSite();
  const [today] = useState(() => dateAt(nowMicros(), zone));
  const ends = addDays(today, 366);
  const sites = useCommand('organization.sites', {}, ['sites']);
  const holidays = useCommand('organization.holidays', { from_on: today, until_on: ends }, ['holidays']);
  const leave = useCommand('organization.leave', { practitioner_id: null, from: dayBounds(today, zone).starts_at, until: dayBounds(ends, zone).ends_at }, ['leave', 'practitioners']);
  const removeHoliday = useAct('organization.remove_holiday');
  const cancelLeave = useAct('organization.cancel_leave');
  const [open, setOpen] = useState<'holiday' | 'leave' | null>(null);
  const [removing, setRemoving] = useState<HolidayLine | null>(null);
  const [cancelling, setCancelling] = useState<LeaveLine | null>(null);
  const done = () => setOpen(null);
  // What waits for an answer stands first.
  const leaves = [...(leave.data ?? [])].sort((a, b) => Number(b.status === 'requested') - Number(a.status === 'requested') || a.starts_at - b.starts_at);
  return (
    <Stack gap="md">
      <FailureNote failure={leave.error ?? holidays.error} />
      <Panel
        title={t('days_off.leave')}
        count={leaves.filter((each) => each.status === 'requested').length}
        flush
        testid="leaves"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen('leave')} data-testid="leave-add">
            {t('days_off.leave.add')}
          </Button>
        }
      >
        {leave.data && leaves.length === 0 && <Teach icon={<IconBeach size={40} stroke={1.3} />} title={t('days_off.leave.empty')} text={t('days_off.leave.empty.text')} />}
        {leaves.map((each) => (
          <LeaveRow key={each.id} leave={each} onCancel={() => setCancelling(each)} />
        ))}
      </Panel>
      <Panel
        title={t('days_off.holidays')}
        flush
        testid="holidays"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen('holiday')} data-testid="holiday-add">
            {t('days_off.holidays.add')}
          </Button>
        }
      >
        {holidays.data?.length === 0 && <Teach icon={<IconBeach size={40} stroke={1.3} />} title={t('days_off.holidays.empty')} text={t('days_off.holidays.empty.text')} />}
        {holidays.data?.map((holiday) => (
          <ChartRow
            key={holiday.id}
            testid="holiday"
            side={
              <Button variant="subtle" color="red" size="compact-sm" onClick={() => setRemoving(holiday)} data-testid="holiday-remove" aria-label={t('days_off.holiday.remove', { name: holiday.name })}>
                {t('common.remove')}
              </Button>
            }
          >
            <Group gap="xs">
              <Text span fw={570}>
                {holiday.name}
              </Text>
              <Text span size="sm" className="numbers">
                {showLongDate(holiday.day_on)}
              </Text>
              {holiday.is_half_day && <Badge color="gray">{t('days_off.holiday.half')}</Badge>}
              <Text span size="sm" c="dimmed">
                {[holiday.site_id ? sites.data?.find((site) => site.id === holiday.site_id)?.name : t('places.every_site'), holiday.notes].filter(Boolean).join(' · ')}
              </Text>
            </Group>
          </ChartRow>
        ))}
      </Panel>
      <Drawer opened={open === 'holiday'} onClose={done} title={t('days_off.holidays.add')} size="28rem">
        {open === 'holiday' && <HolidayForm onDone={done} />}
      </Drawer>
      <Drawer opened={open === 'leave'} onClose={done} title={t('days_off.leave.add')} size="28rem">
        {open === 'leave' && <LeaveForm onDone={done} />}
      </Drawer>
      <AskOnce
        opened={removing !== null}
        title={t('days_off.holiday.remove.title', { name: removing?.name ?? '' })}
        text={t('days_off.holiday.remove.text')}
        action={t('common.remove')}
        failure={removeHoliday.error}
        busy={removeHoliday.isPending}
        onConfirm={() => removing && removeHoliday.mutate({ id: removing.id, version: removing.version }, { onSuccess: () => setRemoving(null) })}
        onClose={() => setRemoving(null)}
        testid="ask-once"
      />
      <AskOnce
        opened={cancelling !== null}
        title={t('days_off.leave.cancel.title', { name: cancelling?.practitioner ?? '' })}
        text={t('days_off.leave.cancel.text')}
        action={t('days_off.leave.cancel')}
        failure={cancelLeave.error}
        busy={cancelLeave.isPending}
        onConfirm={() => cancelling && cancelLeave.mutate({ id: cancelling.id, version: cancelling.version }, { onSuccess: () => setCancelling(null) })}
        onClose={() => setCancelling(null)}
        testid="ask-once"
      />
    </Stack>
  );
}

/** Days on which a site or a person does not work. */
export function DaysOffPage() {
  return (
    <AdministrationFrame title={t('admin.days_off')} needs="keep_clinic" width="66rem" testid="days-off">
      <DaysOff />
    </AdministrationFrame>
  );
}

import { ActionIcon, Badge, Button, Drawer, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChevronLeft, IconChevronRight, IconClockPlay, IconPhone, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShiftLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { arrowBack, arrowOn } from '../../shared/keyboard/arrows';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDayAndTime, showList, showLongDate, showShortDate, showTime } from '../../shared/time/format';
import { addDays, clockAt, dateAt, dayBounds, instantAt, nowMicros, weekdayOf } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { useNow } from '../../shared/time/useNow';
import { ChartRow } from '../people/ChartList';
import { AdministrationFrame } from './AdministrationFrame';

const kinds = ['regular', 'on_call', 'overtime'] as const;

interface ShiftValues {
  user_id: string | null;
  department_id: string | null;
  date: string;
  starts_at: string;
  ends_at: string;
  kind: string;
  notes: string;
}

function ShiftForm(props: { shift: ShiftLine | null; date: string; onDone: () => void }) {
  const { shift, onDone } = props;
  const { time_zone: zone } = useSite();
  const staff = useCommand('organization.staff', {}, ['users']);
  const departments = useCommand('organization.departments', {}, ['departments']);
  const add = useAct('organization.add_shift');
  const update = useAct('organization.update_shift');
  const [version] = useState(shift?.version ?? 0);
  const clock = (text: string) => (parseClock(text) ? null : t('book.clock.wrong'));
  const { form, answered, refuse, ...draft } = useDraftForm<ShiftValues>(`shift:${shift?.id ?? 'new'}`, {
    blank: {
      user_id: shift?.user_id ?? null, department_id: shift?.department_id ?? null, date: shift ? dateAt(shift.starts_at, zone) : props.date,
      starts_at: shift ? clockAt(shift.starts_at, zone) : '', ends_at: shift ? clockAt(shift.ends_at, zone) : '', kind: shift?.kind ?? 'regular', notes: shift?.notes ?? '',
    },
    validate: (values) => ({ user_id: values.user_id ? null : t('form.required'), date: values.date ? null : t('form.required'), starts_at: clock(values.starts_at), ends_at: clock(values.ends_at) }),
  });
  const values = form.getValues();
  const [from, until] = [parseClock(values.starts_at), parseClock(values.ends_at)];
  const overNight = from !== null && until !== null && until <= from;
  const submit = () =>
    form.onSubmit((filled) => {
      if (!filled.user_id || !from || !until) return;
      const request = {
        user_id: filled.user_id, department_id: filled.department_id, kind: filled.kind, notes: orNull(filled.notes),
        starts_at: instantAt(filled.date, from, zone), ends_at: instantAt(overNight ? addDays(filled.date, 1) : filled.date, until, zone),
      };
      const after = answered(onDone);
      refuse(null);
      if (shift) update.mutate({ id: shift.id, version, ...request }, after);
      else add.mutate(request, after);
    })();
  const people = (staff.data?.users ?? []).filter((user) => user.is_active || user.id === shift?.user_id);
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="shift">
      <Select label={t('duty.who')} searchable allowDeselect={false} data={people.map((user) => ({ value: user.id, label: user.display_name }))} data-autofocus data-testid="shift-who" {...form.getInputProps('user_id')} />
      <DatePickerInput label={t('duty.day')} valueFormatter={() => (values.date ? showLongDate(values.date) : '')} data-testid="shift-day" {...form.getInputProps('date')} value={values.date || null} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('hours.from')} placeholder="8:00" data-testid="shift-from" {...form.getInputProps('starts_at')} />
        <TextInput label={t('hours.to')} placeholder="16:00" description={overNight ? t('duty.next_day') : null} inputWrapperOrder={['label', 'input', 'description', 'error']} data-testid="shift-to" {...form.getInputProps('ends_at')} />
      </SimpleGrid>
      <Select label={t('duty.kind')} allowDeselect={false} data={choices('shift_kind', kinds)} data-testid="shift-kind" {...form.getInputProps('kind')} />
      <Select label={t('duty.department')} placeholder={t('duty.whole_site')} clearable data={(departments.data ?? []).filter((each) => each.is_active).map((each) => ({ value: each.id, label: each.name }))} {...form.getInputProps('department_id')} />
      <Textarea label={t('days_off.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

function OnDutyNow() {
  const { time_zone: zone } = useSite();
  const now = useNow(60);
  const onDuty = useCommand('organization.on_duty', { department_id: null, roles: [], at: Math.floor(now / 60_000_000) * 60_000_000 }, ['shifts', 'users'], { keepPrevious: true });
  const departments = useCommand('organization.departments', {}, ['departments']);
  return (
    <Panel title={t('duty.now')} count={onDuty.data?.length ?? 0} flush testid="on-duty">
      <FailureNote failure={onDuty.error} />
      {onDuty.data?.length === 0 && <Quiet>{t('duty.now.nobody')}</Quiet>}
      {onDuty.data?.map((each) => (
        <ChartRow key={`${each.user_id}:${each.until}`} testid="on-duty-person" side={t('duty.until', { when: showDayAndTime(each.until, zone) })}>
          <Group gap="xs">
            <Text span fw={570}>
              {each.name}
            </Text>
            {each.kind === 'on_call' && <Badge leftSection={<IconPhone size={12} />}>{word('shift_kind', each.kind)}</Badge>}
            <Text span size="sm" c="dimmed">
              {[showList(each.roles.map((role) => word('role', role))), departments.data?.find((department) => department.id === each.department_id)?.name].filter(Boolean).join(' · ')}
            </Text>
          </Group>
        </ChartRow>
      ))}
    </Panel>
  );
}

function Week() {
  const { time_zone: zone } = useSite();
  const [monday, setMonday] = useState(() => {
    const today = dateAt(nowMicros(), zone);
    return addDays(today, 1 - weekdayOf(today));
  });
  const until = addDays(monday, 6);
  const shifts = useCommand('organization.shifts', { from: dayBounds(monday, zone).starts_at, until: dayBounds(until, zone).ends_at }, ['shifts', 'users'], { keepPrevious: true });
  const departments = useCommand('organization.departments', {}, ['departments']);
  const cancel = useAct('organization.cancel_shift');
  const [open, setOpen] = useState<{ shift: ShiftLine | null; date: string } | null>(null);
  const [cancelling, setCancelling] = useState<ShiftLine | null>(null);
  const done = () => setOpen(null);
  const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
  const standing = (shifts.data ?? []).filter((shift) => shift.status !== 'cancelled');
  useShortcuts([
    { keys: 'F8', scope: 'screen', label: 'duty.add', run: () => setOpen({ shift: null, date: monday }) },
    { keys: `alt+${arrowBack()}`, scope: 'screen', label: 'duty.week.before', run: () => setMonday(addDays(monday, -7)) },
    { keys: `alt+${arrowOn()}`, scope: 'screen', label: 'duty.week.after', run: () => setMonday(addDays(monday, 7)) },
  ]);
  return (
    <Panel
      title={t('days_off.span', { from: showShortDate(monday), until: showShortDate(until) })}
      flush
      testid="shifts"
      actions={
        <Group gap="xs" wrap="nowrap">
          <ActionIcon variant="default" size={30} aria-label={t('duty.week.before')} onClick={() => setMonday(addDays(monday, -7))}>
            <IconChevronLeft size={17} className="mirrored" />
          </ActionIcon>
          <ActionIcon variant="default" size={30} aria-label={t('duty.week.after')} onClick={() => setMonday(addDays(monday, 7))} data-testid="week-after">
            <IconChevronRight size={17} className="mirrored" />
          </ActionIcon>
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen({ shift: null, date: monday })} data-testid="shift-add">
            {t('duty.add')}
          </Button>
        </Group>
      }
    >
      <FailureNote failure={shifts.error} />
      {shifts.data && standing.length === 0 && <Teach icon={<IconClockPlay size={40} stroke={1.3} />} title={t('duty.empty')} text={t('duty.empty.text')} />}
      {standing.length > 0 &&
        days.map((day) => {
          const here = standing.filter((shift) => dateAt(shift.starts_at, zone) === day || (day === monday && dateAt(shift.starts_at, zone) < monday));
          return (
            <ChartRow key={day} testid="shift-day-row">
              <Group align="flex-start" wrap="nowrap" gap="md">
                <Text fw={600} w="6.5rem" pt={4}>
                  {showShortDate(day)}
                </Text>
                <Stack gap={4} flex={1}>
                  {here.length === 0 && (
                    <Text size="sm" c="dimmed" pt={4}>
                      {t('duty.nobody')}
                    </Text>
                  )}
                  {here.map((shift) => (
                    <Group key={shift.id} gap="xs" justify="space-between" wrap="nowrap" data-testid="shift">
                      <Group gap="xs">
                        <Text span className="numbers">
                          {t('days_off.span', { from: showTime(shift.starts_at, zone), until: showTime(shift.ends_at, zone) })}
                        </Text>
                        <Text span fw={570}>
                          {shift.name}
                        </Text>
                        {shift.kind !== 'regular' && <Badge color="gray">{word('shift_kind', shift.kind)}</Badge>}
                        <Text span size="sm" c="dimmed">
                          {[departments.data?.find((each) => each.id === shift.department_id)?.name, shift.notes].filter(Boolean).join(' · ')}
                        </Text>
                      </Group>
                      <Group gap={4} wrap="nowrap">
                        <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ shift, date: day })} aria-label={t('places.change', { name: shift.name })}>
                          {t('common.change')}
                        </Button>
                        <Button variant="subtle" color="red" size="compact-sm" onClick={() => setCancelling(shift)} aria-label={t('duty.cancel_named', { name: shift.name })} data-testid="shift-cancel">
                          {t('common.cancel')}
                        </Button>
                      </Group>
                    </Group>
                  ))}
                </Stack>
              </Group>
            </ChartRow>
          );
        })}
      <Drawer opened={open !== null} onClose={done} title={open?.shift ? open.shift.name : t('duty.add')} size="28rem">
        {open && <ShiftForm shift={open.shift} date={open.date} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={cancelling !== null}
        title={cancelling ? t('duty.cancel.title', { name: cancelling.name, when: showDayAndTime(cancelling.starts_at, zone) }) : ''}
        text={t('duty.cancel.text')}
        action={t('duty.cancel')}
        failure={cancel.error}
        busy={cancel.isPending}
        onConfirm={() => cancelling && cancel.mutate({ id: cancelling.id, version: cancelling.version }, { onSuccess: () => setCancelling(null) })}
        onClose={() => setCancelling(null)}
        testid="ask-once"
      />
    </Panel>
  );
}

/** Who works when, and who is there at this moment. */
export function DutyPage() {
  const may = useMay('keep_clinic');
  return (
    <AdministrationFrame title={t('admin.duty')} needs="keep_clinic" width="66rem" testid="duty">
      {may && (
        <Stack gap="md">
          <OnDutyNow />
          <Week />
        </Stack>
      )}
    </AdministrationFrame>
  );
}

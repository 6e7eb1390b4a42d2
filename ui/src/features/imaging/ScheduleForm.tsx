import { NumberInput, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { showDayAndTime, showShortDate } from '../../shared/time/format';
import { clockAt, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import type { ScanAtHand } from './types';

interface ScheduleValues {
  date: string;
  clock: string;
  minutes: string | number;
  resource_id: string | null;
  room: string;
}

/** Kinds of `resources` on which images are taken. */
const MACHINES = ['imaging_machine', 'ultrasound'];

interface Planned {
  scan: ScanAtHand;
  scheduled_at: number | null;
  room: string | null;
  onClose: () => void;
}

/** Gives a scan its time, its machine and its room; one that has them already keeps what is not changed. */
export function ScheduleForm(props: Planned & { again: boolean }) {
  const resources = useCommand('place.resources', {}, ['resources', 'resource_events']);
  // The list of what waits does not say on which machine, and a new time must not lose it.
  const known = useCommand('imaging.scan', { id: props.scan.id }, ['scans'], { enabled: props.again });
  if (!resources.data || (props.again && !known.data)) return <FailureNote failure={resources.error ?? known.error} />;
  const machines = resources.data.filter((each) => MACHINES.includes(each.kind) && each.is_active && each.status !== 'retired');
  return <TimeForm {...props} machines={machines} machine={machines.find((each) => each.name === known.data?.resource)?.id ?? null} />;
}

function TimeForm(props: Planned & { machines: ResponseOf<'place.resources'>; machine: string | null }) {
  const { scan, scheduled_at, machines } = props;
  const { time_zone: zone } = useSite();
  const schedule = useAct('imaging.schedule');
  const { form, saved, refuse, ...draft } = useDraftForm<ScheduleValues>(`imaging-schedule:${scan.id}`, {
    blank: {
      date: dateAt(scheduled_at ?? nowMicros(), zone),
      clock: scheduled_at === null ? '' : clockAt(scheduled_at, zone),
      minutes: 20,
      resource_id: props.machine,
      room: props.room ?? '',
    },
    validate: (values) => ({
      date: values.date ? null : t('form.required'),
      clock: parseClock(values.clock) ? null : t('imaging.schedule.clock.wrong'),
      minutes: (numberOrNull(values.minutes) ?? 0) >= 1 ? null : t('imaging.schedule.minutes.wrong'),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const at = instantAt(values.date, parseClock(values.clock) ?? '00:00', zone);
      refuse(null);
      schedule.mutate(
        { id: scan.id, version: scan.version, scheduled_at: at, minutes: numberOrNull(values.minutes) ?? 0, resource_id: values.resource_id, room: orNull(values.room) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('imaging.schedule.done', { scan: scan.name, when: showDayAndTime(at, zone) }) });
            props.onClose();
          },
          // The clinic speaks of one instant, which is two fields here.
          onError: (failure) => (failure.field === 'scheduled_at' || failure.field === 'starts_at' ? form.setFieldError('clock', failure.sentence) : refuse(failure)),
        },
      );
    })();

  return (
    <FormFrame {...draft} submitLabel={t('imaging.schedule')} pending={schedule.isPending} onSubmit={submit} onClose={props.onClose} testid="schedule">
      <Text fw={600}>{scan.name}</Text>
      <SimpleGrid cols={3} spacing="xs">
        <DatePickerInput label={t('imaging.schedule.date')} valueFormatter={() => (form.values.date ? showShortDate(form.values.date) : '')} highlightToday data-testid="schedule-date" {...form.getInputProps('date')} />
        <TextInput
          label={t('imaging.schedule.clock')}
          placeholder="9:30"
          data-autofocus
          data-testid="schedule-clock"
          {...form.getInputProps('clock')}
          onBlur={() => {
            const clock = parseClock(form.getValues().clock);
            if (clock) form.setFieldValue('clock', clock);
          }}
        />
        <NumberInput label={t('imaging.schedule.minutes')} min={1} max={720} step={5} allowDecimal={false} data-testid="schedule-minutes" {...form.getInputProps('minutes')} />
      </SimpleGrid>
      <Select
        label={t('imaging.schedule.resource')}
        placeholder={t('imaging.schedule.no_resource')}
        clearable
        data={machines.map((each) => ({ value: each.id, label: each.status === 'available' ? each.name : t('imaging.schedule.out_of_order', { name: each.name }) }))}
        data-testid="schedule-resource"
        {...form.getInputProps('resource_id')}
      />
      <TextInput label={t('imaging.schedule.room')} data-testid="schedule-room" {...form.getInputProps('room')} />
    </FormFrame>
  );
}

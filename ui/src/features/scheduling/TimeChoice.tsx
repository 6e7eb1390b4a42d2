import { Button, Group, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { UseFormReturnType } from '@mantine/form';
import type { AppointmentLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { showMinutes, showShortDate, showTime } from '../../shared/time/format';
import { clockAt, dateAt, dayBounds, instantAt, minutesBetween, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { lengths } from './choices';

export interface TimeValues {
  practitioner_id: string | null;
  date: string;
  clock: string;
  minutes: string;
}

/** When and with whom an appointment stands. */
export function timeOf(appointment: Pick<AppointmentLine, 'practitioner_id' | 'starts_at' | 'ends_at'>, zone: string): TimeValues {
  return {
    practitioner_id: appointment.practitioner_id,
    date: dateAt(appointment.starts_at, zone),
    clock: clockAt(appointment.starts_at, zone),
    minutes: String(minutesBetween(appointment.starts_at, appointment.ends_at)),
  };
}

/** What is missing in a chosen time, field by field. */
export function timeTroubles(values: TimeValues): Record<string, string | null> {
  return {
    practitioner_id: values.practitioner_id ? null : t('book.practitioner.missing'),
    date: values.date ? null : t('form.required'),
    clock: parseClock(values.clock) ? null : t('book.clock.wrong'),
  };
}

/** Start and end of a valid choice. */
export function chosenSpan(values: TimeValues, zone: string): { starts_at: number; ends_at: number } {
  const starts_at = instantAt(values.date, parseClock(values.clock) ?? '00:00', zone);
  return { starts_at, ends_at: starts_at + Number(values.minutes) * 60_000_000 };
}

/** Who, which day, when and how long, with the next free times a click away. */
export function TimeChoice<T extends TimeValues>(props: { form: UseFormReturnType<T>; zone: string; testid: string }) {
  // The form may hold more than a time; these fields are all this part touches.
  const form = props.form as unknown as UseFormReturnType<TimeValues>;
  const { zone, testid } = props;
  const values = form.getValues();
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const dayStart = values.date ? dayBounds(values.date, zone).starts_at : nowMicros();
  // Whole quarters of an hour, so that the question stays the same while one is reading the answer.
  const from = Math.max(dayStart, Math.floor(nowMicros() / 900_000_000) * 900_000_000);
  const free = useCommand(
    'scheduling.free_slots',
    { practitioner_id: values.practitioner_id, from, minutes: Number(values.minutes), count: 6 },
    ['appointments', 'schedules'],
    { keepPrevious: true },
  );
  return (
    <>
      <Select
        label={t('book.practitioner')}
        data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))}
        data-testid={`${testid}-practitioner`}
        allowDeselect={false}
        {...form.getInputProps('practitioner_id')}
      />
      <SimpleGrid cols={3} spacing="xs">
        <DatePickerInput label={t('book.date')} valueFormatter={() => (form.getValues().date ? showShortDate(form.getValues().date) : '')} highlightToday data-testid={`${testid}-date`} {...form.getInputProps('date')} />
        <TextInput
          label={t('book.clock')}
          placeholder="9:30"
          data-testid={`${testid}-start`}
          {...form.getInputProps('clock')}
          onBlur={() => {
            const clock = parseClock(form.getValues().clock);
            if (clock) form.setFieldValue('clock', clock);
          }}
        />
        <Select label={t('book.minutes')} data={[...new Set([...lengths, Number(values.minutes)])].sort((a, b) => a - b).map((each) => ({ value: String(each), label: showMinutes(each) }))} allowDeselect={false} data-testid={`${testid}-minutes`} {...form.getInputProps('minutes')} />
      </SimpleGrid>
      {free.data && free.data.length > 0 && (
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            {t('book.next_free')}
          </Text>
          <Group gap={6}>
            {free.data.map((slot) => (
              <Button
                key={`${slot.practitioner_id}${slot.starts_at}`}
                size="compact-sm"
                variant="default"
                data-testid={`${testid}-free`}
                onClick={() => form.setValues({ practitioner_id: slot.practitioner_id, date: dateAt(slot.starts_at, zone), clock: clockAt(slot.starts_at, zone) })}
              >
                {dateAt(slot.starts_at, zone) === values.date ? '' : `${showShortDate(dateAt(slot.starts_at, zone))} `}
                {showTime(slot.starts_at, zone)}
                {values.practitioner_id ? '' : ` · ${slot.practitioner}`}
              </Button>
            ))}
          </Group>
        </div>
      )}
    </>
  );
}

import { Button, Radio, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Visit } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite, useUser } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showShortDate, showTime } from '../../shared/time/format';
import { addDays, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { datePattern, parseDate } from '../../shared/time/typed';

const spans = ['7', '14', '28', '90', '180', 'day'] as const;
const lengths = ['10', '15', '20', '30', '45', '60'] as const;
/** Offered at once; the next ones are a later day away. */
const OFFERED = 6;
/** How far from the wished day the desk may look for a time. */
const LEEWAY_DAYS = 7;

interface FollowUpValues {
  after: string;
  /** As typed, where none of the usual spans fits. */
  on: string;
  minutes: string;
  reason: string;
}

/** The next appointment, booked at once, or left to the front desk with the day that is wished. */
export function FollowUpForm(props: { visit: Visit; onDone: () => void }) {
  const { visit, onDone } = props;
  const { time_zone: zone } = useSite();
  const user = useUser();
  const book = useAct('scheduling.book');
  const wait = useAct('scheduling.add_to_waitlist');
  const today = dateAt(nowMicros(), zone);
  const practitioner = visit.practitioner_id ?? user.practitioner_id;
  const [slot, setSlot] = useState<string | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<FollowUpValues>(`follow-up:${visit.id}`, {
    blank: { after: '14', on: '', minutes: '15', reason: visit.reason ?? '' },
    validate: (values) => ({ on: values.after === 'day' && dayOf(values) === null ? t('follow_up.day.wrong', { pattern: datePattern() }) : null }),
  });
  function dayOf(values: FollowUpValues): string | null {
    if (values.after !== 'day') return addDays(today, Number(values.after));
    const typed = parseDate(values.on);
    return typed !== null && typed >= today ? typed : null;
  }
  const day = dayOf(form.values);
  const asked = { practitioner_id: practitioner, patient_id: visit.patient.id, from: day === null ? 0 : instantAt(day, '00:00', zone), minutes: Number(form.values.minutes), count: OFFERED };
  const slots = useCommand('scheduling.free_slots', asked, ['appointments', 'schedules'], { enabled: day !== null && practitioner !== null });
  const chosen = slots.data?.find((each) => String(each.starts_at) === slot);
  const told = (message: string) => ({
    onSuccess: () => {
      saved();
      notifications.show({ message });
      onDone();
    },
    // A time may have been taken while one was choosing: the list is read again with the refusal.
    onError: (failure: Failure) => {
      refuse(failure);
      setSlot(null);
      void slots.refetch();
    },
  });
  const name = visit.patient.display_name;
  const bookIt = () =>
    form.onSubmit((values) => {
      if (!chosen) return;
      refuse(null);
      const { starts_at, ends_at, practitioner_id } = chosen;
      book.mutate(
        { patient_id: visit.patient.id, practitioner_id, starts_at, ends_at, kind: 'follow_up', priority: 'medium', reason: orNull(values.reason), room: chosen.room ?? null, overbook: false },
        told(t('follow_up.booked', { name, when: `${showShortDate(dateAt(starts_at, zone))}, ${showTime(starts_at, zone)}` })),
      );
    })();
  const leave = () =>
    form.onSubmit((values) => {
      const wished = dayOf(values);
      if (wished === null) return;
      refuse(null);
      wait.mutate(
        {
          patient_id: visit.patient.id,
          practitioner_id: practitioner,
          department_id: null,
          kind: 'follow_up',
          priority: 'medium',
          reason: orNull(values.reason),
          wanted_from_on: wished,
          wanted_until_on: addDays(wished, LEEWAY_DAYS),
          wanted_times: null,
        },
        told(t('follow_up.left', { name })),
      );
    })();
  return (
    <FormFrame
      {...draft}
      banner={draft.banner ?? slots.error}
      submitLabel={t('follow_up.book')}
      disabled={!chosen}
      pending={book.isPending}
      others={
        <Button variant="default" loading={wait.isPending} onClick={leave} data-testid="follow-up-leave">
          {t('follow_up.leave')}
        </Button>
      }
      onSubmit={bookIt}
      onClose={onDone}
      testid="follow-up"
    >
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('follow_up.after')}
        value={form.values.after}
        onChange={(after) => {
          form.setFieldValue('after', after);
          setSlot(null);
        }}
        data={spans.map((value) => ({ value, label: t(`follow_up.after.${value}`) }))}
        data-testid="follow-up-after"
      />
      {form.values.after === 'day' && <TextInput label={t('follow_up.day')} placeholder={datePattern()} data-testid="follow-up-day" {...form.getInputProps('on')} />}
      <Select label={t('follow_up.minutes')} allowDeselect={false} data={lengths.map((value) => ({ value, label: t('duration.minute', { count: Number(value) }) }))} {...form.getInputProps('minutes')} />
      <TextInput label={t('follow_up.reason')} data-testid="follow-up-reason" {...form.getInputProps('reason')} />
      <Radio.Group label={t('follow_up.times')} value={slot} onChange={setSlot}>
        <Stack gap={6} mt={6} data-testid="follow-up-slots">
          {(slots.data ?? []).map((each) => (
            <Radio key={`${each.practitioner_id}:${each.starts_at}`} value={String(each.starts_at)} label={`${showShortDate(dateAt(each.starts_at, zone))}, ${showTime(each.starts_at, zone)} · ${each.practitioner}`} data-testid="follow-up-slot" />
          ))}
          {slots.data?.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('follow_up.no_times')}
            </Text>
          )}
          {practitioner === null && (
            <Text size="sm" c="dimmed">
              {t('follow_up.nobody')}
            </Text>
          )}
        </Stack>
      </Radio.Group>
    </FormFrame>
  );
}

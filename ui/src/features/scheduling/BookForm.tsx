import { Button, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { PatientLine, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { keepDraft, keepForNow } from '../../shared/forms/draft';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { clockAt, dateAt } from '../../shared/time/siteTime';
import { showDayAndTime } from '../../shared/time/format';
import { PatientPicker } from '../people/PatientPicker';
import { nameFromTyping } from '../people/patientForm';
import { kindChoices, priorityChoices } from './choices';
import type { Place } from './DayGrid';
import { chosenSpan, TimeChoice, timeTroubles, type TimeValues } from './TimeChoice';

interface BookValues extends TimeValues {
  patient: PatientLine | null;
  kind: string;
  priority: string;
  reason: string;
  room: string;
  /** Weeks from one to the next; 0 is an appointment by itself. */
  every_weeks: string;
  times: string | number;
}

interface Props {
  date: string;
  /** Where on the grid one clicked, if anywhere. */
  place: Place | null;
  onClose: () => void;
}

/** Books an appointment; a taken time is booked again only on purpose. */
export function BookForm({ date, place, onClose }: Props) {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const mayRegister = useMay('register_patients');
  const book = useAct('scheduling.book');
  const series = useAct('scheduling.book_series');
  const [missed, setMissed] = useState<ResponseOf<'scheduling.book_series'>['missed']>([]);
  const [taken, setTaken] = useState<Failure | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<BookValues>('book', {
    blank: { patient: null, practitioner_id: null, date, clock: '', minutes: '15', kind: 'consultation', priority: 'medium', reason: '', room: '', every_weeks: '0', times: 6 },
    validate: (values) => ({ patient: values.patient ? null : t('book.patient.missing'), ...timeTroubles(values), times: values.every_weeks !== '0' && !(Number(values.times) >= 2 && Number(values.times) <= 52) ? t('series.times.wrong') : null }),
  });

  useEffect(() => {
    if (place) {
      form.setValues({ practitioner_id: place.practitioner_id, date: dateAt(place.starts_at, zone), clock: clockAt(place.starts_at, zone) });
    }
  }, [place?.practitioner_id, place?.starts_at]);
  // A refusal is about the time it was asked for.
  useEffect(() => {
    setTaken(null);
    setMissed([]);
  }, [form.values.practitioner_id, form.values.date, form.values.clock, form.values.minutes, form.values.every_weeks, form.values.times]);

  const submit = (overbook: boolean, acceptMissed = false) =>
    form.onSubmit((values) => {
      if (!values.patient || !values.practitioner_id) return;
      const { patient, practitioner_id, kind, priority } = values;
      const span = chosenSpan(values, zone);
      refuse(null);
      const request = { patient_id: patient.id, practitioner_id, ...span, kind, priority, reason: orNull(values.reason), room: orNull(values.room), overbook };
      const onError = (failure: Failure) => {
        if (failure.code === 'taken') setTaken(failure);
        else if (failure.code === 'in_the_past') form.setFieldError('clock', failure.sentence);
        else refuse(failure);
      };
      if (values.every_weeks !== '0') {
        series.mutate(
          { ...request, every_weeks: Number(values.every_weeks), times: Number(values.times), accept_missed: acceptMissed },
          {
            onSuccess: (answer) => {
              // Dates that cannot be had are told before anything is booked.
              setMissed(answer.booked.length === 0 ? answer.missed : []);
              if (answer.booked.length === 0) return;
              saved();
              notifications.show({ message: t('series.done', { patient: patient.display_name, count: answer.booked.length }) });
              onClose();
            },
            onError,
          },
        );
        return;
      }
      book.mutate(
        request,
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('book.done', { patient: patient.display_name, when: showDayAndTime(span.starts_at, zone) }) });
            onClose();
          },
          onError,
        },
      );
    })();

  return (
    <FormFrame
      {...draft}
      restored={draft.restored && !place}
      submitLabel={t('book.submit')}
      pending={book.isPending || series.isPending}
      warning={
        <>
          {missed.length > 0 && (
            <Note tone="amber" testid="book-missed">
              <div>{t('series.missed', { count: missed.length })}</div>
              {missed.map((each) => (
                <div key={each.starts_at}>{t('series.missed.date', { when: showDayAndTime(each.starts_at, zone), reason: each.reason })}</div>
              ))}
              {missed.length < Number(form.values.times) && (
                <Button mt="xs" size="compact-sm" variant="default" loading={series.isPending} onClick={() => submit(false, true)} data-testid="book-accept-missed">
                  {t('series.accept')}
                </Button>
              )}
            </Note>
          )}
          <AllTheSame failure={taken} action={t('book.overbook')} busy={book.isPending || series.isPending} onGoOn={() => submit(true)} testid="book-taken" actionTestid="book-overbook" />
        </>
      }
      onSubmit={() => submit(false)}
      onClose={onClose}
      testid="book"
    >
      <PatientPicker
        value={form.values.patient}
        onChange={(patient) => form.setFieldValue('patient', patient)}
        error={form.errors.patient}
        autoFocus
        testid="book-patient"
        {...(mayRegister
          ? {
              onRegister: (typed: string) => {
                keepDraft('register', nameFromTyping(typed));
                keepForNow('after-register', { book: true });
                void navigate({ to: '/register' });
              },
            }
          : {})}
      />
      <TimeChoice form={form} zone={zone} testid="book" />
      <TextInput label={t('book.reason')} description={t('book.reason.text')} data-testid="book-reason" {...form.getInputProps('reason')} />
      <SimpleGrid cols={3} spacing="xs">
        <Select label={t('book.kind')} data={kindChoices()} allowDeselect={false} data-testid="book-kind" {...form.getInputProps('kind')} />
        <Select label={t('book.priority')} data={priorityChoices()} allowDeselect={false} data-testid="book-priority" {...form.getInputProps('priority')} />
        <TextInput label={t('book.room')} data-testid="book-room" {...form.getInputProps('room')} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('series.repeat')} data={['0', '1', '2', '3', '4', '6', '8', '12', '26'].map((value) => ({ value, label: value === '0' ? t('series.once') : t('series.every', { weeks: Number(value) }) }))} allowDeselect={false} data-testid="book-every" {...form.getInputProps('every_weeks')} />
        {form.values.every_weeks !== '0' && <NumberInput label={t('series.times')} min={2} max={52} allowDecimal={false} clampBehavior="none" data-testid="book-times" {...form.getInputProps('times')} />}
      </SimpleGrid>
    </FormFrame>
  );
}

import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { PatientLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { keepDraft } from '../../shared/forms/draft';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
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
  const [taken, setTaken] = useState<Failure | null>(null);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<BookValues>('book', {
    blank: { patient: null, practitioner_id: null, date, clock: '', minutes: '15', kind: 'consultation', priority: 'medium', reason: '', room: '' },
    validate: (values) => ({ patient: values.patient ? null : t('book.patient.missing'), ...timeTroubles(values) }),
  });

  useEffect(() => {
    if (place) {
      form.setValues({ practitioner_id: place.practitioner_id, date: dateAt(place.starts_at, zone), clock: clockAt(place.starts_at, zone) });
    }
  }, [place?.practitioner_id, place?.starts_at]);
  // A refusal is about the time it was asked for.
  useEffect(() => setTaken(null), [form.values.practitioner_id, form.values.date, form.values.clock, form.values.minutes]);

  const submit = (overbook: boolean) =>
    form.onSubmit((values) => {
      if (!values.patient || !values.practitioner_id) return;
      const { patient, practitioner_id, kind, priority } = values;
      const span = chosenSpan(values, zone);
      refuse(null);
      book.mutate(
        { patient_id: patient.id, practitioner_id, ...span, kind, priority, reason: orNull(values.reason), room: orNull(values.room), overbook },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('book.done', { patient: patient.display_name, when: showDayAndTime(span.starts_at, zone) }) });
            onClose();
          },
          onError: (failure) => {
            if (failure.code === 'taken') setTaken(failure);
            else if (failure.code === 'in_the_past') form.setFieldError('clock', failure.sentence);
            else refuse(failure);
          },
        },
      );
    })();

  useDialogKeys(onClose, () => submit(false));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
      data-testid="book-form"
    >
      <Stack gap="sm">
        <DraftNote restored={restored && !place} onAfresh={startAfresh} />
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
                  keepDraft('after-register', { book: true });
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
        <FailureNote failure={banner} />
        {taken && (
          <Note tone="amber" testid="book-taken">
            <div>{taken.sentence}</div>
            <Button mt="xs" size="compact-sm" variant="default" onClick={() => submit(true)} loading={book.isPending} data-testid="book-overbook">
              {t('book.overbook')}
            </Button>
          </Note>
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={book.isPending} data-testid="book-submit">
            {t('book.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import type { AppointmentLine, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import { clockAt, dateAt, minutesBetween } from '../../shared/time/siteTime';
import { chosenSpan, TimeChoice, timeTroubles, type TimeValues } from './TimeChoice';

type Missed = ResponseOf<'scheduling.move_series'>['missed'];

/** This appointment and the later ones of its series go as many days further, to one hour of the day. */
export function MoveSeriesForm(props: { appointment: AppointmentLine; zone: string; onDone: () => void; onBack: () => void }) {
  const { appointment, zone, onDone } = props;
  const move = useAct('scheduling.move_series');
  const [refused, setRefused] = useState<Failure | null>(null);
  const [stayed, setStayed] = useState<Missed>([]);
  const form = useForm<TimeValues>({
    initialValues: {
      practitioner_id: appointment.practitioner_id,
      date: dateAt(appointment.starts_at, zone),
      clock: clockAt(appointment.starts_at, zone),
      minutes: String(minutesBetween(appointment.starts_at, appointment.ends_at)),
    },
    validate: timeTroubles,
  });
  // A refusal is about the time it was asked for.
  useEffect(() => setRefused(null), [form.values]);

  const submit = (accept_missed: boolean) =>
    form.onSubmit((values) => {
      if (!values.practitioner_id) return;
      move.mutate(
        { id: appointment.id, version: appointment.version, practitioner_id: values.practitioner_id, ...chosenSpan(values, zone), accept_missed },
        {
          onSuccess: ({ moved, missed }) => {
            notifications.show({ message: t('move_series.done', { patient: appointment.patient.display_name, count: moved }) });
            if (missed.length === 0) onDone();
            else setStayed(missed);
          },
          onError: setRefused,
        },
      );
    })();

  if (stayed.length > 0) {
    return (
      <Stack gap="sm">
        <Note tone="amber" testid="move-series-stayed">
          <div>{t('move_series.stayed', { count: stayed.length })}</div>
          {stayed.map((each) => (
            <div key={each.id}>{t('series.missed.date', { when: showDayAndTime(each.starts_at, zone), reason: each.reason })}</div>
          ))}
        </Note>
        <Group justify="flex-end">
          <Button onClick={onDone}>{t('common.close')}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('move_series.text')}</Text>
        <TimeChoice form={form} zone={zone} testid="move-series" />
        {refused?.code === 'missed' ? (
          <Note tone="amber" testid="move-series-missed">
            <div>{refused.sentence}</div>
            <Button mt="xs" size="compact-sm" variant="default" loading={move.isPending} onClick={() => submit(true)} data-testid="move-series-accept">
              {t('move_series.accept')}
            </Button>
          </Note>
        ) : (
          <FailureNote failure={refused} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onBack}>
            {t('common.back')}
          </Button>
          <Button type="submit" loading={move.isPending} data-testid="move-series-submit">
            {t('move_series.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

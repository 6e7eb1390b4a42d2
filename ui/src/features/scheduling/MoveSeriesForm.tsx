import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import type { AppointmentLine, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { Note } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import { chosenSpan, TimeChoice, timeOf, timeTroubles, type TimeValues } from './TimeChoice';

type Missed = ResponseOf<'scheduling.move_series'>['missed'];

/** This appointment and the later ones of its series go as many days further, to one hour of the day. */
export function MoveSeriesForm(props: { appointment: AppointmentLine; zone: string; onDone: () => void; onBack: () => void }) {
  const { appointment, zone, onDone } = props;
  const move = useAct('scheduling.move_series');
  const [refused, setRefused] = useState<Failure | null>(null);
  const [stayed, setStayed] = useState<Missed>([]);
  const form = useForm<TimeValues>({
    initialValues: timeOf(appointment, zone),
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
    <FormFrame
      banner={refused?.code === 'missed' ? null : refused}
      warning={<AllTheSame failure={refused?.code === 'missed' ? refused : null} action={t('move_series.accept')} busy={move.isPending} onGoOn={() => submit(true)} testid="move-series-missed" actionTestid="move-series-accept" />}
      submitLabel={t('move_series.submit')}
      pending={move.isPending}
      closeLabel={t('common.back')}
      onSubmit={() => submit(false)}
      onClose={props.onBack}
      testid="move-series"
    >
      <Text size="sm">{t('move_series.text')}</Text>
      <TimeChoice form={form} zone={zone} testid="move-series" />
    </FormFrame>
  );
}

import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import type { AppointmentLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { clockAt, dateAt, minutesBetween } from '../../shared/time/siteTime';
import { chosenSpan, TimeChoice, timeTroubles, type TimeValues } from './TimeChoice';

/** Another time or another doctor, by keyboard or by one of the next free times. */
export function MoveForm(props: { appointment: AppointmentLine; zone: string; onDone: () => void; onCarry: () => void; onBack: () => void }) {
  const { appointment, zone } = props;
  const move = useAct('scheduling.move');
  const [taken, setTaken] = useState<Failure | null>(null);
  const form = useForm<TimeValues>({
    initialValues: {
      practitioner_id: appointment.practitioner_id,
      date: dateAt(appointment.starts_at, zone),
      clock: clockAt(appointment.starts_at, zone),
      minutes: String(minutesBetween(appointment.starts_at, appointment.ends_at)),
    },
    validate: timeTroubles,
  });
  useEffect(() => setTaken(null), [form.values]);

  const submit = (overbook: boolean) =>
    form.onSubmit((values) => {
      if (!values.practitioner_id) return;
      move.mutate(
        { id: appointment.id, version: appointment.version, practitioner_id: values.practitioner_id, ...chosenSpan(values, zone), overbook },
        { onSuccess: props.onDone, onError: (failure) => (failure.code === 'taken' ? setTaken(failure) : setTaken(null)) },
      );
    })();

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <Stack gap="sm">
        <TimeChoice form={form} zone={zone} testid="move" />
        {move.error && !taken && <FailureNote failure={move.error} />}
        {taken && (
          <Note tone="amber" testid="move-taken">
            <div>{taken.sentence}</div>
            <Button mt="xs" size="compact-sm" variant="default" onClick={() => submit(true)} data-testid="move-overbook">
              {t('move.overbook')}
            </Button>
          </Note>
        )}
        <Group justify="space-between">
          <Button variant="subtle" onClick={props.onCarry} data-testid="move-carry">
            {t('move.carry')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={props.onBack}>
              {t('common.back')}
            </Button>
            <Button type="submit" loading={move.isPending} data-testid="move-submit">
              {t('move.submit')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

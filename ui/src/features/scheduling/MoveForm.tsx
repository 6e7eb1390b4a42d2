import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import type { AppointmentLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { chosenSpan, TimeChoice, timeOf, timeTroubles, type TimeValues } from './TimeChoice';

/** Another time or another doctor, by keyboard or by one of the next free times. */
export function MoveForm(props: { appointment: AppointmentLine; zone: string; onDone: () => void; onCarry: () => void; onBack: () => void }) {
  const { appointment, zone } = props;
  const move = useAct('scheduling.move');
  const [taken, setTaken] = useState<Failure | null>(null);
  const form = useForm<TimeValues>({
    initialValues: timeOf(appointment, zone),
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
    <FormFrame
      banner={taken ? null : move.error}
      warning={<AllTheSame failure={taken} action={t('move.overbook')} onGoOn={() => submit(true)} testid="move-taken" actionTestid="move-overbook" />}
      submitLabel={t('move.submit')}
      pending={move.isPending}
      across={
        <Button variant="subtle" onClick={props.onCarry} data-testid="move-carry">
          {t('move.carry')}
        </Button>
      }
      closeLabel={t('common.back')}
      onSubmit={() => submit(false)}
      onClose={props.onBack}
      testid="move"
    >
      <TimeChoice form={form} zone={zone} testid="move" />
    </FormFrame>
  );
}

import { Checkbox, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ResponseOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showNumber } from '../../shared/time/format';
import { deviceKinds, readingUnits, usualDevice } from './readingUnits';

export type ReadingPoint = ResponseOf<'encounters.readings'>['points'][number];

interface ReadingValues {
  value_number: number | string;
  unit: string;
  device_kind: string;
  serial_number: string;
  is_self_reported: boolean;
  recorded_at: string;
  correction_reason: string;
}

/** A number from a device, a nurse or the patient; or one that was wrong, as it should have been. */
export function ReadingForm(props: { patientId: string; metric: string; corrects: ReadingPoint | null; onClose: () => void }) {
  const { patientId, metric, corrects, onClose } = props;
  const { time_zone: zone } = useSite();
  const add = useAct('encounters.add_reading');
  const units = readingUnits[metric] ?? [];
  const { form, saved, refuse, ...draft } = useDraftForm<ReadingValues>(`reading:${patientId}:${metric}:${corrects?.id ?? ''}`, {
    blank: { value_number: corrects?.value_number ?? '', unit: corrects?.unit ?? units[0] ?? '', device_kind: corrects?.device_kind ?? usualDevice(metric), serial_number: '', is_self_reported: corrects?.is_self_reported ?? false, recorded_at: '', correction_reason: '' },
    validate: (values) => ({
      value_number: numberOrNull(values.value_number) === null ? t('form.required') : null,
      unit: needed(values.unit),
      recorded_at: clockTrouble(values.recorded_at),
      correction_reason: corrects ? needed(values.correction_reason) : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const value_number = numberOrNull(values.value_number);
      if (value_number === null) return;
      add.mutate(
        {
          patient_id: patientId,
          device_kind: values.device_kind,
          metric,
          value_number,
          unit: values.unit.trim(),
          recorded_at: clockMoment(values.recorded_at, zone),
          is_self_reported: values.is_self_reported,
          serial_number: orNull(values.serial_number),
          corrects_id: corrects?.id ?? null,
          correction_reason: corrects ? orNull(values.correction_reason) : null,
        },
        {
          onSuccess: (answer) => {
            saved();
            const said = { value: showNumber(answer.value_number, 2), unit: answer.unit };
            notifications.show(
              answer.is_anomaly ? { color: 'red', autoClose: false, message: t('readings.saved.out', { ...said, reason: answer.anomaly_reason ?? '' }) } : { message: t('readings.saved', said) },
            );
            onClose();
          },
          onError: refuse,
        },
      );
    })();
  const known = units.includes(form.values.unit) || form.values.unit === '' ? units : [form.values.unit, ...units];
  return (
    <FormFrame {...draft} submitLabel={t('readings.submit')} pending={add.isPending} onSubmit={submit} onClose={onClose} testid="reading">
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput label={`${word('metric', metric)}: ${t('readings.value')}`} hideControls decimalScale={2} data-autofocus data-testid="reading-value" {...form.getInputProps('value_number')} />
        {known.length === 0 ? (
          <TextInput label={t('readings.unit')} data-testid="reading-unit" {...form.getInputProps('unit')} />
        ) : (
          <Select label={t('readings.unit')} data={[...known]} allowDeselect={false} data-testid="reading-unit" {...form.getInputProps('unit')} />
        )}
      </SimpleGrid>
      <Select label={t('readings.device')} allowDeselect={false} data={choices('monitor_kind', deviceKinds)} data-testid="reading-device" {...form.getInputProps('device_kind')} />
      <TextInput label={t('readings.serial')} {...form.getInputProps('serial_number')} />
      <Checkbox label={t('readings.self')} data-testid="reading-self" {...form.getInputProps('is_self_reported', { type: 'checkbox' })} />
      <TextInput label={t('readings.at')} placeholder={corrects ? undefined : t('vitals.measured_at.now')} data-testid="reading-at" {...form.getInputProps('recorded_at')} />
      {corrects && <TextInput label={t('readings.reason')} withAsterisk data-testid="reading-reason" {...form.getInputProps('correction_reason')} />}
    </FormFrame>
  );
}

import { Checkbox, Group, NumberInput, SegmentedControl, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RequestOf, VitalsRow } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { clockAt, dateAt, instantAt, lastTimeAt, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';

type Amount = number | string;

export interface VitalsValues {
  /** When it was measured, as typed; blank for now. */
  measured_at: string;
  systolic_mmhg: Amount;
  diastolic_mmhg: Amount;
  heart_rate_bpm: Amount;
  respiratory_rate_bpm: Amount;
  temperature: Amount;
  temperature_unit: 'C' | 'F';
  oxygen_saturation_percent: Amount;
  weight: Amount;
  weight_unit: 'kg' | 'lb';
  height_unit: 'cm' | 'ft';
  height_cm: Amount;
  height_feet: Amount;
  height_inches: Amount;
  pain_score: Amount;
  on_oxygen: boolean;
  consciousness: string | null;
  notes: string;
  /** Of a correction: what was wrong with the set before. */
  reason: string;
}

const blank: VitalsValues = {
  measured_at: '',
  systolic_mmhg: '',
  diastolic_mmhg: '',
  heart_rate_bpm: '',
  respiratory_rate_bpm: '',
  temperature: '',
  temperature_unit: 'C',
  oxygen_saturation_percent: '',
  weight: '',
  weight_unit: 'kg',
  height_unit: 'cm',
  height_cm: '',
  height_feet: '',
  height_inches: '',
  pain_score: '',
  on_oxygen: false,
  consciousness: null,
  notes: '',
  reason: '',
};

const consciousness = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const;

/** What was measured, as the clinic takes it: units go along, nothing is converted here. */
export function toRecordVitals(values: VitalsValues, patient_id: string, visit_id: string | null, zone: string, confirm_unusual: boolean): RequestOf<'encounters.record_vitals'> {
  const clock = parseClock(values.measured_at);
  const feet = values.height_unit === 'ft';
  const oxygen = numberOrNull(values.oxygen_saturation_percent);
  return {
    patient_id,
    visit_id,
    measured_at: clock === null ? null : lastTimeAt(clock, zone, nowMicros()),
    systolic_mmhg: numberOrNull(values.systolic_mmhg),
    diastolic_mmhg: numberOrNull(values.diastolic_mmhg),
    heart_rate_bpm: numberOrNull(values.heart_rate_bpm),
    respiratory_rate_bpm: numberOrNull(values.respiratory_rate_bpm),
    temperature: numberOrNull(values.temperature),
    temperature_unit: values.temperature_unit,
    oxygen_saturation_percent: oxygen,
    weight: numberOrNull(values.weight),
    weight_unit: values.weight_unit,
    height_cm: feet ? null : numberOrNull(values.height_cm),
    height_feet: feet ? numberOrNull(values.height_feet) : null,
    height_inches: feet ? numberOrNull(values.height_inches) : null,
    pain_score: numberOrNull(values.pain_score),
    on_oxygen: values.on_oxygen ? true : oxygen === null ? null : false,
    consciousness: values.consciousness,
    notes: orNull(values.notes),
    confirm_unusual,
  };
}

/** True when there is anything to save. */
export function anythingMeasured(values: VitalsValues): boolean {
  const { measured_at: _m, temperature_unit: _t, weight_unit: _w, height_unit: _h, on_oxygen: _o, consciousness: awake, notes, reason: _r, ...amounts } = values;
  return awake !== null || notes.trim() !== '' || Object.values(amounts).some((amount) => amount !== '');
}

/** The form as the set that is corrected stands: in the units in which the clinic keeps it. */
function valuesOf(row: VitalsRow, zone: string): VitalsValues {
  const amount = (value: number | null) => value ?? '';
  return {
    ...blank,
    measured_at: clockAt(row.recorded_at, zone),
    systolic_mmhg: amount(row.systolic_mmhg),
    diastolic_mmhg: amount(row.diastolic_mmhg),
    heart_rate_bpm: amount(row.heart_rate_bpm),
    respiratory_rate_bpm: amount(row.respiratory_rate_bpm),
    temperature: amount(row.temperature_celsius),
    oxygen_saturation_percent: amount(row.oxygen_saturation_percent),
    weight: amount(row.weight_kg),
    height_cm: amount(row.height_cm),
    pain_score: amount(row.pain_score),
    on_oxygen: row.on_oxygen ?? false,
    consciousness: row.consciousness,
    notes: row.notes ?? '',
  };
}

/** The whole set as it should have been; what the form does not ask for stays, and so does the moment unless it was changed. */
function toCorrection(values: VitalsValues, row: VitalsRow, patient_id: string, visit_id: string | null, zone: string, confirm_unusual: boolean): RequestOf<'encounters.correct_vitals'> {
  const clock = parseClock(values.measured_at);
  const moved = clock !== null && clock !== clockAt(row.recorded_at, zone);
  return {
    id: row.id,
    reason: values.reason.trim(),
    vitals: {
      ...toRecordVitals(values, patient_id, visit_id, zone, confirm_unusual),
      measured_at: moved ? instantAt(dateAt(row.recorded_at, zone), clock, zone) : null,
      ...(row.head_circumference_cm === null ? {} : { head_circumference_cm: row.head_circumference_cm }),
    },
  };
}

interface Props {
  patientId: string;
  visitId: string | null;
  /** The wrong set, where it is corrected. */
  corrects?: VitalsRow;
  onDone: () => void;
}

export function VitalsForm({ patientId, visitId, corrects, onDone }: Props) {
  const record = useAct('encounters.record_vitals');
  const correct = useAct('encounters.correct_vitals');
  const { time_zone: zone } = useSite();
  const [unusual, setUnusual] = useState<Failure | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<VitalsValues>(corrects ? `vitals:correct:${corrects.id}` : `vitals:${patientId}`, {
    blank: corrects ? valuesOf(corrects, zone) : blank,
    validate: (values) => ({ reason: corrects && values.reason.trim() === '' ? t('vitals.correct.reason.missing') : null, measured_at: values.measured_at.trim() !== '' && parseClock(values.measured_at) === null ? t('vitals.measured_at.unreadable') : null }),
  });
  const submit = (confirm_unusual: boolean) =>
    form.onSubmit((values) => {
      setUnusual(null);
      refuse(null);
      const options = {
        onSuccess: () => {
          saved();
          onDone();
        },
        onError: (failure: Failure) => (failure.code === 'unusual' ? setUnusual(failure) : refuse(failure)),
      };
      if (corrects) correct.mutate(toCorrection(values, corrects, patientId, visitId, zone, confirm_unusual), options);
      else record.mutate(toRecordVitals(values, patientId, visitId, zone, confirm_unusual), options);
    })();

  const amount = (field: keyof VitalsValues, decimals = 0) => ({
    ...form.getInputProps(field),
    hideControls: true,
    allowNegative: false,
    decimalScale: decimals,
    'data-testid': `vitals-${field}`,
  });
  const unit = <U extends 'temperature_unit' | 'weight_unit' | 'height_unit'>(field: U, choices: { value: VitalsValues[U]; label: string }[], label: string) => (
    <SegmentedControl size="xs" aria-label={label} data={choices} value={form.values[field]} onChange={(value) => form.setValues({ [field]: value } as Partial<VitalsValues>)} />
  );

  return (
    <FormFrame
      {...draft}
      submitLabel={t(corrects ? 'vitals.correct.submit' : 'vitals.submit')}
      disabled={!anythingMeasured(form.values)}
      pending={record.isPending || correct.isPending}
      warning={<AllTheSame failure={unusual} action={t('vitals.confirm_unusual')} onGoOn={() => submit(true)} testid="vitals-unusual" actionTestid="vitals-confirm" />}
      onSubmit={() => submit(false)}
      onClose={onDone}
      testid="vitals"
    >
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput label={`${t('vitals.systolic')} (mmHg)`} data-autofocus {...amount('systolic_mmhg')} />
        <NumberInput label={`${t('vitals.diastolic')} (mmHg)`} {...amount('diastolic_mmhg')} />
        <NumberInput label={`${t('vitals.pulse')} (/min)`} {...amount('heart_rate_bpm')} />
        <NumberInput label={`${t('vitals.breaths')} (/min)`} {...amount('respiratory_rate_bpm')} />
      </SimpleGrid>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <NumberInput flex={1} label={t('vitals.temperature')} {...amount('temperature', 1)} />
        {unit('temperature_unit', [{ value: 'C', label: '°C' }, { value: 'F', label: '°F' }], t('vitals.temperature'))}
      </Group>
      <Group align="flex-end" gap="sm" wrap="nowrap">
        <NumberInput flex={1} label={`${t('vitals.oxygen')} (%)`} {...amount('oxygen_saturation_percent')} />
        <Checkbox label={t('vitals.on_oxygen')} mb={8} {...form.getInputProps('on_oxygen', { type: 'checkbox' })} />
      </Group>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <NumberInput flex={1} label={t('vitals.weight')} {...amount('weight', 2)} />
        {unit('weight_unit', [{ value: 'kg', label: 'kg' }, { value: 'lb', label: 'lb' }], t('vitals.weight'))}
      </Group>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        {form.values.height_unit === 'cm' ? (
          <NumberInput flex={1} label={t('vitals.height')} {...amount('height_cm', 1)} />
        ) : (
          <>
            <NumberInput flex={1} label={`${t('vitals.height')} (ft)`} {...amount('height_feet')} />
            <NumberInput flex={1} label={t('vitals.inches')} {...amount('height_inches', 1)} />
          </>
        )}
        {unit('height_unit', [{ value: 'cm', label: 'cm' }, { value: 'ft', label: 'ft in' }], t('vitals.height'))}
      </Group>
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput label={t('vitals.pain_of_ten')} {...amount('pain_score')} max={10} clampBehavior="none" />
        <Select label={t('vitals.consciousness')} clearable data={choices('consciousness', consciousness)} {...form.getInputProps('consciousness')} />
      </SimpleGrid>
      <TextInput label={t('vitals.measured_at')} placeholder={t('vitals.measured_at.now')} {...form.getInputProps('measured_at')} data-testid="vitals-measured_at" />
      <Textarea label={t('vitals.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
      {corrects && <TextInput label={t('vitals.correct.reason')} withAsterisk {...form.getInputProps('reason')} data-testid="vitals-reason" />}
    </FormFrame>
  );
}

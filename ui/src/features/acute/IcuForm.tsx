import { Button, Checkbox, Group, Input, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Note } from '../../shared/look/Note';
import type { IcuBed, IcuPoint } from './icuMeasures';

type Amount = number | string;
type Recorded = ResponseOf<'encounters.record_icu'>;
type Oxygen = 'yes' | 'no' | 'unknown';

interface IcuFormValues {
  recorded_at: string;
  systolic_mmhg: Amount;
  diastolic_mmhg: Amount;
  mean_arterial_mmhg: Amount;
  heart_rate_bpm: Amount;
  respiratory_rate_bpm: Amount;
  temperature_celsius: Amount;
  oxygen_saturation_percent: Amount;
  inspired_oxygen_percent: Amount;
  glasgow_coma_scale: Amount;
  urine_output_ml: Amount;
  central_venous_mmhg: Amount;
  oxygen: Oxygen;
  scale2: boolean;
  consciousness: string | null;
  notes: string;
  correction_reason: string;
}

const consciousness = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const;
const oxygens: readonly Oxygen[] = ['yes', 'no', 'unknown'];

function filledFrom(point: IcuPoint | null): IcuFormValues {
  return {
    recorded_at: '',
    systolic_mmhg: point?.systolic_mmhg ?? '',
    diastolic_mmhg: point?.diastolic_mmhg ?? '',
    mean_arterial_mmhg: point?.mean_arterial_mmhg ?? '',
    heart_rate_bpm: point?.heart_rate_bpm ?? '',
    respiratory_rate_bpm: point?.respiratory_rate_bpm ?? '',
    temperature_celsius: point?.temperature_celsius ?? '',
    oxygen_saturation_percent: point?.oxygen_saturation_percent ?? '',
    inspired_oxygen_percent: '',
    glasgow_coma_scale: point?.glasgow_coma_scale ?? '',
    urine_output_ml: point?.urine_output_ml ?? '',
    central_venous_mmhg: '',
    oxygen: point?.on_oxygen === true ? 'yes' : point?.on_oxygen === false ? 'no' : 'unknown',
    scale2: false,
    consciousness: point?.consciousness ?? null,
    notes: '',
    correction_reason: '',
  };
}

/** What the observation told: the score, what lies outside, and who was alerted. */
function Outcome(props: { recorded: Recorded; onClose: () => void }) {
  const { recorded } = props;
  useDialogKeys(props.onClose, props.onClose);
  return (
    <Stack gap="sm" role="status" data-testid="icu-outcome">
      <Text fw={620}>{t('icu.done')}</Text>
      {recorded.news2_score !== null && <Text>{t('icu.news2', { score: recorded.news2_score, risk: word('news2_risk', recorded.news2_risk) })}</Text>}
      {recorded.not_scored && (
        <Text size="sm" c="dimmed">
          {recorded.not_scored}
        </Text>
      )}
      {recorded.alerts.length === 0 ? (
        <Text size="sm">{t('icu.done.none')}</Text>
      ) : (
        <Note tone="red">
          {recorded.alerts.map((alert) => (
            <div key={alert.what}>{say(alert.text)}</div>
          ))}
          {recorded.alert_id && <div>{t('icu.done.alerted')}</div>}
        </Note>
      )}
      {recorded.age_note && <Note tone="amber">{recorded.age_note}</Note>}
      <Group justify="flex-end">
        <Button onClick={props.onClose} data-autofocus data-testid="icu-close">
          {t('icu.close')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Observations at a bed; or one that was wrong, entered as it should have been. */
export function IcuForm(props: { bed: IcuBed; corrects: IcuPoint | null; onClose: () => void }) {
  const { bed, corrects, onClose } = props;
  const { time_zone: zone } = useSite();
  const record = useAct('encounters.record_icu');
  const [unusual, setUnusual] = useState<Failure | null>(null);
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<IcuFormValues>(`icu:${bed.bed_stay_id}:${corrects?.id ?? ''}`, {
    blank: filledFrom(corrects),
    validate: (values) => ({
      recorded_at: clockTrouble(values.recorded_at),
      correction_reason: corrects ? needed(values.correction_reason) : null,
    }),
  });
  const submit = (confirm_unusual: boolean) =>
    form.onSubmit((values) => {
      setUnusual(null);
      refuse(null);
      record.mutate(
        {
          patient_id: bed.patient.id,
          bed_stay_id: bed.bed_stay_id,
          recorded_at: clockMoment(values.recorded_at, zone),
          systolic_mmhg: numberOrNull(values.systolic_mmhg),
          diastolic_mmhg: numberOrNull(values.diastolic_mmhg),
          mean_arterial_mmhg: numberOrNull(values.mean_arterial_mmhg),
          heart_rate_bpm: numberOrNull(values.heart_rate_bpm),
          respiratory_rate_bpm: numberOrNull(values.respiratory_rate_bpm),
          temperature_celsius: numberOrNull(values.temperature_celsius),
          oxygen_saturation_percent: numberOrNull(values.oxygen_saturation_percent),
          on_oxygen: values.oxygen === 'unknown' ? null : values.oxygen === 'yes',
          scale2: values.scale2,
          inspired_oxygen_percent: numberOrNull(values.inspired_oxygen_percent),
          consciousness: values.consciousness,
          glasgow_coma_scale: numberOrNull(values.glasgow_coma_scale),
          urine_output_ml: numberOrNull(values.urine_output_ml),
          central_venous_mmhg: numberOrNull(values.central_venous_mmhg),
          notes: orNull(values.notes),
          corrects_id: corrects?.id ?? null,
          correction_reason: corrects ? orNull(values.correction_reason) : null,
          confirm_unusual,
        },
        {
          onSuccess: (answer) => {
            saved();
            setRecorded(answer);
          },
          onError: (failure) => (failure.code === 'unusual' ? setUnusual(failure) : refuse(failure)),
        },
      );
    })();
  if (recorded) return <Outcome recorded={recorded} onClose={onClose} />;

  const amount = (field: keyof IcuFormValues, decimals = 0) => ({ ...form.getInputProps(field), hideControls: true, allowNegative: field === 'central_venous_mmhg', decimalScale: decimals, 'data-testid': `icu-${field}` });
  const { values } = form;
  const nothing = [
    values.systolic_mmhg, values.diastolic_mmhg, values.mean_arterial_mmhg, values.heart_rate_bpm, values.respiratory_rate_bpm, values.temperature_celsius, values.oxygen_saturation_percent, values.inspired_oxygen_percent,
    values.glasgow_coma_scale, values.urine_output_ml, values.central_venous_mmhg,
  ].every((value) => value === '') && values.consciousness === null && values.notes.trim() === '';
  return (
    <FormFrame
      {...draft}
      submitLabel={t('icu.submit')}
      disabled={nothing}
      pending={record.isPending}
      warning={<AllTheSame failure={unusual} action={t('vitals.confirm_unusual')} onGoOn={() => submit(true)} testid="icu-unusual" actionTestid="icu-confirm" />}
      onSubmit={() => submit(false)}
      onClose={onClose}
      testid="icu"
    >
      {corrects && <Note tone="plain">{t('icu.correct.text')}</Note>}
      <SimpleGrid cols={3} spacing="sm">
        <NumberInput label={`${t('vitals.systolic')} (mmHg)`} data-autofocus {...amount('systolic_mmhg')} />
        <NumberInput label={`${t('vitals.diastolic')} (mmHg)`} {...amount('diastolic_mmhg')} />
        <NumberInput label={`${t('icu.mean')} (mmHg)`} {...amount('mean_arterial_mmhg')} />
        <NumberInput label={`${t('vitals.pulse')} (/min)`} {...amount('heart_rate_bpm')} />
        <NumberInput label={`${t('vitals.breaths')} (/min)`} {...amount('respiratory_rate_bpm')} />
        <NumberInput label={`${t('vitals.temperature')} (°C)`} {...amount('temperature_celsius', 1)} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm" style={{ alignItems: 'end' }}>
        <NumberInput label={`${t('vitals.oxygen')} (%)`} {...amount('oxygen_saturation_percent')} />
        <Input.Wrapper label={t('icu.on_oxygen')}>
          <SegmentedControl size="xs" fullWidth aria-label={t('icu.on_oxygen')} value={values.oxygen} onChange={(next) => form.setFieldValue('oxygen', next)} data={oxygens.map((value) => ({ value, label: t(`icu.on_oxygen.${value}`) }))} data-testid="icu-oxygen" />
        </Input.Wrapper>
        <NumberInput label={`${t('icu.fio2')} (%)`} {...amount('inspired_oxygen_percent')} />
        <Checkbox label={t('icu.scale2')} mb={8} {...form.getInputProps('scale2', { type: 'checkbox' })} />
        <Select label={t('vitals.consciousness')} clearable data={choices('consciousness', consciousness)} data-testid="icu-consciousness" {...form.getInputProps('consciousness')} />
        <NumberInput label={t('icu.gcs.range')} {...amount('glasgow_coma_scale')} />
        <NumberInput label={`${t('icu.urine.since')} (ml)`} {...amount('urine_output_ml')} />
        <NumberInput label={`${t('icu.cvp')} (mmHg)`} {...amount('central_venous_mmhg', 1)} />
      </SimpleGrid>
      <TextInput label={t('icu.at')} placeholder={corrects ? undefined : t('vitals.measured_at.now')} data-testid="icu-recorded_at" {...form.getInputProps('recorded_at')} />
      <Textarea label={t('vitals.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
      {corrects && <TextInput label={t('icu.correct.reason')} withAsterisk data-testid="icu-reason" {...form.getInputProps('correction_reason')} />}
    </FormFrame>
  );
}

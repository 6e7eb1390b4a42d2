import { Button, Checkbox, Group, Input, NumberInput, Radio, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PatientLine, RequestOf, ResponseOf } from '../../api/commands';
import { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote, Note } from '../../shared/look/Note';
import { PatientPicker } from '../people/PatientPicker';
import { ageAndGender } from '../people/patientFacts';
import classes from './acute.module.css';
import { ColourWord } from './Colour';
import { ageIsOpen, bands, colours, isColour, likelyBand, type Band, type Colour, type TriageLine } from './triageWords';

type Amount = number | string;
type Triaged = ResponseOf<'encounters.triage'>;
type Mobility = NonNullable<RequestOf<'encounters.triage'>['mobility']>;

interface TriageValues {
  patient: PatientLine | null;
  symptoms: string;
  age_years: Amount;
  height_cm: Amount;
  mobility: Mobility | null;
  has_trauma: boolean;
  respiratory_rate_bpm: Amount;
  heart_rate_bpm: Amount;
  systolic_mmhg: Amount;
  temperature_celsius: Amount;
  consciousness: string | null;
  band: Band | null;
  discriminators: string[];
  priority: Colour | '';
  override_reason: string;
  correction_reason: string;
}

const mobilities: readonly Mobility[] = ['walking', 'with_help', 'stretcher'];
const consciousness = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const;

/** What came of it, and on what the colour rests. */
function Outcome(props: { triaged: Triaged; patient: string; onClose: () => void }) {
  const { triaged } = props;
  useDialogKeys(props.onClose, props.onClose);
  const means = isColour(triaged.priority) ? t(`triage.${triaged.priority}.means`) : '';
  return (
    <Stack gap="sm" role="status" data-testid="triage-outcome">
      <ColourWord code={triaged.priority} large />
      <Text>{t('triage.done', { patient: props.patient, colour: word('triage', triaged.priority), means })}</Text>
      {triaged.computed_priority !== null && triaged.computed_priority !== triaged.priority && <Text size="sm">{t('triage.done.computed', { colour: word('triage', triaged.computed_priority) })}</Text>}
      {triaged.tews_score !== null && <Text size="sm">{t('triage.done.score', { score: triaged.tews_score })}</Text>}
      {triaged.signs.length > 0 && (
        <div>
          <Text size="sm" fw={590}>
            {t('triage.done.signs')}
          </Text>
          {triaged.signs.map((sign) => (
            <Text key={sign} size="sm">
              {say(sign)}
            </Text>
          ))}
        </div>
      )}
      {triaged.age_note && <Note tone="amber">{say(triaged.age_note)}</Note>}
      <Group justify="flex-end">
        <Button onClick={props.onClose} data-autofocus data-testid="triage-close">
          {t('common.done')}
        </Button>
      </Group>
    </Stack>
  );
}

function Signs(props: { band: Band; value: string[]; onChange: (codes: string[]) => void; error: string | null }) {
  const signs = useCommand('encounters.triage_signs', { age_band: props.band }, []);
  const order = colours.filter((colour) => signs.data?.some((sign) => sign.priority === colour));
  return (
    <Checkbox.Group label={t('triage.signs')} value={props.value} onChange={props.onChange} error={props.error}>
      <FailureNote failure={signs.error} />
      <Stack gap="xs" mt={4}>
        {order.map((colour) => (
          <div key={colour}>
            <ColourWord code={colour} />
            <div className={classes.signs}>
              {(signs.data ?? [])
                .filter((sign) => sign.priority === colour)
                .map((sign) => (
                  <Checkbox key={sign.code} value={sign.code} label={say(sign.text)} data-testid={`sign-${sign.code}`} />
                ))}
            </div>
          </div>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

interface Props {
  /** Somebody who was assessed before. */
  line: TriageLine | null;
  /** Whether that assessment was wrong, instead of this being a new one. */
  corrects: boolean;
  onClose: () => void;
}

/** An assessment by the South African Triage Scale. The clinic computes the colour; a person may choose another with a reason. */
export function TriageForm({ line, corrects, onClose }: Props) {
  const triage = useAct('encounters.triage');
  const [unusual, setUnusual] = useState<Failure | null>(null);
  const [outcome, setOutcome] = useState<{ triaged: Triaged; patient: string } | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<TriageValues>(`triage:${line?.id ?? 'new'}:${corrects ? 'correct' : 'assess'}`, {
    blank: {
      patient: line?.patient ?? null, symptoms: line?.symptoms ?? '', age_years: '', height_cm: '', mobility: null, has_trauma: false, respiratory_rate_bpm: '', heart_rate_bpm: '', systolic_mmhg: '',
      temperature_celsius: '', consciousness: null, band: null, discriminators: [], priority: '', override_reason: '', correction_reason: '',
    },
    validate: (values) => ({
      patient: values.patient ? null : t('book.patient.missing'),
      symptoms: needed(values.symptoms),
      correction_reason: corrects ? needed(values.correction_reason) : null,
    }),
  });
  const { values } = form;
  const { patient } = values;
  const band = values.band ?? likelyBand(patient?.age_years ?? numberOrNull(values.age_years), numberOrNull(values.height_cm));
  const submit = (confirm_unusual: boolean) =>
    form.onSubmit((typed) => {
      if (!typed.patient) return;
      const { display_name } = typed.patient;
      setUnusual(null);
      refuse(null);
      triage.mutate(
        {
          patient_id: typed.patient.id,
          visit_id: line?.visit_id ?? null,
          symptoms: typed.symptoms.trim(),
          age_years: numberOrNull(typed.age_years),
          height_cm: numberOrNull(typed.height_cm),
          mobility: typed.mobility,
          has_trauma: typed.has_trauma,
          respiratory_rate_bpm: numberOrNull(typed.respiratory_rate_bpm),
          heart_rate_bpm: numberOrNull(typed.heart_rate_bpm),
          systolic_mmhg: numberOrNull(typed.systolic_mmhg),
          temperature_celsius: numberOrNull(typed.temperature_celsius),
          consciousness: typed.consciousness,
          discriminators: typed.discriminators,
          priority: typed.priority === '' ? null : typed.priority,
          override_reason: orNull(typed.override_reason),
          corrects_id: corrects && line ? line.id : null,
          correction_reason: corrects ? orNull(typed.correction_reason) : null,
          confirm_unusual,
        },
        {
          onSuccess: (triaged) => {
            saved();
            setOutcome({ triaged, patient: display_name });
          },
          onError: (failure) => (failure.code === 'unusual' ? setUnusual(failure) : refuse(failure.field === 'patient_id' ? new Failure(failure.code, failure.sentence, 'patient') : failure)),
        },
      );
    })();
  if (outcome) return <Outcome {...outcome} onClose={onClose} />;

  const amount = (field: 'age_years' | 'height_cm' | 'respiratory_rate_bpm' | 'heart_rate_bpm' | 'systolic_mmhg' | 'temperature_celsius', decimals = 0) => ({
    ...form.getInputProps(field),
    hideControls: true,
    allowNegative: false,
    decimalScale: decimals,
    'data-testid': `triage-${field}`,
  });
  return (
    <FormFrame
      {...draft}
      submitLabel={t(corrects ? 'triage.submit.correct' : 'triage.submit')}
      pending={triage.isPending}
      warning={<AllTheSame failure={unusual} action={t('triage.confirm_unusual')} onGoOn={() => submit(true)} testid="triage-unusual" actionTestid="triage-confirm" />}
      onSubmit={() => submit(false)}
      onClose={onClose}
      testid="triage"
    >
      {corrects && <Note tone="plain">{t('triage.correct.text')}</Note>}
      {line ? (
        <Text size="sm" c="dimmed">
          {ageAndGender(line.patient)}
        </Text>
      ) : (
        <PatientPicker value={patient} onChange={(next) => form.setValues({ patient: next, band: null, discriminators: [] })} error={form.errors.patient} autoFocus testid="triage-patient" />
      )}
      <Textarea label={t('triage.symptoms')} withAsterisk autosize minRows={1} {...(line ? { 'data-autofocus': true } : {})} data-testid="triage-symptoms" {...form.getInputProps('symptoms')} />
      {patient && ageIsOpen(patient) && (
        <SimpleGrid cols={2} spacing="sm">
          {patient.age_years === null && <NumberInput label={t('triage.age')} description={t('triage.age.text')} {...amount('age_years', 1)} />}
          <NumberInput label={t('triage.height')} description={t('triage.height.text')} {...amount('height_cm', 1)} />
        </SimpleGrid>
      )}
      <Group gap="xl" align="flex-end">
        <Radio.Group label={t('triage.mobility')} value={values.mobility} onChange={(value) => form.setFieldValue('mobility', mobilities.find((each) => each === value) ?? null)}>
          <Group gap="md" mt={6}>
            {mobilities.map((each) => (
              <Radio key={each} value={each} label={t(`triage.mobility.${each}`)} data-testid={`mobility-${each}`} />
            ))}
          </Group>
        </Radio.Group>
        <Checkbox label={t('triage.trauma')} data-testid="triage-trauma" {...form.getInputProps('has_trauma', { type: 'checkbox' })} />
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="sm">
        <NumberInput label={`${t('vitals.breaths')} (/min)`} {...amount('respiratory_rate_bpm')} />
        <NumberInput label={`${t('vitals.pulse')} (/min)`} {...amount('heart_rate_bpm')} />
        <NumberInput label={`${t('vitals.systolic')} (mmHg)`} {...amount('systolic_mmhg')} />
        <NumberInput label={`${t('vitals.temperature')} (°C)`} {...amount('temperature_celsius', 1)} />
        <Select label={t('vitals.consciousness')} clearable data={choices('consciousness', consciousness)} data-testid="triage-consciousness" {...form.getInputProps('consciousness')} />
      </SimpleGrid>
      <Input.Wrapper label={t('triage.chart')}>
        <SegmentedControl size="xs" fullWidth aria-label={t('triage.chart')} value={band} onChange={(next) => form.setValues({ band: next, discriminators: [] })} data={bands.map((each) => ({ value: each, label: t(`triage.chart.${each}`) }))} />
      </Input.Wrapper>
      <Signs band={band} value={values.discriminators} onChange={(codes) => form.setFieldValue('discriminators', codes)} error={typeof form.errors.discriminators === 'string' ? form.errors.discriminators : null} />
      <Radio.Group label={t('triage.colour')} value={values.priority} onChange={(code) => form.setFieldValue('priority', isColour(code) ? code : '')} error={form.errors.priority}>
        <Group gap="md" mt={6}>
          <Radio value="" label={t('triage.colour.scale')} data-testid="colour-scale" />
          {colours.map((colour) => (
            <Radio key={colour} value={colour} label={<ColourWord code={colour} />} data-testid={`colour-${colour}`} />
          ))}
        </Group>
      </Radio.Group>
      {values.priority !== '' && <TextInput label={t('triage.override')} data-testid="triage-override" {...form.getInputProps('override_reason')} />}
      {corrects && <TextInput label={t('triage.reason')} withAsterisk data-testid="triage-reason" {...form.getInputProps('correction_reason')} />}
    </FormFrame>
  );
}

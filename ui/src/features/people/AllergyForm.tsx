import { Select, TextInput } from '@mantine/core';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { dayTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { datePattern, parseDate } from '../../shared/time/typed';
import { useDraftForm } from '../../shared/forms/useDraftForm';

const categories = ['medication', 'food', 'environment', 'biologic'] as const;
const criticalities = ['high', 'low', 'unable_to_assess'] as const;
const severities = ['mild', 'moderate', 'severe'] as const;
const verifications = ['unconfirmed', 'presumed', 'confirmed'] as const;

type Verification = (typeof verifications)[number];
type Criticality = (typeof criticalities)[number];

interface AllergyValues {
  substance_text: string;
  category: string | null;
  criticality: Criticality | null;
  reaction_text: string;
  severity: string | null;
  /** As typed. */
  onset_on: string;
  verification: Verification | null;
}

/** What the patient must not be given. */
export function AllergyForm(props: { patientId: string; onDone: () => void }) {
  const add = useAct('people.add_allergy');
  const { form, answered, ...draft } = useDraftForm<AllergyValues>(`allergy:${props.patientId}`, {
    blank: { substance_text: '', category: 'medication', criticality: null, reaction_text: '', severity: null, onset_on: '', verification: null },
    validate: (values) => ({
      substance_text: values.substance_text.trim() === '' ? t('allergy.substance.missing') : null,
      onset_on: dayTrouble(values.onset_on),
    }),
  });
  const submit = () =>
    form.onSubmit((values) =>
      add.mutate(
        { ...values, patient_id: props.patientId, substance_text: values.substance_text.trim(), reaction_text: orNull(values.reaction_text), onset_on: parseDate(values.onset_on) },
        answered(props.onDone),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('allergy.title')} pending={add.isPending} onSubmit={submit} onClose={props.onDone} testid="allergy">
      <TextInput label={t('allergy.substance')} data-autofocus data-testid="allergy-substance" {...form.getInputProps('substance_text')} />
      <Select label={t('allergy.category')} clearable data={choices('allergy_category', categories)} {...form.getInputProps('category')} />
      <Select label={t('allergy.criticality')} clearable data={choices('criticality', criticalities)} data-testid="allergy-criticality" {...form.getInputProps('criticality')} />
      <TextInput label={t('allergy.reaction')} data-testid="allergy-reaction" {...form.getInputProps('reaction_text')} />
      <Select label={t('allergy.severity')} clearable data={choices('reaction_severity', severities)} {...form.getInputProps('severity')} />
      <TextInput label={t('allergy.onset')} placeholder={datePattern()} data-testid="allergy-onset" {...form.getInputProps('onset_on')} />
      <Select label={t('allergy.verification')} clearable data={choices('allergy_verification', verifications)} {...form.getInputProps('verification')} />
    </FormFrame>
  );
}

import { Select, TextInput } from '@mantine/core';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { dayTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { datePattern, parseDate, typedDate } from '../../shared/time/typed';
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

const isOne = <T extends string>(known: readonly T[], said: string | null): said is T => known.some((each) => each === said);

/** What the patient must not be given; or one that is noted already, as it should stand. */
export function AllergyForm(props: { patientId: string; corrects?: Chart['allergies'][number]; onDone: () => void }) {
  const { patientId, corrects } = props;
  const add = useAct('people.add_allergy');
  const correct = useAct('people.correct_allergy');
  const { form, answered, ...draft } = useDraftForm<AllergyValues>(corrects ? `correct-allergy:${corrects.id}:${corrects.version}` : `allergy:${patientId}`, {
    blank: {
      substance_text: corrects?.substance_text ?? '',
      category: corrects ? corrects.category : 'medication',
      criticality: corrects && isOne(criticalities, corrects.criticality) ? corrects.criticality : null,
      reaction_text: corrects?.reaction_text ?? '',
      severity: corrects?.severity ?? null,
      onset_on: typedDate(corrects?.onset_on ?? null),
      verification: corrects && isOne(verifications, corrects.verification) ? corrects.verification : null,
    },
    validate: (values) => ({
      substance_text: values.substance_text.trim() === '' ? t('allergy.substance.missing') : null,
      onset_on: dayTrouble(values.onset_on),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const onset_on = parseDate(values.onset_on);
      const told = { ...values, substance_text: values.substance_text.trim(), reaction_text: orNull(values.reaction_text) };
      // What is left out stays as it stands, so a day that was taken away is said to be none.
      if (corrects) correct.mutate({ ...told, id: corrects.id, version: corrects.version, onset_on: onset_on ?? '' }, answered(props.onDone));
      else add.mutate({ ...told, patient_id: patientId, onset_on }, answered(props.onDone));
    })();
  return (
    <FormFrame {...draft} submitLabel={t(corrects ? 'common.save' : 'allergy.title')} pending={add.isPending || correct.isPending} onSubmit={submit} onClose={props.onDone} testid="allergy">
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

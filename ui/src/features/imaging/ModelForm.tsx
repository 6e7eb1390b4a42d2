import { MultiSelect, NumberInput, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { datePattern, parseDate } from '../../shared/time/typed';
import { modalityChoices } from './choices';

/** Kinds of what runs outside; the other kinds are methods that are built in. */
const KINDS = ['device', 'network'] as const;

interface ModelValues {
  name: string;
  model_version: string;
  kind: string;
  purpose: string;
  method_text: string;
  source_text: string;
  limits_text: string;
  modalities: string[];
  /** As typed. */
  last_trained_on: string;
  federated_over: string | number;
}

/** Names a model that runs outside of Holdfast, so that what it found can be taken in as proposals. */
export function ModelForm(props: { onClose: () => void }) {
  const add = useAct('imaging.add_model');
  const { form, answered, refuse, ...draft } = useDraftForm<ModelValues>('imaging-model', {
    blank: { name: '', model_version: '', kind: 'device', purpose: '', method_text: '', source_text: '', limits_text: '', modalities: [], last_trained_on: '', federated_over: '' },
    validate: (values) => {
      return {
        name: needed(values.name),
        model_version: needed(values.model_version),
        purpose: needed(values.purpose),
        method_text: needed(values.method_text),
        last_trained_on: orNull(values.last_trained_on) !== null && parseDate(values.last_trained_on) === null ? t('imaging.model.date.wrong', { pattern: datePattern() }) : null,
      };
    },
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      add.mutate(
        {
          name: values.name.trim(),
          model_version: values.model_version.trim(),
          kind: values.kind,
          purpose: values.purpose.trim(),
          method_text: values.method_text.trim(),
          source_text: orNull(values.source_text),
          limits_text: orNull(values.limits_text),
          modalities: values.modalities,
          last_trained_on: parseDate(values.last_trained_on),
          federated_over: numberOrNull(values.federated_over),
          file_sha256: null,
        },
        answered(props.onClose),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('imaging.model.add')} pending={add.isPending} onSubmit={submit} onClose={props.onClose} testid="model">
      <Text size="sm" c="dimmed">
        {t('imaging.model.add.text')}
      </Text>
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('imaging.model.name')} data-autofocus data-testid="model-name" {...form.getInputProps('name')} />
        <TextInput label={t('imaging.model.version')} data-testid="model-version" {...form.getInputProps('model_version')} />
      </SimpleGrid>
      <Select label={t('imaging.model.kind')} allowDeselect={false} data={choices('ai_model_kind', KINDS)} {...form.getInputProps('kind')} />
      <Textarea label={t('imaging.model.purpose')} autosize minRows={2} data-testid="model-purpose" {...form.getInputProps('purpose')} />
      <Textarea label={t('imaging.model.method')} autosize minRows={2} data-testid="model-method" {...form.getInputProps('method_text')} />
      <Textarea label={t('imaging.model.limits')} autosize minRows={2} data-testid="model-limits" {...form.getInputProps('limits_text')} />
      <TextInput label={t('imaging.model.source')} {...form.getInputProps('source_text')} />
      <MultiSelect label={t('imaging.model.modalities')} placeholder={form.values.modalities.length === 0 ? t('imaging.model.modalities.all') : ''} searchable clearable data={modalityChoices()} data-testid="model-modalities" {...form.getInputProps('modalities')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('imaging.model.trained')} placeholder={datePattern()} {...form.getInputProps('last_trained_on')} />
        <NumberInput label={t('imaging.model.federated')} min={3} allowDecimal={false} {...form.getInputProps('federated_over')} />
      </SimpleGrid>
    </FormFrame>
  );
}

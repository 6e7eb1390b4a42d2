import { Fieldset, NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { RequestOf } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { numberOrNull, orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import type { LabTest } from './ranges';

type Form = RequestOf<'encounters.add_lab_test'>;

const categories = ['blood', 'urine', 'microbiology', 'pathology', 'imaging', 'other'] as const;
const specimens = ['blood', 'serum', 'plasma', 'urine', 'stool', 'swab', 'sputum', 'tissue', 'cerebrospinal_fluid', 'other'] as const;

interface Values {
  name: string;
  code: string;
  code_system: string;
  category: string | null;
  specimen_kind: string | null;
  unit: string;
  panel_name: string;
  sex: Form['sex'];
  age_from_years: number | string;
  age_until_years: number | string;
  reference_low: number | string;
  reference_high: number | string;
  critical_low: number | string;
  critical_high: number | string;
  notes: string;
}

/** What is done: a new test, another range of a known one, or a change of a row. */
export type LabTestEntry = { what: 'add' } | { what: 'range' | 'change'; test: LabTest };

function valuesOf(entry: LabTestEntry): Values {
  const test = entry.what === 'add' ? null : entry.test;
  // Another range is of the same test, for other patients.
  const range = entry.what === 'change' ? entry.test : null;
  return {
    name: test?.name ?? '', code: test?.code ?? '', code_system: test?.code_system ?? '', category: test ? test.category : 'blood', specimen_kind: test?.specimen_kind ?? null, unit: test?.unit ?? '', panel_name: test?.panel_name ?? '', sex: range?.sex === 'male' || range?.sex === 'female' ? range.sex : null,
    age_from_years: range?.age_from_years ?? '', age_until_years: range?.age_until_years ?? '', reference_low: range?.reference_low ?? '', reference_high: range?.reference_high ?? '', critical_low: range?.critical_low ?? '', critical_high: range?.critical_high ?? '', notes: range?.notes ?? '',
  };
}

function upsideDown(low: number | string, high: number | string): boolean {
  const [from, until] = [numberOrNull(low), numberOrNull(high)];
  return from !== null && until !== null && from > until;
}

export function LabTestForm(props: { entry: LabTestEntry; onDone: () => void }) {
  const { entry, onDone } = props;
  const add = useAct('encounters.add_lab_test');
  const update = useAct('encounters.update_lab_test');
  const key = entry.what === 'add' ? 'lab-test' : entry.what === 'range' ? `lab-range:${entry.test.id}` : `lab-test:${entry.test.id}:${entry.test.version}`;
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(key, {
    blank: valuesOf(entry),
    validate: (values) => ({
      name: values.name.trim() === '' ? t('lab_test.name.missing') : null,
      reference_high: upsideDown(values.reference_low, values.reference_high) ? t('lab_test.upside_down') : null,
      age_until_years: upsideDown(values.age_from_years, values.age_until_years) ? t('lab_test.upside_down') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const written: Form = {
        name: values.name.trim(), code: orNull(values.code), code_system: orNull(values.code_system), category: values.category, specimen_kind: values.specimen_kind, unit: orNull(values.unit), panel_name: orNull(values.panel_name), sex: values.sex, age_from_years: numberOrNull(values.age_from_years),
        age_until_years: numberOrNull(values.age_until_years), reference_low: numberOrNull(values.reference_low), reference_high: numberOrNull(values.reference_high), critical_low: numberOrNull(values.critical_low), critical_high: numberOrNull(values.critical_high), notes: orNull(values.notes),
      };
      const after = answered(onDone);
      refuse(null);
      if (entry.what === 'change') update.mutate({ id: entry.test.id, version: entry.test.version, ...written }, after);
      else add.mutate(written, after);
    })();
  const number = (field: keyof Values) => ({ ...form.getInputProps(field), hideControls: true, 'data-testid': `lab-test-${field}` });
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="lab-test">
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('lab_test.name')} {...(entry.what === 'add' ? { 'data-autofocus': true } : {})} {...form.getInputProps('name')} data-testid="lab-test-name" />
        <TextInput label={t('lab_test.panel')} description={t('lab_test.panel.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} {...form.getInputProps('panel_name')} />
        <TextInput label={t('lab_test.code')} placeholder="2823-3" {...form.getInputProps('code')} data-testid="lab-test-code" />
        <TextInput label={t('lab_test.code_system')} placeholder="http://loinc.org" {...form.getInputProps('code_system')} />
        <Select label={t('lab_test.category')} clearable data={choices('lab_category', categories)} {...form.getInputProps('category')} />
        <Select label={t('lab_test.specimen')} clearable data={choices('specimen_kind', specimens)} {...form.getInputProps('specimen_kind')} />
        <TextInput label={t('lab_test.unit')} placeholder="mmol/L" {...form.getInputProps('unit')} data-testid="lab-test-unit" />
      </SimpleGrid>
      <Fieldset legend={t('lab_test.for')}>
        <SimpleGrid cols={3} spacing="xs">
          <Select label={t('people.gender')} placeholder={t('lab_test.everybody')} clearable data={choices('gender', ['female', 'male'])} {...form.getInputProps('sex')} data-testid="lab-test-sex" />
          <NumberInput label={t('lab_test.age_from')} min={0} {...number('age_from_years')} />
          <NumberInput label={t('lab_test.age_until')} min={0} {...number('age_until_years')} />
        </SimpleGrid>
      </Fieldset>
      <Fieldset legend={t('lab_test.limits')}>
        <SimpleGrid cols={2} spacing="xs">
          <NumberInput label={t('lab_test.low')} {...number('reference_low')} />
          <NumberInput label={t('lab_test.high')} {...number('reference_high')} />
          <NumberInput label={t('lab_test.critical_low')} {...number('critical_low')} />
          <NumberInput label={t('lab_test.critical_high')} {...number('critical_high')} />
        </SimpleGrid>
      </Fieldset>
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

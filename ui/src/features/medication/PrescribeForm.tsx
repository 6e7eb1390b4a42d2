import { Autocomplete, Button, Divider, Group, NumberInput, SegmentedControl, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { blankItem, itemTroubles, toItem, type ItemValues } from './prescribeItems';
import { Warnings } from './Warnings';

interface PrescribeValues {
  items: ItemValues[];
  notes: string;
}

const units = ['tablet', 'capsule', 'mg', 'g', 'mcg', 'ml', 'drop', 'puff', 'unit', 'patch', 'suppository'];
const routes = ['oral', 'sublingual', 'inhaled', 'topical', 'intramuscular', 'intravenous', 'subcutaneous', 'rectal', 'eye', 'ear', 'nasal'];
const frequencies = ['once a day', 'twice a day', 'three times a day', 'four times a day', 'every 8 hours', 'every 12 hours', 'at night', 'once a week', 'as needed'];

interface ItemProps {
  form: UseFormReturnType<PrescribeValues>;
  index: number;
  patientId: string;
  removable: boolean;
}

function ItemFields({ form, index, patientId, removable }: ItemProps) {
  const item = form.values.items[index];
  const [typed] = useDebouncedValue(item?.medication_text.trim() ?? '', 120);
  const suggested = useCommand('medication.suggest', { query: typed }, ['prescription_items'], { enabled: typed.length > 1, keepPrevious: true });
  const check = useCommand('medication.check', { patient_id: patientId, medication_text: typed }, ['patient_allergies', 'prescription_items'], { enabled: typed.length > 2 });
  if (!item) return null;
  const field = (name: keyof ItemValues) => form.getInputProps(`items.${index}.${name}`);
  return (
    <Stack gap="sm">
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <Autocomplete flex={1} label={t('medication.text')} placeholder={t('medication.text.example')} data={[...new Set(suggested.data ?? [])]} filter={({ options }) => options} data-autofocus={index === 0 || undefined} data-testid="prescribe-medication" {...field('medication_text')} />
        {removable && (
          <Button variant="subtle" color="gray" px="xs" aria-label={t('medication.remove', { medicine: item.medication_text })} onClick={() => form.removeListItem('items', index)}>
            <IconTrash size={17} />
          </Button>
        )}
      </Group>
      {check.data && check.data.warnings.length > 0 && <Warnings warnings={check.data.warnings} />}
      <SegmentedControl
        size="xs"
        value={item.in_words ? 'words' : 'dose'}
        onChange={(value) => form.setFieldValue(`items.${index}.in_words`, value === 'words')}
        data={[
          { value: 'dose', label: t('medication.as_dose') },
          { value: 'words', label: t('medication.as_words') },
        ]}
      />
      {item.in_words ? (
        <Textarea label={t('medication.dosage')} autosize minRows={2} data-testid="prescribe-dosage" {...field('dosage_text')} />
      ) : (
        <SimpleGrid cols={2} spacing="sm">
          <NumberInput label={t('medication.amount')} hideControls allowNegative={false} decimalScale={3} data-testid="prescribe-amount" {...field('dose_amount')} />
          <Autocomplete label={t('medication.unit')} data={units} data-testid="prescribe-unit" {...field('dose_unit')} />
          <Autocomplete label={t('medication.route')} data={routes} data-testid="prescribe-route" {...field('route')} />
          <Autocomplete label={t('medication.frequency')} data={frequencies} placeholder={t('medication.frequency.example')} data-testid="prescribe-frequency" {...field('frequency_text')} />
        </SimpleGrid>
      )}
      <SimpleGrid cols={3} spacing="sm">
        <NumberInput label={t('medication.days')} hideControls allowNegative={false} allowDecimal={false} data-testid="prescribe-days" {...field('duration_days')} />
        <NumberInput label={t('medication.quantity')} hideControls allowNegative={false} {...field('quantity')} />
        <NumberInput label={t('medication.refills')} hideControls allowNegative={false} allowDecimal={false} {...field('refills_allowed')} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label={t('medication.indication')} {...field('indication')} />
        <TextInput label={t('medication.instructions')} {...field('instructions')} />
      </SimpleGrid>
    </Stack>
  );
}

/** A prescription of one or more medicines; warnings are heard before it can be signed off. */
export function PrescribeForm(props: { patientId: string; visitId: string | null; onDone: () => void }) {
  const prescribe = useAct('medication.prescribe');
  const [warned, setWarned] = useState<Failure | null>(null);
  const [reason, setReason] = useState('');
  const { form, saved, refuse, ...draft } = useDraftForm<PrescribeValues>(`prescribe:${props.patientId}`, {
    blank: { items: [blankItem], notes: '' },
    validate: (values) =>
      Object.fromEntries(values.items.flatMap((item, index) => Object.entries(itemTroubles(item)).map(([field, trouble]) => [`items.${index}.${field}`, trouble]))),
  });
  const submit = (accept_warnings: boolean) =>
    form.onSubmit((values) => {
      setWarned(null);
      refuse(null);
      prescribe.mutate(
        { patient_id: props.patientId, visit_id: props.visitId, items: values.items.map(toItem), notes: orNull(values.notes), accept_warnings, accept_reason: orNull(reason) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('medication.prescribed', { count: values.items.length }) });
            props.onDone();
          },
          onError: (failure) => (failure.code === 'warned' || failure.code === 'reason_needed' ? setWarned(failure) : refuse(failure)),
        },
      );
    })();
  return (
    <FormFrame
      {...draft}
      submitLabel={t('medication.prescribe')}
      pending={prescribe.isPending}
      warning={
        <AllTheSame failure={warned} action={t('medication.accept')} grave onGoOn={() => submit(true)} testid="prescribe-warned" actionTestid="prescribe-accept">
          {warned?.code === 'reason_needed' && (
            <Textarea mt="xs" label={t('medication.accept.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize autoFocus data-testid="prescribe-reason" />
          )}
        </AllTheSame>
      }
      onSubmit={() => submit(false)}
      onClose={props.onDone}
      testid="prescribe"
    >
      {form.values.items.map((_, index) => (
        <Stack key={index} gap="md">
          {index > 0 && <Divider label={word('medication', 'next')} />}
          <ItemFields form={form} index={index} patientId={props.patientId} removable={form.values.items.length > 1} />
        </Stack>
      ))}
      <Group>
        <AddButton label={t('medication.add')} onClick={() => form.insertListItem('items', blankItem)} testid="prescribe-add" />
      </Group>
    </FormFrame>
  );
}

import { Autocomplete, Checkbox, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import type { Statement } from './medicineWords';
import { Warnings } from './Warnings';

/** Notes what the patient takes that was not prescribed here. */
export function AddStatementForm(props: { patientId: string; visitId: string | null; onDone: () => void }) {
  const add = useAct('medication.add_statement');
  const { form, saved, refuse, ...draft } = useDraftForm(`statement:${props.patientId}`, {
    blank: { medication_text: '', dosage_text: '', started_on: '', source_text: '', reason_text: '', notes: '' },
    validate: (values) => ({ medication_text: values.medication_text.trim() === '' ? t('medication.text.missing') : null }),
  });
  const [typed] = useDebouncedValue(form.values.medication_text.trim(), 120);
  const suggested = useCommand('medication.suggest', { query: typed }, ['prescription_items'], { enabled: typed.length > 1, keepPrevious: true });
  const check = useCommand('medication.check', { patient_id: props.patientId, medication_text: typed }, ['patient_allergies', 'prescription_items', 'medication_statements'], { enabled: typed.length > 2 });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      add.mutate(
        {
          patient_id: props.patientId,
          visit_id: props.visitId,
          medication_text: values.medication_text.trim(),
          dosage_text: orNull(values.dosage_text),
          started_on: orNull(values.started_on),
          source_text: orNull(values.source_text),
          reason_text: orNull(values.reason_text),
          notes: orNull(values.notes),
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('elsewhere.done', { medicine: values.medication_text.trim() }) });
            props.onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} pending={add.isPending} onSubmit={submit} onClose={props.onDone} testid="statement">
      <Text size="sm" c="dimmed">
        {t('elsewhere.add.text')}
      </Text>
      <Autocomplete label={t('medication.text')} data={[...new Set(suggested.data ?? [])]} filter={({ options }) => options} data-autofocus data-testid="statement-medicine" {...form.getInputProps('medication_text')} />
      {check.data && check.data.warnings.length > 0 && <Warnings warnings={check.data.warnings} />}
      <TextInput label={t('elsewhere.dosage')} data-testid="statement-dosage" {...form.getInputProps('dosage_text')} />
      <SimpleGrid cols={2} spacing="sm">
        <DayField label={t('elsewhere.since')} testid="statement-since" {...form.getInputProps('started_on')} />
        <TextInput label={t('elsewhere.source')} placeholder={t('elsewhere.source.example')} data-testid="statement-source" {...form.getInputProps('source_text')} />
      </SimpleGrid>
      <TextInput label={t('elsewhere.reason')} data-testid="statement-reason" {...form.getInputProps('reason_text')} />
      <Textarea label={t('elsewhere.notes')} autosize minRows={1} data-testid="statement-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** Ends a statement, or says that it never was true. */
export function EndStatementForm(props: { statement: Statement; onDone: () => void }) {
  const { statement } = props;
  const end = useAct('medication.end_statement');
  const { form, saved, refuse, ...draft } = useDraftForm(`end-statement:${statement.id}`, { blank: { ended_on: '', entered_in_error: false, reason: '' } });
  const never = form.values.entered_in_error;
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      end.mutate(
        { id: statement.id, version: statement.version, ended_on: never ? null : orNull(values.ended_on), entered_in_error: values.entered_in_error, reason: orNull(values.reason) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('elsewhere.end.done', { medicine: statement.medication_text }) });
            props.onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('elsewhere.end')} pending={end.isPending} onSubmit={submit} onClose={props.onDone} testid="end-statement">
      <Checkbox label={t('elsewhere.end.error')} data-testid="end-statement-error" {...form.getInputProps('entered_in_error', { type: 'checkbox' })} />
      {!never && <DayField label={t('elsewhere.end.last')} placeholder={t('elsewhere.end.today')} testid="end-statement-day" {...form.getInputProps('ended_on')} />}
      <TextInput label={t('elsewhere.end.reason')} data-autofocus data-testid="end-statement-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

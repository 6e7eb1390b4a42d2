import { Checkbox, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { HistoryLine } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { dayTrouble } from '../../../shared/forms/clock';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { datePattern, parseDate, typedDate } from '../../../shared/time/typed';

type Kind = HistoryLine['kind'];
export const historyKinds: readonly Kind[] = ['condition', 'operation', 'family', 'social', 'medication', 'other'];

interface HistoryValues {
  kind: Kind;
  description: string;
  relationship: string;
  /** Days as typed. */
  started_on: string;
  ended_on: string;
  is_past: boolean;
  notes: string;
}

/** Something that the patient brings along: an illness, an operation, what runs in the family. */
export function HistoryForm(props: { patientId: string; line?: HistoryLine; onDone: () => void }) {
  const { line } = props;
  const add = useAct('people.add_history');
  const correct = useAct('people.correct_history');
  const { form, answered, refuse, ...draft } = useDraftForm<HistoryValues>(line ? `history:${line.id}` : `history:new:${props.patientId}`, {
    blank: {
      kind: line?.kind ?? 'condition',
      description: line?.description ?? '',
      relationship: line?.relationship ?? '',
      started_on: typedDate(line?.started_on ?? null),
      ended_on: typedDate(line?.ended_on ?? null),
      is_past: line?.status === 'past',
      notes: line?.notes ?? '',
    },
    validate: (values) => ({
      description: values.description.trim() === '' ? t('history.description.missing') : null,
      started_on: dayTrouble(values.started_on),
      ended_on: dayTrouble(values.ended_on),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      const told = {
        kind: values.kind,
        description: values.description.trim(),
        code_system: line?.code_system ?? null,
        code: line?.code ?? null,
        relationship: values.kind === 'family' ? orNull(values.relationship) : null,
        started_on: parseDate(values.started_on),
        ended_on: parseDate(values.ended_on),
        notes: orNull(values.notes),
      };
      const options = answered(() => {
        notifications.show({ message: t(line ? 'history.changed' : 'history.added', { what: told.description }) });
        props.onDone();
      });
      if (line) correct.mutate({ id: line.id, version: line.version, is_past: values.is_past, ...told }, options);
      else add.mutate({ patient_id: props.patientId, ...told }, options);
    })();
  const { kind } = form.values;
  return (
    <FormFrame {...draft} submitLabel={t(line ? 'common.save' : 'history.submit')} pending={add.isPending || correct.isPending} onSubmit={submit} onClose={props.onDone} testid="history">
      <Select label={t('history.kind')} allowDeselect={false} data={choices('history_kind', historyKinds)} data-testid="history-kind" {...form.getInputProps('kind')} />
      <TextInput label={t('history.description')} data-autofocus data-testid="history-description" {...form.getInputProps('description')} />
      {kind === 'family' && <TextInput label={t('history.relationship')} placeholder={t('history.relationship.example')} data-testid="history-relationship" {...form.getInputProps('relationship')} />}
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('history.started')} placeholder={datePattern()} data-testid="history-started" {...form.getInputProps('started_on')} />
        <TextInput label={t('history.ended')} placeholder={datePattern()} {...form.getInputProps('ended_on')} />
      </SimpleGrid>
      {line && <Checkbox label={t('history.is_past')} {...form.getInputProps('is_past', { type: 'checkbox' })} />}
      <Textarea label={t('history.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

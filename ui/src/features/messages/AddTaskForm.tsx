import { Group, Select, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import type { PatientLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { enumerations } from '../../api/generated';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showShortDate } from '../../shared/time/format';
import { addMinutes, dayBounds, instantAt } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { PatientPicker } from '../people/PatientPicker';
import { taskRoles, useColleagues } from './colleagues';

interface TaskValues {
  title: string;
  description: string;
  kind: string;
  priority: string;
  for_role: string | null;
  assigned_to: string | null;
  patient_id: PatientLine | null;
  due_on: string | null;
  clock: string;
}

/** The instant until which it is due: the last minute of the day where no time is said. */
function dueAt(values: TaskValues, zone: string): number | null {
  if (!values.due_on) return null;
  const clock = parseClock(values.clock);
  return clock ? instantAt(values.due_on, clock, zone) : addMinutes(dayBounds(values.due_on, zone).ends_at, -1);
}

/** Writes down what must not be forgotten. */
export function AddTaskForm(props: { onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const create = useAct('messages.create_task');
  const colleagues = useColleagues();
  const { form, saved, refuse, ...draft } = useDraftForm<TaskValues>('add-task', {
    blank: { title: '', description: '', kind: 'other', priority: 'medium', for_role: null, assigned_to: null, patient_id: null, due_on: null, clock: '' },
    validate: (values) => ({
      title: needed(values.title),
      clock: values.clock.trim() !== '' && !parseClock(values.clock) ? t('task_form.clock.wrong') : null,
      due_on: values.clock.trim() !== '' && !values.due_on ? t('task_form.due_on.missing') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      create.mutate(
        {
          title: values.title.trim(),
          description: orNull(values.description),
          kind: values.kind,
          priority: values.priority,
          for_role: values.for_role,
          assigned_to: values.assigned_to,
          patient_id: values.patient_id?.id ?? null,
          due_at: dueAt(values, zone),
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('task_form.done') });
            props.onClose();
          },
          onError: (failure: Failure) => {
            if (failure.field === 'due_at') form.setFieldError('due_on', failure.sentence);
            else refuse(failure);
          },
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('task_form.submit')} pending={create.isPending} onSubmit={submit} onClose={props.onClose} testid="add-task">
      <TextInput label={t('task_form.title')} description={t('task_form.title.text')} data-autofocus data-testid="add-task-title" {...form.getInputProps('title')} />
      <PatientPicker value={form.values.patient_id} onChange={(patient) => form.setFieldValue('patient_id', patient)} error={form.errors.patient_id} testid="add-task-patient" />
      <Textarea label={t('task_form.description')} autosize minRows={2} {...form.getInputProps('description')} />
      <Group grow align="flex-start">
        <Select label={t('task_form.kind')} data={choices('task_kind', enumerations.task_kind)} allowDeselect={false} {...form.getInputProps('kind')} />
        <Select label={t('task_form.priority')} data={choices('priority', enumerations.priority)} allowDeselect={false} data-testid="add-task-priority" {...form.getInputProps('priority')} />
      </Group>
      <Group grow align="flex-start">
        <Select label={t('task_form.who')} placeholder={t('task_form.who.anybody')} data={[...colleagues]} searchable clearable data-testid="add-task-who" {...form.getInputProps('assigned_to')} />
        <Select label={t('task_form.role')} placeholder={t('task_form.role.any')} data={choices('role', taskRoles)} clearable {...form.getInputProps('for_role')} />
      </Group>
      <Group grow align="flex-start">
        <DatePickerInput label={t('task_form.due_on')} clearable highlightToday valueFormatter={() => (form.values.due_on ? showShortDate(form.values.due_on) : '')} data-testid="add-task-due" {...form.getInputProps('due_on')} />
        <TextInput label={t('task_form.due_clock')} description={t('task_form.due_clock.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} placeholder="9:30" data-testid="add-task-clock" {...form.getInputProps('clock')} />
      </Group>
    </FormFrame>
  );
}

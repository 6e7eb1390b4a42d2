import { Group, Select, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TaskLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useUser } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { taskRoles, useColleagues } from './colleagues';

export type TaskAct = 'complete' | 'cancel' | 'hand_over';

interface ActValues {
  text: string;
  assigned_to: string | null;
  for_role: string | null;
}

/** Every kind of task asks what the next reader will want to know. */
function question(task: TaskLine, act: TaskAct): string {
  if (act === 'cancel') return t('task_act.cancel.ask');
  if (act === 'hand_over') return t('task_act.hand_over.note');
  return word('task_ask', task.kind in asked ? task.kind : 'other');
}

const asked = { telephone_result: true, merge_duplicates: true, stock_below_zero: true, review_access: true, follow_up: true, referral: true, recall: true } as const;

/** Ends a task with its answer, calls it off with the reason, or gives it to somebody else. */
export function TaskActForm({ task, act, onClose }: { task: TaskLine; act: TaskAct; onClose: () => void }) {
  const user = useUser();
  const complete = useAct('messages.complete_task');
  const cancel = useAct('messages.cancel_task');
  const handOver = useAct('messages.hand_over_task');
  const busy = complete.isPending || cancel.isPending || handOver.isPending;
  const colleagues = useColleagues().filter((each) => each.value !== user.id);
  const handing = act === 'hand_over';
  const { form, saved, refuse, ...draft } = useDraftForm<ActValues>(`task-${act}-${task.id}`, {
    blank: { text: '', assigned_to: null, for_role: null },
    validate: (values) => ({
      text: !handing ? needed(values.text) : null,
      assigned_to: handing && !values.assigned_to && !values.for_role ? t('task_act.hand_over.missing') : null,
    }),
  });
  const answered = {
    onSuccess: () => {
      saved();
      notifications.show({ message: t(`task_act.${act}.done`, { title: task.title }) });
      onClose();
    },
    // The one text of this form has another name in each command.
    onError: (failure: Failure) => {
      if (failure.field === 'outcome' || failure.field === 'reason' || failure.field === 'note') form.setFieldError('text', failure.sentence);
      else refuse(failure);
    },
  };
  const submit = () =>
    form.onSubmit(({ text, assigned_to, for_role }) => {
      const { id, version } = task;
      if (act === 'complete') complete.mutate({ id, version, outcome: text.trim() }, answered);
      if (act === 'cancel') cancel.mutate({ id, version, reason: text.trim() }, answered);
      if (handing) handOver.mutate({ id, version, assigned_to, for_role, note: orNull(text) }, answered);
    })();
  return (
    <FormFrame {...draft} submitLabel={t(`task_act.${act}.submit`)} pending={busy} danger={act === 'cancel'} onSubmit={submit} onClose={onClose} testid="task-act">
      {task.patient && (
        <Text fw={580} className="any-script">
          {task.patient.display_name}
        </Text>
      )}
      {task.description && (
        <Text size="sm" className="any-script prewrap">
          {task.description}
        </Text>
      )}
      {handing && (
        <Group grow align="flex-start">
          <Select label={t('task_act.hand_over.to')} data={[...colleagues]} searchable clearable data-autofocus data-testid="task-to" {...form.getInputProps('assigned_to')} />
          <Select label={t('task_act.hand_over.role')} data={choices('role', taskRoles)} clearable data-testid="task-to-role" {...form.getInputProps('for_role')} />
        </Group>
      )}
      <Textarea label={question(task, act)} autosize minRows={2} data-autofocus={!handing || undefined} data-testid="task-act-text" {...form.getInputProps('text')} />
    </FormFrame>
  );
}

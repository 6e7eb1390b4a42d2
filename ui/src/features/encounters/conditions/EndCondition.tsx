import { Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ProblemRow, RequestOf } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { dayTrouble } from '../../../shared/forms/clock';
import { needed } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { datePattern, parseDate } from '../../../shared/time/typed';

/** A condition is over, today or since a day that is known. */
export function ResolveCondition(props: { problem: ProblemRow; onDone: () => void }) {
  const { problem } = props;
  const resolve = useAct('encounters.resolve_condition');
  const { form, answered, refuse, ...draft } = useDraftForm(`resolve-condition:${problem.id}`, {
    blank: { abated_on: '' },
    validate: (values) => ({ abated_on: dayTrouble(values.abated_on) }),
  });
  const submit = () =>
    form.onSubmit(({ abated_on }) => {
      refuse(null);
      resolve.mutate(
        { id: problem.id, version: problem.version, abated_on: parseDate(abated_on) },
        answered(() => {
          notifications.show({ message: t('condition.resolved', { condition: problem.condition_name }) });
          props.onDone();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('condition.resolve')} pending={resolve.isPending} onSubmit={submit} onClose={props.onDone} testid="resolve-condition">
      <Text size="sm">{t('condition.resolve.text')}</Text>
      <TextInput label={t('condition.resolve.day')} description={t('condition.resolve.day.text')} placeholder={datePattern()} data-autofocus data-testid="resolve-condition-day" {...form.getInputProps('abated_on')} />
    </FormFrame>
  );
}

interface Refuted {
  refutation: RequestOf<'encounters.refute_condition'>['refutation'];
  reason: string;
}

/** The patient does not have it and did not. */
export function RefuteCondition(props: { problem: ProblemRow; onDone: () => void }) {
  const { problem } = props;
  const send = useAct('encounters.refute_condition');
  const { form, answered, refuse, ...draft } = useDraftForm<Refuted>(`refute-condition:${problem.id}`, {
    blank: { refutation: 'refuted', reason: '' },
    validate: (values) => ({ reason: needed(values.reason) }),
  });
  const submit = () =>
    form.onSubmit(({ refutation, reason }) => {
      refuse(null);
      send.mutate(
        { id: problem.id, version: problem.version, refutation, reason: reason.trim() },
        answered(() => {
          notifications.show({ message: t('condition.refuted', { condition: problem.condition_name }) });
          props.onDone();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('condition.refute')} danger pending={send.isPending} onSubmit={submit} onClose={props.onDone} testid="refute-condition">
      <Text size="sm">{t('condition.refute.text')}</Text>
      <Radio.Group label={t('condition.refute.how')} {...form.getInputProps('refutation')}>
        <Stack gap={8} mt={6}>
          <Radio value="refuted" label={t('condition.refute.refuted')} />
          <Radio value="entered_in_error" label={t('condition.refute.entered_in_error')} data-testid="refute-condition-error" />
        </Stack>
      </Radio.Group>
      <Textarea label={t('condition.refute.reason')} autosize minRows={2} data-autofocus data-testid="refute-condition-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

import { Text, Textarea } from '@mantine/core';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FormFrame } from './FormFrame';

interface Answered {
  onSuccess: () => void;
  onError: (failure: Failure) => void;
}

interface Props {
  /** Tells this draft from others, such as `void:` and the id. */
  draft: string;
  /** What will happen, in words that name the thing. */
  text: string;
  submitLabel: string;
  danger?: boolean;
  pending: boolean;
  act: (reason: string, answered: Answered) => void;
  onClose: () => void;
  testid: string;
}

/** Asks once, and for the reason that the next reader will want. */
export function ReasonForm(props: Props) {
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm(props.draft, {
    blank: { reason: '' },
    validate: ({ reason }) => (reason.trim() === '' ? { reason: t('accounts.reason.missing') } : {}),
  });
  const submit = () =>
    form.onSubmit(({ reason }) =>
      props.act(reason.trim(), {
        onSuccess: () => {
          saved();
          props.onClose();
        },
        onError: refuse,
      }),
    )();
  return (
    <FormFrame submitLabel={props.submitLabel} danger={props.danger ?? false} pending={props.pending} restored={restored} startAfresh={startAfresh} banner={banner} onSubmit={submit} onClose={props.onClose} testid={props.testid}>
      <Text size="sm">{props.text}</Text>
      <Textarea label={t('accounts.reason')} autosize minRows={2} data-autofocus data-testid={`${props.testid}-reason`} {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { toFailure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';

interface Props {
  /** Where the typing is kept until it is sent. */
  draft: string;
  /** The field of the command that the words go into, so that a refusal stands beside it. */
  field: 'reason' | 'told_to';
  text?: string;
  label: string;
  missing: string;
  submit: string;
  leave: string;
  destructive?: boolean;
  send: (words: string) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  testid: string;
}

/** Asks for a few words before something is done that others must be able to understand. */
export function ReasonForm(props: Props) {
  const { field } = props;
  const [busy, setBusy] = useState(false);
  const { form, saved, banner, refuse } = useDraftForm<Record<string, string>>(props.draft, {
    blank: { [field]: '' },
    validate: (values) => ({ [field]: (values[field] ?? '').trim() === '' ? props.missing : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      setBusy(true);
      refuse(null);
      props
        .send((values[field] ?? '').trim())
        .then(() => {
          saved();
          props.onDone();
        })
        .catch((thrown: unknown) => refuse(toFailure(thrown, t('failure.unknown'))))
        .finally(() => setBusy(false));
    })();
  useDialogKeys(props.onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid={props.testid}
    >
      <Stack>
        {props.text && <Text size="sm">{props.text}</Text>}
        <Textarea label={props.label} autosize minRows={2} data-autofocus data-testid={`${props.testid}-words`} {...form.getInputProps(field)} />
        <FailureNote failure={banner} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {props.leave}
          </Button>
          <Button type="submit" {...(props.destructive ? { color: 'red' } : {})} loading={busy} data-testid={`${props.testid}-submit`}>
            {props.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { toFailure, type Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDialogKeys } from '../keyboard/useDialogKeys';
import { FailureNote } from '../look/Note';

interface Props {
  title: string;
  /** What will happen, in words that name the thing. */
  text?: ReactNode;
  label: string;
  submit: string;
  danger?: boolean;
  /** Reasons that are given often; one is taken by a click and may be written on. */
  suggestions?: readonly string[];
  /** The field of the command that is typed here. */
  field?: string;
  testid: string;
  /** What the button says once the clinic has warned; without it a warning refuses. */
  allTheSame?: string;
  /** The reason, and whether a warning of the clinic was on the screen when it was sent. */
  onSubmit: (reason: string, warned: boolean) => Promise<unknown>;
  onClose: () => void;
}

function BecauseForm(props: Props) {
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = () => {
    if (reason.trim() === '' || busy) return;
    const warned = failure?.code === 'warned';
    setBusy(true);
    setFailure(null);
    props
      .onSubmit(reason.trim(), warned)
      .then(props.onClose)
      .catch((thrown: unknown) => {
        setFailure(toFailure(thrown, t('failure.unknown')));
        setBusy(false);
      });
  };
  useDialogKeys(props.onClose, submit);
  const atField = failure !== null && failure.field === (props.field ?? 'reason');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {props.text && <Text size="sm">{props.text}</Text>}
        <Textarea
          label={props.label}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          // A reason is a line; whoever needs two takes Shift along.
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
          autosize
          error={atField ? failure.sentence : null}
          data-autofocus
          data-testid={`${props.testid}-reason`}
        />
        {props.suggestions && (
          <Group gap={6}>
            {props.suggestions.map((each) => (
              <Button key={each} size="compact-sm" variant="default" onClick={() => setReason(each)}>
                {each}
              </Button>
            ))}
          </Group>
        )}
        <FailureNote failure={atField ? null : failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" {...(props.danger ? { color: 'red' } : {})} disabled={reason.trim() === ''} loading={busy} data-testid={`${props.testid}-submit`}>
            {failure?.code === 'warned' && props.allTheSame ? props.allTheSame : props.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks once, and why; the reason is what the next reader will want. */
export function Because(props: Props & { opened: boolean }) {
  const { opened, ...rest } = props;
  return (
    <Modal opened={opened} onClose={props.onClose} title={props.title}>
      {opened && <BecauseForm {...rest} />}
    </Modal>
  );
}

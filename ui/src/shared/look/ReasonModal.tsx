import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDialogKeys } from '../keyboard/useDialogKeys';
import { FailureNote } from './Note';

interface Props {
  title: string;
  /** What will happen, in words that name the thing. */
  text: string;
  /** What the reason is asked for. */
  label: string;
  submit: string;
  destructive?: boolean;
  pending: boolean;
  failure: Failure | null;
  onSubmit: (reason: string) => void;
  onClose: () => void;
  testid: string;
}

function ReasonForm({ text, label, submit, destructive, pending, failure, onSubmit, onClose, testid }: Props) {
  const [reason, setReason] = useState('');
  const run = () => {
    if (reason.trim() !== '') onSubmit(reason.trim());
  };
  useDialogKeys(onClose, run);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <Textarea label={label} autosize minRows={1} withAsterisk value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={failure?.field === 'reason' ? failure.sentence : null} data-autofocus data-testid={`${testid}-reason`} />
        <FailureNote failure={failure?.field === 'reason' ? null : failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" {...(destructive ? { color: 'red' } : {})} disabled={reason.trim() === ''} loading={pending} data-testid={`${testid}-submit`}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks once for the reason that the next reader will want. Mount it only while it is asked. */
export function ReasonModal(props: Props) {
  return (
    <Modal opened onClose={props.onClose} title={props.title}>
      <ReasonForm {...props} />
    </Modal>
  );
}

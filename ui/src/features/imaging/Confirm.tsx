import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';

interface Props {
  text: string;
  children?: ReactNode;
  failure?: Failure | null;
  submit: string;
  leave: string;
  destructive?: boolean;
  icon?: ReactNode;
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  testid: string;
}

/** Asks once, in a window of its own, before something is done. What cannot be undone does not have the focus. */
export function Confirm(props: Props) {
  useDialogKeys(props.onClose, props.onSubmit);
  return (
    <Stack>
      <Text size="sm">{props.text}</Text>
      {props.children}
      <FailureNote failure={props.failure} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose} data-autofocus={props.destructive || undefined}>
          {props.leave}
        </Button>
        <Button {...(props.destructive ? { color: 'red' } : {})} leftSection={props.icon} loading={props.busy} onClick={props.onSubmit} data-autofocus={!props.destructive || undefined} data-testid={props.testid}>
          {props.submit}
        </Button>
      </Group>
    </Stack>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDialogKeys } from '../keyboard/useDialogKeys';
import { FailureNote } from '../look/Note';

interface Props {
  /** What will happen, in words that name the thing. */
  text: ReactNode;
  children?: ReactNode;
  action: string;
  icon?: ReactNode;
  leave?: string;
  /** What takes nothing away has the focus at once and is not red. */
  harmless?: boolean;
  failure?: Failure | null;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  testid: string;
}

function Question(props: Props) {
  const confirm = () => {
    if (!props.busy) props.onConfirm();
  };
  useDialogKeys(props.onClose, confirm);
  return (
    <Stack>
      <Text size="sm">{props.text}</Text>
      {props.children}
      <FailureNote failure={props.failure} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={props.onClose} data-autofocus={!props.harmless || undefined}>
          {props.leave ?? t('common.cancel')}
        </Button>
        <Button color={props.harmless ? 'accent' : 'red'} leftSection={props.icon} loading={props.busy} onClick={confirm} data-autofocus={props.harmless || undefined} data-testid={`${props.testid}-confirm`}>
          {props.action}
        </Button>
      </Group>
    </Stack>
  );
}

/** Asks once, naming the thing, before something is done that somebody would miss. */
export function AskOnce(props: Props & { opened: boolean; title: string }) {
  const { opened, title, ...asked } = props;
  return (
    <Modal opened={opened} onClose={props.onClose} title={title}>
      {opened && <Question {...asked} />}
    </Modal>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';

/** Asks once, naming the thing, before something ends. */
export function AskOnce(props: { opened: boolean; title: string; text: string; action: string; failure: Failure | null; busy: boolean; onClose: () => void; onConfirm: () => void }) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <Stack>
        <Text size="sm">{props.text}</Text>
        <FailureNote failure={props.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={props.busy} onClick={props.onConfirm} data-testid="ask-once-confirm">
            {props.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

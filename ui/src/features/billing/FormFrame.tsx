import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote } from '../../shared/look/Note';

interface Props {
  submitLabel: string;
  danger?: boolean;
  pending: boolean;
  restored: boolean;
  startAfresh: () => void;
  banner: Failure | null;
  onSubmit: () => void;
  /** Left out where the form is a part of the screen and there is nothing to close. */
  onClose?: () => void;
  testid: string;
  children: ReactNode;
}

/** What every small form about money has around its fields: the draft, the refusal, the two buttons. */
export function FormFrame(props: Props) {
  const { onSubmit, onClose, testid } = props;
  useShortcuts(onClose ? [{ keys: 'Escape', scope: 'dialog', label: 'keys.close', run: onClose }, { keys: 'mod+Enter', scope: 'dialog', label: 'keys.submit', run: onSubmit }] : []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      data-testid={testid}
    >
      <Stack gap="sm">
        <DraftNote restored={props.restored} onAfresh={props.startAfresh} />
        {props.children}
        <FailureNote failure={props.banner} />
        <Group justify="flex-end">
          {onClose && (
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
          )}
          <Button type="submit" loading={props.pending} color={props.danger ? 'red' : 'accent'} data-testid={`${testid}-submit`}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

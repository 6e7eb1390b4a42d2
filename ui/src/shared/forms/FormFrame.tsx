import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDialogKeys } from '../keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../look/Note';

interface Props {
  /** Both come from `useDraftForm`; left out where nothing typed is kept, as with a password. */
  restored?: boolean;
  startAfresh?: () => void;
  /** What was refused and belongs to no field on the screen. */
  banner?: Failure | null;
  /** What the clinic warns of, with the way to go on all the same; it stands under the refusal. */
  warning?: ReactNode;
  /** What the main button says; a form that only changes an entry saves it. */
  submitLabel?: string;
  submitIcon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  pending: boolean;
  closeLabel?: string;
  /** Where the keyboard stands at first, when it is not in the first field. */
  focusOn?: 'close' | 'submit';
  /** What stands across from the buttons. */
  across?: ReactNode;
  /** Other ways to end the form, before its main button. */
  others?: ReactNode;
  onSubmit: () => void;
  /** Left out where the form is a part of the screen and there is nothing to close. */
  onClose?: () => void;
  /** The form is found as `…-form`, its buttons as `…-close` and `…-submit`. */
  testid: string;
  children: ReactNode;
}

/**
 * What every form has around its fields: the draft, the refusal, the buttons and the keys. Ctrl+Enter
 * does no more than the main button would: nothing while it is disabled or at work.
 */
export function FormFrame(props: Props) {
  const { onClose, testid } = props;
  const submit = () => {
    if (!props.pending && !props.disabled) props.onSubmit();
  };
  useDialogKeys(onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid={`${testid}-form`}
    >
      <Stack gap="sm">
        {props.startAfresh && <DraftNote restored={props.restored ?? false} onAfresh={props.startAfresh} />}
        {props.children}
        <FailureNote failure={props.banner} />
        {props.warning}
        <Group justify={onClose ? 'flex-end' : 'flex-start'} gap="xs" mt="xs">
          {props.across && <div style={{ marginInlineEnd: 'auto' }}>{props.across}</div>}
          {onClose && (
            <Button variant="default" onClick={onClose} data-autofocus={props.focusOn === 'close' || undefined} data-testid={`${testid}-close`}>
              {props.closeLabel ?? t('common.close')}
            </Button>
          )}
          {props.others}
          <Button type="submit" leftSection={props.submitIcon} loading={props.pending} disabled={props.disabled ?? false} color={props.danger ? 'red' : 'accent'} data-autofocus={props.focusOn === 'submit' || undefined} data-testid={`${testid}-submit`}>
            {props.submitLabel ?? t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

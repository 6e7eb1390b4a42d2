import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Failure } from '../../../api/failure';
import { t } from '../../../app/messages';
import { useDialogKeys } from '../../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../../../shared/look/Note';

interface Props {
  children: ReactNode;
  restored?: boolean;
  startAfresh?: () => void;
  /** What was refused and belongs to no other field of the form. */
  failure: Failure | null;
  submitLabel: string;
  danger?: boolean;
  pending: boolean;
  /** Gives the password on; whatever else is wrong the form says itself. */
  onSubmit: (password: string) => void;
  onClose: () => void;
  testid: string;
}

/**
 * What is decided about a PC is proved once more by the password of whoever decides, which is kept in no
 * draft and forgotten with the form.
 */
export function DeviceDecision(props: Props) {
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = () => {
    if (props.pending) return;
    setMissing(password === '');
    if (password !== '') props.onSubmit(password);
  };
  useDialogKeys(props.onClose, submit);
  const aboutPassword = props.failure?.field === 'password';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid={`${props.testid}-form`}
    >
      <Stack gap="sm">
        {props.startAfresh && <DraftNote restored={props.restored ?? false} onAfresh={props.startAfresh} />}
        {props.children}
        <PasswordInput
          label={t('device.password')}
          description={t('device.password.text')}
          autoComplete="off"
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            setMissing(false);
          }}
          error={missing ? t('device.password.missing') : aboutPassword ? props.failure?.sentence : null}
          data-testid={`${props.testid}-password`}
        />
        <FailureNote failure={aboutPassword ? null : props.failure} />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" color={props.danger ? 'red' : 'accent'} loading={props.pending} data-testid={`${props.testid}-submit`}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

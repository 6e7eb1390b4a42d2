import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { KnownDevice } from '../../../api/shell';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { DeviceDecision } from './DeviceDecision';

/** Takes a PC out of the clinic once its name was typed, since the wrong one would lock a colleague out. */
export function RevokeForm(props: { device: KnownDevice; onDone: () => void }) {
  const { device, onDone } = props;
  const client = useQueryClient();
  const revoke = useAct('device.revoke');
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const isName = name.trim().toLowerCase() === device.name.trim().toLowerCase();
  const submit = (password: string) => {
    setTried(true);
    if (!isName || reason.trim() === '') return;
    revoke.mutate(
      { password, device: device.id, reason: reason.trim() },
      {
        onSuccess: (answer) => {
          client.setQueryData(['device.at_centre', {}], answer);
          onDone();
        },
      },
    );
  };
  const refused = revoke.error?.field === 'reason' ? revoke.error.sentence : null;
  return (
    <DeviceDecision failure={refused === null ? revoke.error : null} submitLabel={t('device.revoke')} danger pending={revoke.isPending} onSubmit={submit} onClose={onDone} testid="device-revoke">
      <Text size="sm">{t('device.revoke.text')}</Text>
      <TextInput label={t('device.revoke.type', { name: device.name })} autoComplete="off" data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} error={tried && !isName ? t('device.revoke.type.wrong') : null} data-testid="device-revoke-name" />
      <TextInput label={t('device.revoke.reason')} description={t('device.revoke.reason.text')} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={tried && reason.trim() === '' ? t('device.revoke.reason.missing') : refused} data-testid="device-revoke-reason" />
    </DeviceDecision>
  );
}

import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';

/** Ends a medicine, with the reason the next reader will want. */
export function StopMedicine(props: { medicine: Chart['medicines'][number] | null; onClose: () => void }) {
  const stop = useAct('medication.stop');
  const [reason, setReason] = useState('');
  const { medicine, onClose } = props;
  return (
    <Modal opened={medicine !== null} onClose={onClose} title={t('medication.stop.title', { medicine: medicine?.medication_text ?? '' })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!medicine) return;
          stop.mutate(
            { item_id: medicine.id, version: medicine.version, reason: reason.trim() },
            {
              onSuccess: () => {
                setReason('');
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextInput label={t('medication.stop.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus data-testid="stop-reason" />
          <FailureNote failure={stop.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
            <Button type="submit" color="red" disabled={reason.trim() === ''} loading={stop.isPending} data-testid="stop-submit">
              {t('medication.stop')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

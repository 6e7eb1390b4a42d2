import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';

type Allergy = Chart['allergies'][number];

/** Strikes an allergy that was never there, with the reason the next reader will want. */
export function StrikeAllergy(props: { allergy: Allergy | null; onStruck: (allergy: Allergy) => void; onClose: () => void }) {
  const end = useAct('people.end_allergy');
  const [reason, setReason] = useState('');
  const { allergy, onStruck, onClose } = props;
  return (
    <Modal opened={allergy !== null} onClose={onClose} title={t('allergy.strike.title', { substance: allergy?.substance_text ?? '' })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!allergy) return;
          end.mutate(
            { id: allergy.id, version: allergy.version, status: 'entered_in_error', reason: reason.trim() },
            {
              onSuccess: () => {
                setReason('');
                onStruck(allergy);
              },
            },
          );
        }}
      >
        <Stack>
          <Text size="sm">{t('allergy.strike.text')}</Text>
          <TextInput label={t('allergy.strike.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus data-testid="allergy-strike-reason" />
          <FailureNote failure={end.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
            <Button type="submit" color="red" disabled={reason.trim() === ''} loading={end.isPending} data-testid="allergy-strike-submit">
              {t('allergy.strike')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PatientLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';

function Ask(props: { patient: PatientLine; onClose: () => void }) {
  const end = useAct('people.end_after_death');
  const { patient, onClose } = props;
  const run = () =>
    end.mutate(
      { patient_id: patient.id },
      {
        onSuccess: (ended) => {
          const others = ended.waiting + ended.plans + ended.orders + ended.referrals + ended.sessions;
          const told = t('ward.deceased.done', { stays: ended.stays, appointments: ended.appointments.length, medicines: ended.medicines, others });
          notifications.show({ message: ended.asked_doctor ? `${told} ${t('ward.deceased.asked')}` : told });
          onClose();
        },
      },
    );
  useDialogKeys(onClose, run);
  return (
    <Stack>
      <Text size="sm">{t('ward.deceased.text')}</Text>
      <FailureNote failure={end.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.close')}
        </Button>
        <Button color="red" loading={end.isPending} onClick={run} data-testid="end-after-death-submit">
          {t('ward.deceased.end')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Ends what still goes on for somebody who has died, after asking once. */
export function EndAfterDeath(props: { patient: PatientLine | null; onClose: () => void }) {
  return (
    <Modal opened={props.patient !== null} onClose={props.onClose} title={t('ward.deceased.title', { patient: props.patient?.display_name ?? '' })}>
      {props.patient && <Ask patient={props.patient} onClose={props.onClose} />}
    </Modal>
  );
}

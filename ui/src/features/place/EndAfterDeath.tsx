import { notifications } from '@mantine/notifications';
import type { PatientLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AskOnce } from '../../shared/forms/AskOnce';

/** Ends what still goes on for somebody who has died, after asking once. */
export function EndAfterDeath(props: { patient: PatientLine | null; onClose: () => void }) {
  const end = useAct('people.end_after_death');
  const { patient, onClose } = props;
  const run = () =>
    patient &&
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
  return (
    <AskOnce
      opened={patient !== null}
      title={t('ward.deceased.title', { patient: patient?.display_name ?? '' })}
      text={t('ward.deceased.text')}
      action={t('ward.deceased.end')}
      leave={t('common.close')}
      failure={end.error}
      busy={end.isPending}
      onConfirm={run}
      onClose={onClose}
      testid="end-after-death"
    />
  );
}

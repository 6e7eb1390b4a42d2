import { notifications } from '@mantine/notifications';
import { call } from '../../api/call';
import type { Visit } from '../../api/commands';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

/** A prescription whose medicines stand as they were prescribed, or are on hold, can be taken back whole. */
export function isOpenPrescription(prescription: Visit['prescriptions'][number]): boolean {
  return ['draft', 'active', 'on_hold'].includes(prescription.status);
}

/** Takes a whole prescription back before anything of it was handed out. */
export function CancelPrescription(props: { prescription: Visit['prescriptions'][number] | null; onClose: () => void }) {
  const { prescription } = props;
  if (!prescription) return null;
  const medicines = prescription.items.filter((item) => ['draft', 'active', 'on_hold'].includes(item.status)).map((item) => item.medication_text);
  return (
    <AskReason
      title={t('prescription.cancel.title')}
      draft={`cancel-prescription:${prescription.id}`}
      text={t('prescription.cancel.text', { medicines: medicines.join(', ') })}
      label={t('medicine.cancel.reason')}
      submit={t('prescription.cancel')}
      leave={t('common.close')}
      danger
      send={(reason) => call('medication.cancel_prescription', { id: prescription.id, version: prescription.version, reason }).then(() => notifications.show({ message: t('prescription.cancel.done') }))}
      onClose={props.onClose}
      testid="cancel-prescription"
    />
  );
}

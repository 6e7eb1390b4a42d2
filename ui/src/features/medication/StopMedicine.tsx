import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

/** Ends a medicine, with the reason the next reader will want. */
export function StopMedicine(props: { medicine: Chart['medicines'][number] | null; onClose: () => void }) {
  const stop = useAct('medication.stop');
  const { medicine, onClose } = props;
  if (!medicine) return null;
  return (
    <AskReason
      title={t('medication.stop.title', { medicine: medicine.medication_text })}
      draft={`stop:${medicine.id}`}
      label={t('medication.stop.reason')}
      submit={t('medication.stop')}
      danger
      send={(reason) => stop.mutateAsync({ item_id: medicine.id, version: medicine.version, reason })}
      onClose={onClose}
      testid="stop"
    />
  );
}

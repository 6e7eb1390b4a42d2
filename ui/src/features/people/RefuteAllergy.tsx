import { notifications } from '@mantine/notifications';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

/** An allergy that was looked into and is none, with what showed it. */
export function RefuteAllergy(props: { allergy: Chart['allergies'][number] | null; onRefuted: () => void; onClose: () => void }) {
  const refute = useAct('people.refute_allergy');
  const { allergy } = props;
  if (!allergy) return null;
  const substance = allergy.substance_text;
  return (
    <AskReason
      title={t('allergy.refute.title', { substance })}
      draft={`refute-allergy:${allergy.id}`}
      text={t('allergy.refute.text')}
      label={t('allergy.refute.reason')}
      submit={t('allergy.refute')}
      danger
      send={(reason) => refute.mutateAsync({ id: allergy.id, version: allergy.version, reason })}
      onDone={() => {
        notifications.show({ message: t('allergy.refuted', { substance }) });
        props.onRefuted();
      }}
      onClose={props.onClose}
      testid="allergy-refute"
    />
  );
}

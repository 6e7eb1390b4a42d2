import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

type Allergy = Chart['allergies'][number];

/** Strikes an allergy that was never there, with the reason the next reader will want. */
export function StrikeAllergy(props: { allergy: Allergy | null; onStruck: (allergy: Allergy) => void; onClose: () => void }) {
  const end = useAct('people.end_allergy');
  const { allergy, onStruck, onClose } = props;
  if (!allergy) return null;
  return (
    <AskReason
      title={t('allergy.strike.title', { substance: allergy.substance_text })}
      draft={`strike-allergy:${allergy.id}`}
      text={t('allergy.strike.text')}
      label={t('allergy.strike.reason')}
      submit={t('allergy.strike')}
      danger
      send={(reason) => end.mutateAsync({ id: allergy.id, version: allergy.version, status: 'entered_in_error', reason })}
      onDone={() => onStruck(allergy)}
      onClose={onClose}
      testid="allergy-strike"
    />
  );
}

import { notifications } from '@mantine/notifications';
import { call } from '../../api/call';
import type { Chart } from '../../api/commands';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

/** Takes back that a medicine was stopped: it was the wrong one, or too early. */
export function UndoStop(props: { medicine: Chart['medicines'][number] | null; onClose: () => void }) {
  const { medicine, onClose } = props;
  return (
    <AskReason
      opened={medicine !== null}
      title={t('medication.undo_stop.title', { medicine: medicine?.medication_text ?? '' })}
      draft={`undo-stop:${medicine?.id ?? ''}`}
      text={t('medication.undo_stop.text')}
      label={t('medication.undo_stop.reason')}
      submit={t('medication.undo_stop.submit')}
      allTheSame={t('medication.undo_stop.all_the_same')}
      send={(reason, warned) =>
        call('medication.undo_stop', { item_id: medicine?.id ?? '', version: medicine?.version ?? 0, reason, ...(warned ? { accept_warnings: true } : {}) }).then(() =>
          notifications.show({ message: t('medication.undo_stop.done', { medicine: medicine?.medication_text ?? '' }) }),
        )
      }
      onClose={onClose}
      testid="undo-stop"
    />
  );
}

import { call } from '../../api/call';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';

/** Asks why a scan is not made. Mount it only while it is asked. */
export function CancelScan(props: { scan: { id: string; version: number; name: string; patient: string }; onClose: () => void }) {
  const { scan } = props;
  return (
    <AskReason
      title={t('imaging.cancel.title', { scan: t('imaging.scan_of', { scan: scan.name, patient: scan.patient }) })}
      draft={`imaging-cancel:${scan.id}`}
      text={t('imaging.cancel.text')}
      label={t('imaging.reason')}
      missing={t('imaging.reason.missing')}
      submit={t('imaging.cancel')}
      leave={t('imaging.keep')}
      danger
      send={(reason) => call('imaging.cancel', { id: scan.id, version: scan.version, reason })}
      onClose={props.onClose}
      testid="cancel-scan"
    />
  );
}

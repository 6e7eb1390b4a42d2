import { call } from '../../api/call';
import { t } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';
import type { Finding } from './types';

/** Asks why a proposal does not stand, and rejects it. */
export function RejectFinding(props: { finding: Finding | null; onClose: () => void }) {
  const { finding, onClose } = props;
  if (!finding) return null;
  return (
    <AskReason
      title={t('imaging.finding.reject.which', { what: finding.kind })}
      draft={`imaging-reject:${finding.id}`}
      text={t('imaging.finding.reject.text')}
      label={t('imaging.reason')}
      missing={t('imaging.reason.missing')}
      submit={t('imaging.finding.reject')}
      leave={t('common.cancel')}
      send={(reason) => call('imaging.decide_finding', { id: finding.id, version: finding.version, accept: false, reason })}
      onClose={onClose}
      testid="reject-finding"
    />
  );
}

import type { AlertLine } from '../../api/commands';
import { t } from '../../app/messages';
import { showDuration } from '../../shared/time/format';

/** Who raised it and how long ago. */
export function raisedText(alert: AlertLine, now: number): string {
  const age = showDuration((now - alert.raised_at) / 1_000_000);
  return alert.raised_by === null ? t('alerts.raised_by_itself', { age }) : t('alerts.raised_by', { name: alert.raised_by, age });
}

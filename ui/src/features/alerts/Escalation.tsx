import { IconHourglassHigh } from '@tabler/icons-react';
import type { AlertLine } from '../../api/commands';
import { t } from '../../app/messages';
import classes from './Alerts.module.css';
import { countdown } from './countdown';

/** How long others are left in peace. */
export function Escalation({ alert, now }: { alert: AlertLine; now: number }) {
  if (alert.status !== 'open' || alert.answered_by.length > 0) return null;
  const next = alert.next_escalation_at;
  if (next === null) {
    return <span className={classes.escalation}>{alert.level > 0 ? t('alerts.level.last', { level: alert.level }) : t('alerts.no_next')}</span>;
  }
  const left = countdown(next, now);
  return (
    <span className={classes.escalation} data-soon={next - now < 60_000_000 || undefined} data-testid="alert-countdown">
      <IconHourglassHigh size={15} aria-hidden />
      <span className="numbers">{[alert.level > 0 ? t('alerts.level', { level: alert.level }) : null, left === null ? t('alerts.next_now') : t('alerts.next_in', { time: left })].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

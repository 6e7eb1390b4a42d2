import type { SyncStatus } from '../../api/shell';
import { t } from '../../app/messages';
import { showDuration } from '../../shared/time/format';

export type StatusTone = 'calm' | 'busy' | 'away' | 'ask';

export interface StatusWords {
  sentence: string;
  tone: StatusTone;
}

function age(now: number, at: number): string {
  return showDuration((now - at) / 1_000_000);
}

/**
 * What the pill says. What needs a person comes before what is only good to know, and working without
 * the network is a way of working, not a fault.
 */
export function statusWords(status: SyncStatus, now: number): StatusWords {
  const { waiting, decisions, quarantined } = status;
  if (status.bootstrap) {
    const { done_rows, total_rows } = status.bootstrap;
    const percent = total_rows > 0 ? Math.min(100, Math.floor((done_rows / total_rows) * 100)) : 0;
    return { sentence: t('status.bootstrap', { percent }), tone: 'busy' };
  }
  if (decisions > 0) {
    const key = waiting > 0 && status.mode !== 'stand_alone' ? 'status.decisions_waiting' : 'status.decisions';
    return { sentence: t(key, { decisions, waiting }), tone: 'ask' };
  }
  if (quarantined > 0) return { sentence: t('status.quarantined', { quarantined }), tone: 'ask' };
  switch (status.mode) {
    case 'stand_alone':
      return { sentence: t('status.stand_alone'), tone: 'calm' };
    case 'syncing':
      return { sentence: t(waiting > 0 ? 'status.syncing_waiting' : 'status.syncing', { waiting }), tone: 'busy' };
    case 'offline': {
      if (waiting === 0) return { sentence: t('status.offline'), tone: 'away' };
      if (status.oldest_waiting_at === null) {
        return { sentence: t('status.offline_waiting', { waiting }), tone: 'away' };
      }
      return {
        sentence: t('status.offline_waiting_age', { waiting, age: age(now, status.oldest_waiting_at) }),
        tone: 'away',
      };
    }
    case 'attention':
      return { sentence: t('status.attention'), tone: 'ask' };
    case 'synced': {
      if (status.last_contact_at === null) return { sentence: t('status.synced_never'), tone: 'calm' };
      const values = { age: age(now, status.last_contact_at), waiting };
      return { sentence: t(waiting > 0 ? 'status.synced_waiting' : 'status.synced', values), tone: 'calm' };
    }
  }
}

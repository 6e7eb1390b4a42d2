import { useEffect, useRef } from 'react';
import { call } from '../api/call';
import { enumerations } from '../api/generated';
import type { DesktopWords as Words } from '../api/shell';
import { t, word } from './messages';

/** A place that the shell fills in. */
const place = (name: string) => ({ [name]: `{${name}}` });

function words(): Words {
  return {
    open: t('desktop.open'),
    sync_now: t('palette.sync_now'),
    lock: t('shell.lock'),
    quit: t('desktop.quit'),
    closed: t('desktop.closed'),
    stand_alone: t('status.stand_alone'),
    synced: t('desktop.synced'),
    syncing: t('status.syncing'),
    offline: t('desktop.offline', place('count')),
    attention: t('status.attention'),
    decisions: t('desktop.decisions', place('count')),
    alerts: t('desktop.alerts', place('count')),
    update: t('desktop.update_due'),
    alert_title: t('desktop.alert.title'),
    alert_at: t('desktop.alert.at', { ...place('kind'), ...place('place') }),
    alert_locked: t('desktop.alert.locked'),
    kinds: Object.fromEntries(enumerations.alert_kind.map((kind) => [kind, word('alert_kind', kind)])),
  };
}

/** Tells the shell in which words tray and notifications speak, and again where the language has changed. */
export function DesktopWords() {
  const told = useRef('');
  useEffect(() => {
    const now = words();
    const text = JSON.stringify(now);
    if (text === told.current) return;
    told.current = text;
    // Without them the tray is missing and the screens are whole; the next drawing tries again.
    call('desktop.words', now).catch(() => {
      told.current = '';
    });
  });
  return null;
}

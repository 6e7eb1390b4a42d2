import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconDeviceDesktop, IconRefresh } from '@tabler/icons-react';
import { listen } from '@tauri-apps/api/event';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { SyncStatus } from '../../api/shell';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useNow } from '../../shared/time/useNow';
import classes from './StatusPill.module.css';
import { statusWords } from './statusSentence';

/** The state of the line as last said by the shell, which pushes every change of it. */
export function useSyncStatus(): SyncStatus | undefined {
  const client = useQueryClient();
  useEffect(() => {
    const stopping = listen<SyncStatus>('sync-status', (event) => {
      client.setQueryData(['sync.status', {}], event.payload);
    });
    return () => void stopping.then((stop) => stop());
  }, [client]);
  return useCommand('sync.status', {}, ['sync_conflicts']).data;
}

function Sign(props: { status: SyncStatus; tone: string }) {
  const size = 16;
  if (props.tone === 'ask') return <IconAlertTriangle size={size} aria-hidden />;
  if (props.tone === 'busy') return <IconRefresh size={size} aria-hidden />;
  if (props.tone === 'away') return <IconCloudOff size={size} aria-hidden />;
  if (props.status.mode === 'stand_alone') return <IconDeviceDesktop size={size} aria-hidden />;
  return <IconCheck size={size} aria-hidden />;
}

/** Always in the header: one sentence about the line, and the way to the Sync Centre. */
export function StatusPill() {
  const status = useSyncStatus();
  const now = useNow(1);
  const navigate = useNavigate();
  if (!status) return null;
  const { sentence, tone } = statusWords(status, now);
  return (
    <UnstyledButton
      className={classes.pill}
      data-tone={tone}
      data-mode={status.mode}
      data-testid="status-pill"
      title={t('status.open')}
      onClick={() => void navigate({ to: '/sync' })}
    >
      <Sign status={status} tone={tone} />
      <span className="numbers">{sentence}</span>
    </UnstyledButton>
  );
}

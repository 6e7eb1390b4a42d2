import { Dialog, Text } from '@mantine/core';
import { useEffect } from 'react';
import { call } from '../../api/call';
import { direction, t } from '../../app/messages';
import { useSession, useUser } from '../../app/session';
import { rememberPerson } from './lastPerson';
import { useIdle } from './useIdle';

const WARN_SECONDS = 30;

/** Closes the session when nobody has touched the PC for a while; typing is kept for who comes back. */
export function IdleLock() {
  const { state, apply } = useSession();
  const user = useUser();
  const left = useIdle(state.idle_lock_minutes * 60, WARN_SECONDS, () => void call('session.lock', {}).then(apply));

  useEffect(() => rememberPerson(user.id), [user.id]);

  return (
    <Dialog opened={left !== null} position={{ bottom: 20, [direction() === 'rtl' ? 'left' : 'right']: 20 }} size="md" withBorder role="status">
      <Text size="sm">{t('shell.idle', { seconds: left ?? 0 })}</Text>
    </Dialog>
  );
}

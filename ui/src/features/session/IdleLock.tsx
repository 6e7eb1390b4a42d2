import { Dialog, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { t } from '../../app/messages';
import { useSession, useUser } from '../../app/session';
import { rememberPerson } from './lastPerson';

const WARN_SECONDS = 30;
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Closes the session when nobody has touched the PC for a while; typing is kept for who comes back. */
export function IdleLock() {
  const { state, apply } = useSession();
  const user = useUser();
  const last = useRef(Date.now());
  const [left, setLeft] = useState<number | null>(null);
  const idle_seconds = state.idle_lock_minutes * 60;

  useEffect(() => rememberPerson(user.id), [user.id]);

  useEffect(() => {
    if (idle_seconds <= 0) return;
    last.current = Date.now();
    const alive = () => {
      last.current = Date.now();
    };
    SIGNS_OF_LIFE.forEach((sign) => window.addEventListener(sign, alive, { passive: true }));
    const timer = window.setInterval(() => {
      const remaining = Math.ceil(idle_seconds - (Date.now() - last.current) / 1000);
      if (remaining <= 0) {
        last.current = Date.now();
        void call('session.lock', {}).then(apply);
      }
      setLeft(remaining > 0 && remaining <= WARN_SECONDS ? remaining : null);
    }, 1000);
    return () => {
      window.clearInterval(timer);
      SIGNS_OF_LIFE.forEach((sign) => window.removeEventListener(sign, alive));
    };
  }, [idle_seconds, apply]);

  return (
    <Dialog opened={left !== null} position={{ bottom: 20, right: 20 }} size="md" withBorder role="status">
      <Text size="sm">{t('shell.idle', { seconds: left ?? 0 })}</Text>
    </Dialog>
  );
}

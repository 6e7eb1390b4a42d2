import { Button, Modal, Stack, Text } from '@mantine/core';
import { t } from '../../app/messages';
import { useSession } from '../../app/session';
import { useIdle } from '../session/useIdle';
import classes from './kiosk.module.css';
import { useLeave } from './useLeave';

/** A patient walks away from a kiosk without a word, and the next one stands there at once. */
const IDLE_SECONDS = 120;
const COUNTED_SECONDS = 30;

/** Ends a patient's session when nobody has touched the PC for two minutes, and counts the last half minute. */
export function PatientIdle() {
  const { state } = useSession();
  const lock = state.idle_lock_minutes * 60;
  const left = useIdle(lock > 0 ? Math.min(lock, IDLE_SECONDS) : IDLE_SECONDS, COUNTED_SECONDS, useLeave());
  return (
    // Any touch or key is a sign of life, so that the window closes by itself.
    <Modal opened={left !== null} onClose={() => undefined} withCloseButton={false} title={t('own.idle.title')} size="lg">
      <Stack align="center" data-testid="own-idle">
        <Text size="lg" ta="center">
          {t('own.idle.text')}
        </Text>
        <Text className={`${classes.countdown} numbers`} role="timer" data-testid="own-idle-left">
          {t('own.idle.left', { seconds: left ?? 0 })}
        </Text>
        <Button size="xl" data-autofocus data-testid="own-idle-stay">
          {t('own.idle.stay')}
        </Button>
      </Stack>
    </Modal>
  );
}

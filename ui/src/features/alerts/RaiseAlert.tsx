import { Button, Modal, Tooltip } from '@mantine/core';
import { IconAlarm } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import classes from './Alerts.module.css';
import { RaiseForm } from './RaiseForm';

const RAISE_KEYS = 'alt+e';
const openers = new Set<() => void>();

/** Opens the call for help from anywhere. */
export function openRaise(): void {
  openers.forEach((open) => open());
}

/** Always in the header, on every screen and over every other window. */
export function RaiseAlert() {
  const may = useMay('see_alerts');
  const [opened, setOpened] = useState(false);
  useShortcuts(may ? [{ keys: RAISE_KEYS, scope: 'window', label: 'alerts.raise', run: () => setOpened(true) }] : []);
  // Asked beforehand, so that the first key finds the templates there.
  useCommand('alerts.templates', {}, ['alert_templates'], { enabled: may });
  useEffect(() => {
    const open = () => setOpened(true);
    openers.add(open);
    return () => void openers.delete(open);
  }, []);
  if (!may) return null;
  return (
    <>
      <Tooltip label="Alt E">
        <Button size="compact-md" color="red" variant="light" onClick={() => setOpened(true)} aria-label={t('alerts.raise')} classNames={{ label: classes.raise ?? '' }} data-testid="raise-alert">
          <IconAlarm size={17} aria-hidden />
          <span className={classes.raiseWords}>{t('alerts.raise')}</span>
        </Button>
      </Tooltip>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('alerts.raise.title')} size="46rem" zIndex={300}>
        {opened && <RaiseForm onClose={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

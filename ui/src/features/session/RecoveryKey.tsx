import { Button, CopyButton, Group } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { t } from '../../app/messages';
import classes from './session.module.css';

/** Shown once: the only way back in when every password on this PC is forgotten. */
export function RecoveryKey(props: { value: string }) {
  return (
    <div>
      <div className={classes.key} data-testid="recovery-key">
        {props.value}
      </div>
      <Group justify="flex-end" mt={6}>
        <CopyButton value={props.value}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-sm" leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />} onClick={copy}>
              {t(copied ? 'recovery.copied' : 'recovery.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}

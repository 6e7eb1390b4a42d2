import { Stack, Switch } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { ConflictCard } from './ConflictCard';

/** Everything that two people decided differently and a third must settle. */
export function ConflictInbox() {
  const [decided, setDecided] = useState(false);
  const conflicts = useCommand('system.conflicts', { include_decided: decided }, ['sync_conflicts', 'appointments', 'patients'], { keepPrevious: true });
  const items = [...(conflicts.data ?? [])].sort((a, b) => Number(a.status === 'decided') - Number(b.status === 'decided') || b.made_at - a.made_at);
  const open = items.filter((item) => item.status !== 'decided').length;
  return (
    <Panel
      title={t('sync.decisions')}
      count={open}
      testid="conflict-inbox"
      actions={<Switch size="sm" label={t('sync.decisions.show')} checked={decided} onChange={(event) => setDecided(event.currentTarget.checked)} data-testid="conflicts-decided" />}
    >
      <FailureNote failure={conflicts.error} />
      {conflicts.data && items.length === 0 && <Teach icon={<IconInbox size={40} stroke={1.3} />} title={t('sync.decisions.empty')} text={t('sync.decisions.empty.text')} />}
      <Stack gap="sm">
        {items.map((item) => (
          <ConflictCard key={item.id} item={item} />
        ))}
      </Stack>
    </Panel>
  );
}

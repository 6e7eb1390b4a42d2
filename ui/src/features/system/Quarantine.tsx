import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { SyncCentre } from '../../api/shell';
import { useAct } from '../../api/useCommand';
import { say, t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import classes from './SyncCentre.module.css';
import { tableWords } from './tableWords';

type Item = SyncCentre['quarantined'][number];

/** What the centre did not accept. It stays on this PC, visible, until somebody chooses a way out. */
export function Quarantine(props: { items: readonly Item[]; onChanged: () => void }) {
  const { time_zone: zone } = useSite();
  const again = useAct('sync.offer_again');
  const withdraw = useAct('sync.withdraw');
  const [asking, setAsking] = useState<Item | null>(null);
  if (props.items.length === 0) return null;
  return (
    <Panel title={t('sync.quarantine')} count={props.items.length} testid="quarantine">
      <Text size="sm" c="dimmed">
        {t('sync.quarantine.text')}
      </Text>
      <FailureNote failure={again.error} />
      {props.items.map((item) => (
        <article key={item.id} className={classes.conflict} data-testid="quarantined-item">
          <Stack gap={6}>
            <Text fw={600}>{say(item.reason)}</Text>
            <Text size="sm" c="dimmed">
              {[item.command, t('common.by', { name: item.author }), showDayAndTime(item.made_at, zone), tableWords(item.rows.map((row) => row.table))].filter(Boolean).join(' · ')}
            </Text>
            <Group gap="xs">
              <Button size="compact-md" variant="light" loading={again.isPending} onClick={() => again.mutate({ changeset_id: item.id }, { onSuccess: props.onChanged })} data-testid="quarantine-again">
                {t('sync.quarantine.again')}
              </Button>
              <Button size="compact-md" variant="default" onClick={() => setAsking(item)} data-testid="quarantine-withdraw">
                {t('sync.quarantine.withdraw')}
              </Button>
            </Group>
          </Stack>
        </article>
      ))}
      <AskOnce
        opened={asking !== null}
        title={t('sync.quarantine.withdraw')}
        text={t('sync.quarantine.withdraw.text', { command: asking?.command ?? '', author: asking?.author ?? '' })}
        action={t('sync.quarantine.withdraw')}
        leave={t('sync.quarantine.keep')}
        failure={withdraw.error}
        busy={withdraw.isPending}
        onConfirm={() =>
          asking &&
          withdraw.mutate(
            { changeset_id: asking.id },
            {
              onSuccess: () => {
                setAsking(null);
                props.onChanged();
              },
            },
          )
        }
        onClose={() => setAsking(null)}
        testid="quarantine-withdraw"
      />
    </Panel>
  );
}

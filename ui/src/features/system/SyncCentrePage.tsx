import { Anchor, Badge, Button, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { listen } from '@tauri-apps/api/event';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { SyncCentre } from '../../api/shell';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSession, useSite } from '../../app/session';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel } from '../../shared/look/Page';
import { showDayAndTime, showDuration, showNumber } from '../../shared/time/format';
import { useNow } from '../../shared/time/useNow';
import { ChartList, ChartRow } from '../people/ChartList';
import { ConflictInbox } from './ConflictInbox';
import { Quarantine } from './Quarantine';
import { statusWords } from './statusSentence';
import { tableWords } from './tableWords';
import { Verify } from './Verify';
import classes from './SyncCentre.module.css';

function Outbox(props: { items: SyncCentre['outbox'] }) {
  const now = useNow(15);
  return (
    <Panel title={t('sync.outbox')} count={props.items.length} flush testid="outbox">
      <ChartList
        items={props.items}
        shown={12}
        empty={t('sync.outbox.empty')}
        render={(item) => (
          <ChartRow key={item.id} testid="outbox-item" side={<>{showDuration((now - item.made_at) / 1_000_000)} <Badge color="gray">{word('outbox_state', item.state)}</Badge></>}>
            <Text span fw={550}>
              {say(item.summary)}
            </Text>{' '}
            <Text span size="sm" c="dimmed">
              {t('common.by', { name: item.author })}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

function Recent(props: { items: SyncCentre['recent'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('sync.recent')} flush testid="recent">
      <ChartList
        items={props.items}
        shown={10}
        empty={t('sync.recent.empty')}
        render={(item) => (
          <ChartRow key={`${item.at}${item.direction}`} side={showDayAndTime(item.at, zone)}>
            <Text span>{t(`sync.${item.direction}`, { changes: item.changes })}</Text>{' '}
            <Text span size="sm" c="dimmed">
              {tableWords(item.tables)}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

/** What is safe, what is on its way, and what needs a person. */
export function SyncCentrePage() {
  const { state } = useSession();
  const { time_zone: zone } = useSite();
  const now = useNow(1);
  const centre = useCommand('sync.centre', {}, ['sync_conflicts', 'outbox']);
  const { refetch } = centre;
  const syncNow = useAct('sync.now');
  const mayDecide = useMay('decide_conflicts');

  // The shell says whenever the line or the outbox changes; every commit may have added to the outbox.
  useEffect(() => {
    const stopping = [listen('sync-status', () => void refetch()), listen('tables-changed', () => void refetch())];
    return () => stopping.forEach((each) => void each.then((stop) => stop()));
  }, [refetch]);

  const data = centre.data;
  const words = data ? statusWords(data.status, now) : null;
  return (
    <Page
      title={t('nav.sync')}
      testid="sync-centre"
      actions={
        data &&
        data.status.mode !== 'stand_alone' && (
          <Button leftSection={<IconRefresh size={17} />} variant="default" loading={syncNow.isPending} onClick={() => syncNow.mutate({}, { onSettled: () => void refetch() })} data-testid="sync-now">
            {t('palette.sync_now')}
          </Button>
        )
      }
    >
      <FailureNote failure={centre.error} />
      {data && words && (
        <div className={classes.grid}>
          <div className={classes.col}>
            {mayDecide && <ConflictInbox />}
            <Quarantine items={data.quarantined} onChanged={() => void refetch()} />
            {data.status.mode !== 'stand_alone' && <Outbox items={data.outbox} />}
          </div>
          <div className={classes.col}>
            <Panel title={t('sync.line')} testid="sync-line">
              <Text fw={620} size="lg" className="numbers">
                {words.sentence}
              </Text>
              {data.status.mode === 'stand_alone' && (
                <Text size="sm" c="dimmed">
                  {t('sync.stand_alone.text')}{' '}
                  <Anchor component={Link} to="/settings" size="sm">
                    {t('sync.stand_alone.connect')}
                  </Anchor>
                </Text>
              )}
              {data.status.mode === 'offline' && (
                <Text size="sm" c="dimmed">
                  {t('sync.offline.text')}
                </Text>
              )}
              {data.status.sentence && <Note tone="plain">{say(data.status.sentence)}</Note>}
              {data.status.update_due && (
                <Note tone="amber" testid="update-due">
                  {t('desktop.update')}
                </Note>
              )}
              <FailureNote failure={syncNow.error} />
              <Facts
                rows={[
                  [t('sync.device'), data.device_name],
                  [t('sync.clinic'), state.organization?.name],
                  [t('sync.server'), data.server],
                  [t('sync.last_contact'), data.status.last_contact_at === null ? null : showDayAndTime(data.status.last_contact_at, zone)],
                  [t('sync.speed'), data.round_trip_ms === null ? null : t('sync.speed.ms', { ms: showNumber(data.round_trip_ms, 0) })],
                  [t('sync.position'), data.status.mode === 'stand_alone' ? null : showNumber(data.position, 0)],
                ]}
              />
            </Panel>
            {data.status.mode !== 'stand_alone' && <Verify />}
            {data.status.mode !== 'stand_alone' && <Recent items={data.recent} />}
          </div>
        </div>
      )}
    </Page>
  );
}

import { Badge, Button, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { IconArrowsExchange, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime, showNumber } from '../../shared/time/format';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { ChartRow } from '../people/ChartList';
import { ConnectionForm, type Connection } from './ConnectionForm';

const outcomes: Record<string, string> = { succeeded: 'green', partial: 'orange', failed: 'red' };

/** What came from other systems and went to them, the newest first. */
function Transfers() {
  const { time_zone: zone } = useSite();
  const transfers = useCommand('system.transfers', {}, ['sync_logs', 'external_integrations']);
  const lines = transfers.data ?? [];
  const count = (value: number | null) => (value === null ? '–' : showNumber(value, 0));
  return (
    <Panel title={t('transfers.title')} count={lines.length} flush testid="transfers">
      <FailureNote failure={transfers.error} />
      {transfers.data && lines.length === 0 && <Teach icon={<IconArrowsExchange size={46} stroke={1.3} />} title={t('transfer.empty')} text={t('transfer.empty.text')} />}
      {lines.length > 0 && (
        <Table.ScrollContainer minWidth="52rem">
          <Table verticalSpacing={6} horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('transfer.when')}</Table.Th>
                <Table.Th>{t('transfer.with')}</Table.Th>
                <Table.Th>{t('transfer.outcome')}</Table.Th>
                <Table.Th ta="end">{t('transfer.seen')}</Table.Th>
                <Table.Th ta="end">{t('transfer.stored')}</Table.Th>
                <Table.Th ta="end">{t('transfer.left')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={line.id} data-testid="transfer">
                  <Table.Td className="numbers">{showDayAndTime(line.started_at, zone)}</Table.Td>
                  <Table.Td className="any-script">
                    {[line.integration_name ?? t('transfer.by_hand'), word('integration_direction', line.direction)].join(' · ')}
                    {(line.source_text || line.problem_text) && (
                      <Text size="xs" c="dimmed">
                        {[line.source_text, line.problem_text].filter(Boolean).join(' · ')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Badge color={outcomes[line.status] ?? 'gray'}>{word('sync_log_status', line.status)}</Badge>
                  </Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {count(line.records_seen)}
                  </Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {count(line.records_stored)}
                  </Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {count(line.records_left)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}

/** Other systems that the clinic is connected to. */
function Connections(props: { onChange: (connection: Connection) => void; onRemove: (connection: Connection) => void }) {
  const { time_zone: zone } = useSite();
  const connections = useCommand('system.integrations', {}, ['external_integrations']);
  const lines = connections.data ?? [];
  return (
    <Panel title={t('connection.title')} count={lines.length} flush testid="connections">
      <FailureNote failure={connections.error} />
      {connections.data && lines.length === 0 && <Teach icon={<IconPlugConnected size={46} stroke={1.3} />} title={t('connection.empty')} text={t('connection.empty.text')} />}
      {lines.map((connection) => (
        <ChartRow
          key={connection.id}
          testid="connection"
          side={
            <Group gap={2} wrap="nowrap">
              <Button size="compact-sm" variant="subtle" aria-label={t('connection.change', { name: connection.name })} onClick={() => props.onChange(connection)} data-testid="connection-change">
                {t('common.change')}
              </Button>
              <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('connection.remove.title', { name: connection.name })} onClick={() => props.onRemove(connection)} data-testid="connection-remove">
                {t('common.remove')}
              </Button>
            </Group>
          }
        >
          <Group gap={6}>
            <Text span fw={560} className="any-script">
              {connection.name}
            </Text>
            <Badge color={connection.is_active ? 'green' : 'gray'}>{t(connection.is_active ? 'connection.on' : 'connection.off')}</Badge>
          </Group>
          <Text size="sm" c="dimmed" className="any-script">
            {[
              word('integration_kind', connection.kind), word('integration_direction', connection.direction), connection.endpoint, connection.has_credential && t('connection.has_credential'),
              connection.last_contact_at === null ? t('connection.never') : t('connection.last', { when: showDayAndTime(connection.last_contact_at, zone) }),
            ].filter(Boolean).join(' · ')}
          </Text>
        </ChartRow>
      ))}
    </Panel>
  );
}

export function ConnectionsPage() {
  const remove = useAct('system.remove_integration');
  const [open, setOpen] = useState<{ what: 'form'; connection: Connection | null } | { what: 'remove'; connection: Connection } | null>(null);
  const done = () => {
    remove.reset();
    setOpen(null);
  };
  const add = () => setOpen({ what: 'form', connection: null });
  useShortcuts([{ keys: 'F8', scope: 'screen', label: 'connection.add', run: add }]);
  return (
    <AdministrationFrame
      title={t('admin.connections')}
      needs="keep_systems"
      testid="connections-page"
      actions={
        <Button leftSection={<IconPlus size={17} />} onClick={add} data-testid="connection-add">
          {t('connection.add')}
        </Button>
      }
    >
      <Stack gap="md">
        <Connections onChange={(connection) => setOpen({ what: 'form', connection })} onRemove={(connection) => setOpen({ what: 'remove', connection })} />
        <Transfers />
      </Stack>
      <Drawer opened={open?.what === 'form'} onClose={done} title={open?.what === 'form' && open.connection ? t('connection.change', { name: open.connection.name }) : t('connection.add')} size="32rem">
        {open?.what === 'form' && <ConnectionForm connection={open.connection} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={open?.what === 'remove'}
        title={open?.what === 'remove' ? t('connection.remove.title', { name: open.connection.name }) : ''}
        text={t('connection.remove.text')}
        action={t('common.remove')}
        failure={remove.error}
        busy={remove.isPending}
        onConfirm={() => open?.what === 'remove' && remove.mutate({ id: open.connection.id, version: open.connection.version }, { onSuccess: done })}
        onClose={done}
        testid="ask-once"
      />
    </AdministrationFrame>
  );
}

import { Badge, Button, Group, Select, SimpleGrid, Stack, Switch, Table, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconAlertTriangle, IconCheck, IconShieldLock } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDayAndTime, showShortDate } from '../../shared/time/format';
import { dateAt, dayBounds, nowMicros } from '../../shared/time/siteTime';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { ChartRow } from '../people/ChartList';

type Page = ResponseOf<'system.security'>;

const actions = [
  'sign_in', 'sign_in_failed', 'sign_out', 'session_expired', 'locked_out', 'unlocked', 'password_changed', 'password_reset', 'permission_refused', 'break_glass',
  'export', 'import', 'device_enrolled', 'device_revoked', 'key_changed', 'restore', 'settings_changed',
] as const;

function Sessions(props: { person: string }) {
  const { time_zone: zone } = useSite();
  const sessions = useCommand('system.sessions', { user_id: props.person }, ['user_sessions']);
  const list = sessions.data ?? [];
  const now = nowMicros();
  return (
    <>
      <FailureNote failure={sessions.error} />
      {sessions.data && list.length === 0 && <Quiet>{t('security.sessions.empty')}</Quiet>}
      {list.map((session) => {
        const ended = session.ended_at ?? (session.expires_at < now ? session.expires_at : null);
        return (
          <ChartRow key={session.id} testid="security-session" side={ended === null ? <Badge color="green" leftSection={<IconCheck size={12} />}>{t('security.sessions.now')}</Badge> : (session.end_reason ? word('security_action', session.end_reason) : session.ended_at === null ? t('security.sessions.expired') : '')}>
            <Text span fw={570}>
              {session.device_name ?? t('common.unknown')}
            </Text>{' '}
            <Text span size="sm" c="dimmed" className="numbers">
              {ended === null ? showDayAndTime(session.started_at, zone) : t('security.sessions.until', { from: showDayAndTime(session.started_at, zone), until: showDayAndTime(ended, zone) })}
            </Text>
          </ChartRow>
        );
      })}
    </>
  );
}

function Log() {
  const { time_zone: zone } = useSite();
  const keepsStaff = useMay('keep_staff');
  const staff = useCommand('organization.staff', {}, ['users'], { enabled: keepsStaff });
  const [person, setPerson] = useState<string | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(() => dateAt(nowMicros(), zone));
  const [until, setUntil] = useState<string | null>(null);
  const [onlyRefused, setOnlyRefused] = useState(false);
  // Whoever may not see the staff list chooses among those the log has shown so far.
  const [seen, setSeen] = useState<Readonly<Record<string, string>>>({});

  const question = { action, user_id: person, from: from ? dayBounds(from, zone).starts_at : null, until: until ? dayBounds(until, zone).ends_at : null };
  const log = useInfiniteQuery<Page, Failure>({
    queryKey: ['system.security', question],
    queryFn: async ({ pageParam }) => {
      const page = await call('system.security', { ...question, after: pageParam as Page['next'] });
      setSeen((known) => ({ ...known, ...Object.fromEntries(page.items.flatMap((item) => (item.user_id && item.user_name ? [[item.user_id, item.user_name]] : []))) }));
      return page;
    },
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    meta: { tables: ['security_logs'] },
  });
  const all = log.data?.pages.flatMap((page) => page.items) ?? [];
  const lines = onlyRefused ? all.filter((line) => !line.succeeded) : all;
  const people = staff.data ? staff.data.users.map((user) => ({ value: user.id, label: user.display_name })) : Object.entries(seen).map(([value, label]) => ({ value, label }));

  return (
    <Stack gap="md">
      <Panel title={t('audit.search')}>
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <Select label={t('audit.person')} placeholder={t('audit.anyone')} clearable searchable data={people} value={person} onChange={setPerson} data-testid="security-person" />
          <Select label={t('security.happened')} placeholder={t('security.all')} clearable searchable data={choices('security_action', actions)} value={action} onChange={setAction} data-testid="security-action" />
          <DatePickerInput label={t('audit.from')} clearable valueFormatter={() => (from ? showShortDate(from) : '')} value={from} onChange={setFrom} />
          <DatePickerInput label={t('audit.until')} clearable valueFormatter={() => (until ? showShortDate(until) : '')} value={until} onChange={setUntil} {...(from ? { minDate: from } : {})} />
        </SimpleGrid>
      </Panel>
      <FailureNote failure={log.error} />
      {log.data && all.length === 0 && <Teach icon={<IconShieldLock size={46} stroke={1.3} />} title={t('audit.empty')} text={t('audit.empty.text')} />}
      {all.length > 0 && (
        <Panel
          title={t('audit.shown', { count: all.length })}
          flush
          testid="security-lines"
          actions={<Switch size="sm" label={t('security.only_refused')} checked={onlyRefused} onChange={(event) => setOnlyRefused(event.currentTarget.checked)} data-testid="security-only-refused" />}
        >
          {lines.length === 0 ? (
            <Quiet>{t('security.none_refused')}</Quiet>
          ) : (
            <Table.ScrollContainer minWidth={720}>
              <Table verticalSpacing={6} horizontalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th w="11.5rem">{t('audit.when')}</Table.Th>
                    <Table.Th>{t('audit.person')}</Table.Th>
                    <Table.Th>{t('security.happened')}</Table.Th>
                    <Table.Th>{t('audit.details')}</Table.Th>
                    <Table.Th>{t('audit.where')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {lines.map((line) => (
                    <Table.Tr key={line.id} data-testid="security-line">
                      <Table.Td className="numbers">{showDayAndTime(line.occurred_at, zone)}</Table.Td>
                      <Table.Td className="any-script">{line.user_name ?? t('common.unknown')}</Table.Td>
                      <Table.Td>
                        <Group gap={6} wrap="nowrap">
                          {line.succeeded ? <IconCheck size={15} aria-label={t('security.ok')} color="var(--hf-green)" /> : <IconAlertTriangle size={15} aria-label={t('security.refused')} color="var(--hf-red)" />}
                          {word('security_action', line.action)}
                        </Group>
                      </Table.Td>
                      <Table.Td className="any-script">{[line.failure_reason, line.details].filter(Boolean).join(' · ')}</Table.Td>
                      <Table.Td>{[line.device_name, line.ip_address].filter(Boolean).join(' · ')}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
          <Group p="sm">
            {log.hasNextPage ? (
              <Button variant="default" size="compact-md" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()} data-testid="security-more">
                {t('audit.more')}
              </Button>
            ) : (
              <Text size="sm" c="dimmed">
                {t('audit.all')}
              </Text>
            )}
          </Group>
        </Panel>
      )}
      <Panel title={t('security.sessions')} flush={person !== null} testid="security-sessions">
        {person ? (
          <Sessions person={person} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('security.sessions.choose')}
          </Text>
        )}
      </Panel>
    </Stack>
  );
}

/** What happened around the doors of the record. */
export function SecurityPage() {
  return (
    <AdministrationFrame title={t('admin.security')} needs="keep_systems" width="88rem" testid="security">
      <Log />
    </AdministrationFrame>
  );
}

import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconArrowBackUp, IconCalendarTime, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ConflictAnswer, ConflictItem } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { say, t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { showDayAndTime, showShortDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { patientFacts } from '../people/patientFacts';
import classes from './SyncCentre.module.css';

function Author(props: { heading: string; by: string | null; at: number | null }) {
  const { time_zone: zone } = useSite();
  return (
    <>
      <Text fw={600} size="sm">
        {props.heading}
      </Text>
      <Text size="xs" c="dimmed" fw={400}>
        {[props.by, props.at === null ? null : showDayAndTime(props.at, zone)].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

interface Choice {
  testid: string;
  label: string;
  main: boolean;
  run: () => Promise<unknown>;
}

/** Two values for one thing, or one time for two people: both are shown, and a person decides. */
export function ConflictCard({ item }: { item: ConflictItem }) {
  const { time_zone: zone } = useSite();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const act = (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    work()
      .catch((thrown: unknown) => setFailure(toFailure(thrown, t('failure.unknown'))))
      .finally(() => setBusy(false));
  };
  const { id } = item;
  const open = item.status !== 'decided';

  const held = (choice: 'overbook' | 'cancel') => call('system.decide_held_appointment', { id, choice, starts_at: null, practitioner_id: null });
  const between = (choice: 'canonical' | 'candidate') => call('system.decide_conflict', { id, choice });
  const possible: Record<Exclude<ConflictAnswer, 'move'>, Choice> = {
    keep: { testid: 'conflict-keep-canonical', label: t('conflict.keep_canonical'), main: true, run: () => between('canonical') },
    take: { testid: 'conflict-keep-candidate', label: t('conflict.keep_candidate'), main: false, run: () => between('candidate') },
    renumber: { testid: 'conflict-renumber', label: t('conflict.renumber'), main: true, run: () => between('candidate') },
    overbook: { testid: 'conflict-overbook', label: t('conflict.overbook'), main: false, run: () => held('overbook') },
    cancel: { testid: 'conflict-cancel', label: t('conflict.cancel'), main: false, run: () => held('cancel') },
  };
  const choices = item.answers.filter((answer) => answer !== 'move').map((answer) => possible[answer]);

  return (
    <article className={classes.conflict} data-testid="conflict-item" data-kind={item.kind} data-status={item.status}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text fw={620} className="any-script">
              {say(item.title)}
            </Text>
            {item.patient && (
              <Text size="sm" c="dimmed">
                <Link to="/patients/$patientId" params={{ patientId: item.patient.id }} className={classes.patient}>
                  {item.patient.display_name}
                </Link>{' '}
                · {patientFacts(item.patient)}
              </Text>
            )}
          </div>
          <Badge color={open ? 'orange' : 'gray'}>{open ? word('conflict_kind', item.kind) : t('conflict.decided')}</Badge>
        </Group>
        <Text size="sm">{say(item.reason)}</Text>
        {item.fields.length > 0 && (
          <Table layout="fixed" className={classes.values} withColumnBorders>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="22%" />
                <Table.Th>
                  <Author heading={t('conflict.canonical')} by={item.canonical_by} at={item.canonical_at} />
                </Table.Th>
                <Table.Th>
                  <Author heading={t('conflict.candidate')} by={item.candidate_by} at={item.candidate_at} />
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {item.fields.map((field) => (
                <Table.Tr key={field.column}>
                  <Table.Th scope="row" fw={500} c="dimmed">
                    {field.label}
                  </Table.Th>
                  <Table.Td className="prewrap any-script" data-testid="conflict-canonical">
                    {field.canonical ?? <i>{t('conflict.empty')}</i>}
                  </Table.Td>
                  <Table.Td className="prewrap any-script" data-testid="conflict-candidate">
                    {field.candidate ?? <i>{t('conflict.empty')}</i>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <FailureNote failure={failure} />
        {open && item.may_decide && (
          <>
            {item.answers.includes('move') && item.alternatives.length > 0 && (
              <div>
                <Text size="sm" fw={570} mb={6}>
                  {t('conflict.alternatives')}
                </Text>
                <Group gap={6}>
                  {item.alternatives.map((slot) => (
                    <Button
                      key={`${slot.practitioner_id}${slot.starts_at}`}
                      size="compact-md"
                      variant="light"
                      leftSection={<IconCalendarTime size={15} />}
                      disabled={busy}
                      onClick={() => act(() => call('system.decide_held_appointment', { id, choice: 'move', starts_at: slot.starts_at, practitioner_id: slot.practitioner_id }))}
                      data-testid="conflict-choose-slot"
                      data-starts-at={slot.starts_at}
                    >
                      {showShortDate(dateAt(slot.starts_at, zone))}, {showTime(slot.starts_at, zone)} · {slot.practitioner}
                    </Button>
                  ))}
                </Group>
              </div>
            )}
            {item.answers.length === 0 && (
              <Text size="sm" c="dimmed" data-testid="conflict-change-entry">
                {t('conflict.change_entry')}
              </Text>
            )}
            <Group gap="xs">
              {choices.map((choice) => (
                <Button key={choice.testid} size="compact-md" variant={choice.main ? 'filled' : 'default'} disabled={busy} onClick={() => act(choice.run)} data-testid={choice.testid}>
                  {choice.label}
                </Button>
              ))}
            </Group>
          </>
        )}
        {open && !item.may_decide && (
          <Text size="sm" c="dimmed">
            {t('conflict.not_you')}
          </Text>
        )}
        {!open && (
          <Group justify="space-between">
            <Group gap={6}>
              <IconCheck size={16} aria-hidden />
              <Text size="sm">
                {[item.decision && word('conflict_decision', item.decision), item.decided_by, item.decided_at === null ? null : showDayAndTime(item.decided_at, zone)].filter(Boolean).join(' · ')}
              </Text>
            </Group>
            {item.may_decide && item.decision !== 'other' && (
              <Button size="compact-sm" variant="subtle" leftSection={<IconArrowBackUp size={15} className="mirrored" />} disabled={busy} onClick={() => act(() => call('system.undo_decision', { id }))} data-testid="conflict-undo">
                {t('conflict.undo')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </article>
  );
}

import { ActionIcon, Badge, Drawer, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { HistoryLine } from '../../../api/commands';
import { useAct, useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { AddButton } from '../../../shared/look/AddButton';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { showDate } from '../../../shared/time/format';
import rows from '../../encounters/rows.module.css';
import { HistoryForm, historyKinds } from './HistoryForm';

function HistoryRow(props: { line: HistoryLine; patientId: string }) {
  const { line } = props;
  const mayWrite = useMay('write_history');
  const end = useAct('people.end_history');
  const [open, setOpen] = useState<'nothing' | 'change' | 'strike'>('nothing');
  const close = () => setOpen('nothing');
  const past = line.status === 'past';
  return (
    <article className={rows.row} data-testid="history-row">
      <div className={rows.what}>
        <Group gap={6}>
          <Text span size="sm" fw={550} className="any-script">
            {line.description}
          </Text>
          {line.relationship && (
            <Text span size="sm" c="dimmed" className="any-script">
              {line.relationship}
            </Text>
          )}
          {past && <Badge color="gray">{t('history.past')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" className="any-script">
          {[line.code, line.started_on && t('chart.since', { when: showDate(line.started_on) }), line.ended_on && t('care_plan.until', { day: showDate(line.ended_on) }), line.notes].filter(Boolean).join(' · ')}
        </Text>
        <FailureNote failure={open === 'strike' ? null : end.error} />
      </div>
      {mayWrite && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('history.more', { what: line.description })} data-testid="history-more">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpen('change')} data-testid="history-change">
              {t('history.change')}
            </Menu.Item>
            {!past && <Menu.Item onClick={() => end.mutate({ id: line.id, version: line.version, status: 'past', ended_on: null })}>{t('history.end')}</Menu.Item>}
            <Menu.Item color="red" onClick={() => setOpen('strike')} data-testid="history-strike">
              {t('struck.strike')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Drawer opened={open === 'change'} onClose={close} title={t('history.change')} size="28rem">
        {open === 'change' && <HistoryForm patientId={props.patientId} line={line} onDone={close} />}
      </Drawer>
      {open === 'strike' && (
        <AskReason
          title={t('immunization.strike.title', { vaccine: line.description })}
          draft={`strike-history:${line.id}`}
          text={t('immunization.strike.text')}
          label={t('immunization.strike.reason')}
          submit={t('struck.strike')}
          danger
          send={(reason) => end.mutateAsync({ id: line.id, version: line.version, status: 'entered_in_error', ended_on: null, reason })}
          onClose={close}
          testid="strike-history"
        />
      )}
    </article>
  );
}

/** What the patient brings along, by kind; on the chart without the kinds of which there is nothing. */
export function History(props: { patientId: string }) {
  const { patientId } = props;
  const loaded = useCommand('people.history', { patient_id: patientId }, ['patient_history']);
  const mayWrite = useMay('write_history');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const lines = loaded.data?.history ?? [];
  return (
    <Panel
      title={t('history.title')}
      count={lines.length}
      flush
      testid="history"
      actions={
        mayWrite && <AddButton label={t('history.add')} onClick={() => setAdding(true)} testid="history-add" />
      }
    >
      <FailureNote failure={loaded.error} />
      {loaded.data && lines.length === 0 && <Quiet>{t('history.empty')}</Quiet>}
      {historyKinds
        .map((kind) => ({ kind, of: lines.filter((line) => line.kind === kind) }))
        .filter(({ of }) => of.length > 0)
        .map(({ kind, of }) => (
          <section key={kind} aria-label={word('history_kind', kind)}>
            <Text size="xs" c="dimmed" fw={600} px="0.9rem" pt={8}>
              {word('history_kind', kind)}
            </Text>
            {of.map((line) => (
              <HistoryRow key={line.id} line={line} patientId={patientId} />
            ))}
          </section>
        ))}
      <Drawer opened={adding} onClose={close} title={t('history.add')} size="28rem">
        {adding && <HistoryForm patientId={patientId} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

import { Badge, Button, Drawer, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDate } from '../../shared/time/format';
import { ChartList, ChartRow } from '../people/ChartList';
import { RECORD_TABLES, type Statement } from './medicineWords';
import { AddStatementForm, EndStatementForm } from './StatementForms';

const GOES_ON = ['active', 'unknown'];

/** What the patient takes that was prescribed elsewhere or bought, as it was told. */
export function TakenElsewhere(props: { patientId: string; visitId: string | null; readOnly?: boolean }) {
  const record = useCommand('medication.record', { patient_id: props.patientId }, RECORD_TABLES);
  const mayNote = useMay('note_statements') && !props.readOnly;
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Statement | null>(null);
  const [past, setPast] = useState(false);
  const all = record.data?.statements ?? [];
  const current = all.filter((each) => GOES_ON.includes(each.status));
  const earlier = all.filter((each) => !GOES_ON.includes(each.status));
  const row = (each: Statement) => (
    <ChartRow
      key={each.id}
      testid="statement"
      side={
        mayNote &&
        GOES_ON.includes(each.status) && (
          <Button size="compact-xs" variant="subtle" color="gray" aria-label={t('elsewhere.end.one', { medicine: each.medication_text })} onClick={() => setEnding(each)} data-testid="statement-end">
            {t('elsewhere.end')}
          </Button>
        )
      }
    >
      <Text span fw={550} className="any-script">
        {each.medication_text}
      </Text>{' '}
      {each.status !== 'active' && <Badge color="gray">{word('medicine_status', each.status)}</Badge>}
      <Text size="sm" c="dimmed" className="any-script">
        {[
          each.dosage_text,
          each.started_on && t('elsewhere.from', { day: showDate(each.started_on) }),
          each.ended_on && t('elsewhere.until', { day: showDate(each.ended_on) }),
          each.reason_text && t('elsewhere.for', { reason: each.reason_text }),
          each.source_text && t('elsewhere.told_by', { source: each.source_text }),
          each.notes,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </ChartRow>
  );
  return (
    <Panel
      title={t('elsewhere.title')}
      count={current.length}
      flush
      testid="taken-elsewhere"
      actions={
        mayNote && <AddButton label={t('elsewhere.add')} onClick={() => setAdding(true)} testid="statement-add" />
      }
    >
      <FailureNote failure={record.error} />
      {record.data && <ChartList items={current} shown={8} empty={t('elsewhere.empty')} render={row} />}
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)} data-testid="statements-past">
          {t('elsewhere.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('elsewhere.add')} size="30rem">
        {adding && <AddStatementForm patientId={props.patientId} visitId={props.visitId} onDone={() => setAdding(false)} />}
      </Drawer>
      <Modal opened={ending !== null} onClose={() => setEnding(null)} title={ending ? t('elsewhere.end.one', { medicine: ending.medication_text }) : ''}>
        {ending && <EndStatementForm statement={ending} onDone={() => setEnding(null)} />}
      </Modal>
    </Panel>
  );
}

import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { ChartRow } from './ChartList';
import { patientFacts } from './patientFacts';

type MergedRecord = Chart['merged'][number];

/** The records that were declared this person's, and the way back. */
export function MergedRecords(props: { merged: readonly MergedRecord[] }) {
  const { time_zone: zone } = useSite();
  const may = useMay('merge_patients');
  const unmerge = useAct('people.unmerge');
  const [undoing, setUndoing] = useState<MergedRecord | null>(null);
  const close = () => {
    unmerge.reset();
    setUndoing(null);
  };
  return (
    <Panel title={t('merged.title')} count={props.merged.length} flush testid="merged-records">
      {props.merged.map((record) => (
        <ChartRow
          key={record.merge_id}
          testid="merged-record"
          side={
            may && (
              <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowBackUp size={15} className="mirrored" />} onClick={() => setUndoing(record)} data-testid="merged-undo">
                {t('merged.undo')}
              </Button>
            )
          }
        >
          <Text span fw={570} className="any-script" display="block">
            {record.patient.display_name}
          </Text>
          <Text span size="sm" c="dimmed" display="block">
            {patientFacts(record.patient)}
          </Text>
          <Text span size="sm" display="block" className="any-script">
            {t('merged.behind', { when: showDayAndTime(record.merged_at, zone), reason: record.reason })}
          </Text>
          {record.changed_since && (
            <Text span size="sm" display="block" c="var(--hf-amber)">
              {t('merged.changed')}
            </Text>
          )}
        </ChartRow>
      ))}
      <AskOnce
        opened={undoing !== null}
        title={t('merged.undo.title', { name: undoing?.patient.display_name ?? '' })}
        text={t('merged.undo.text')}
        action={t('merged.undo.confirm')}
        failure={unmerge.error}
        busy={unmerge.isPending}
        onConfirm={() =>
          undoing &&
          unmerge.mutate(
            { id: undoing.merge_id, version: undoing.merge_version },
            {
              onSuccess: () => {
                notifications.show({ message: t('merged.undone') });
                close();
              },
            },
          )
        }
        onClose={close}
        testid="merged-undo"
      />
    </Panel>
  );
}

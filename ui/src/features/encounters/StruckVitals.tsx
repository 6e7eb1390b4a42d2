import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Visit, VitalsRow } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FailureNote } from '../../shared/look/Note';
import { Quiet } from '../../shared/look/Page';
import { showTime } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { vitalsSentence } from './measures';

/** Strikes a set of measurements that should not stand in this record at all. */
export function StrikeVitals(props: { row: VitalsRow }) {
  const { row } = props;
  const { time_zone: zone } = useSite();
  const strike = useAct('encounters.strike_vitals');
  const [asking, setAsking] = useState(false);
  const title = t('struck.vitals.title', { when: showTime(row.recorded_at, zone) });
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="gray" ms={6} aria-label={title} onClick={() => setAsking(true)} data-testid="vitals-strike">
        {t('struck.strike')}
      </Button>
      {asking && (
        <AskReason
          title={title}
          draft={`strike-vitals:${row.id}`}
          text={t('struck.vitals.text')}
          label={t('struck.vitals.reason')}
          submit={t('struck.strike')}
          danger
          send={(reason) => strike.mutateAsync({ id: row.id, reason })}
          onDone={() => {
            notifications.show({ message: t('struck.vitals.done') });
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
          testid="strike-vitals"
        />
      )}
    </>
  );
}

function List(props: { visit: Visit }) {
  const { visit } = props;
  const { time_zone: zone } = useSite();
  const loaded = useCommand('encounters.vitals', { patient_id: visit.patient.id, older: null, with_struck: true }, ['vitals']);
  const sets = loaded.data?.sets ?? [];
  const struck = sets.filter((set) => set.struck && set.recorded_at >= visit.started_at && (visit.ended_at === null || set.recorded_at <= visit.ended_at));
  return (
    <>
      <FailureNote failure={loaded.error} />
      {loaded.data && struck.length === 0 && <Quiet>{t('struck.vitals.none')}</Quiet>}
      {struck.map((set) => {
        const by = sets.find((each) => each.corrects_id === set.id);
        return (
          <ChartRow key={set.id} side={showTime(set.recorded_at, zone)} testid="struck-vitals">
            <Text size="sm" td="line-through" c="dimmed" className="numbers">
              {vitalsSentence(set)}
            </Text>
            <Text size="xs" c="dimmed">
              {t(by && vitalsSentence(by) !== '' ? 'struck.vitals.replaced' : 'struck.vitals.line', { reason: by?.correction_reason ?? '' })}
            </Text>
          </ChartRow>
        );
      })}
    </>
  );
}

/** What was measured in a visit and struck later, for whoever asks to see it. */
export function StruckVitals(props: { visit: Visit }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      {shown && <List visit={props.visit} />}
      <Button size="compact-xs" variant="subtle" color="gray" m={6} aria-expanded={shown} onClick={() => setShown(!shown)} data-testid="vitals-struck">
        {t(shown ? 'struck.vitals.hide' : 'struck.vitals.show')}
      </Button>
    </>
  );
}

import { Text } from '@mantine/core';
import type { ResponseOf } from '../../api/commands';
import { say, t } from '../../app/messages';
import { useSite } from '../../app/session';
import { Note } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';

/** Whether the chained record of a patient is as it was written, and where it is not. */
export function ProofOutcome(props: { verified: ResponseOf<'records.verify'> }) {
  const { entries, chains, bad } = props.verified;
  const { time_zone: zone } = useSite();
  if (bad.length > 0) {
    return (
      <Note tone="red" testid="proof-bad">
        <Text size="sm" fw={600}>
          {t('proof.bad', { count: bad.length })}
        </Text>
        {bad.map((entry) => (
          <Text key={entry.id} size="sm">
            {t('proof.bad.entry', { sequence: entry.chain_sequence, when: showDayAndTime(entry.recorded_at, zone) })}: {say(entry.reason)}
          </Text>
        ))}
      </Note>
    );
  }
  if (entries === 0) return <Note tone="plain">{t('proof.none')}</Note>;
  return (
    <Note tone="green" testid="proof-good">
      {t('proof.good', { entries, chains })}
    </Note>
  );
}

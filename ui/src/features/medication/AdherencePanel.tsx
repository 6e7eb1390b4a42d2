import { Select, Text } from '@mantine/core';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { locale, say, t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDate } from '../../shared/time/format';
import rows from '../encounters/rows.module.css';

type Line = ResponseOf<'medication.adherence'>['lines'][number];

const periods = [120, 180, 365, 730] as const;

function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** What was handed out and what was told stand apart: neither is the other. */
function MedicineLine(props: { line: Line }) {
  const { line } = props;
  return (
    <article className={rows.row} data-testid="adherence-line">
      <div className={rows.what}>
        <Text fw={560} className="any-script">
          {line.medication_text}
        </Text>
        {line.not_told_because !== null && (
          <Text size="sm" c="dimmed">
            {say(line.not_told_because)}
          </Text>
        )}
        {line.days_covered !== null && line.days_in_period !== null && line.period_from !== null && (
          <Text size="sm" c="dimmed">
            {t('adherence.rests_on', { covered: line.days_covered, days: line.days_in_period, from: showDate(line.period_from), until: showDate(line.period_until), fills: line.fills })}
          </Text>
        )}
        <Text size="sm" c="dimmed" data-testid="adherence-told">
          {line.reports > 0 ? t('adherence.told', { taken: line.reports_taken, count: line.reports }) : t('adherence.nobody_told')}
        </Text>
      </div>
      {line.proportion_of_days_covered !== null && (
        <Text fw={640} className="numbers" data-testid="adherence-figure">
          {t('adherence.at_hand', { percent: percent(line.proportion_of_days_covered) })}
        </Text>
      )}
    </article>
  );
}

/** How regularly each medicine is taken, by a published measure, with its source and its limits. */
export function AdherencePanel(props: { patientId: string }) {
  const [days, setDays] = useState<number>(365);
  const adherence = useCommand('medication.adherence', { patient_id: props.patientId, until: null, days }, ['dispensings', 'adherence_events', 'prescription_items', 'prescriptions', 'medications'], { keepPrevious: true });
  return (
    <Panel
      title={t('adherence.title')}
      flush
      testid="adherence"
      actions={
        <Select
          size="xs"
          w="11rem"
          aria-label={t('adherence.period')}
          allowDeselect={false}
          value={String(days)}
          onChange={(next) => next !== null && setDays(Number(next))}
          data={periods.map((each) => ({ value: String(each), label: t('adherence.period.days', { count: each }) }))}
          data-testid="adherence-period"
        />
      }
    >
      <FailureNote failure={adherence.error} />
      {adherence.data?.lines.length === 0 && <Quiet>{t('adherence.empty')}</Quiet>}
      {adherence.data?.lines.map((line) => (
        <MedicineLine key={line.item_ids.join()} line={line} />
      ))}
      {adherence.data && adherence.data.lines.length > 0 && (
        <Text size="xs" c="dimmed" px="md" py="xs" data-testid="adherence-source">
          {t('adherence.method', { method: say(adherence.data.method), source: say(adherence.data.source) })} {say(adherence.data.limits)}
        </Text>
      )}
    </Panel>
  );
}

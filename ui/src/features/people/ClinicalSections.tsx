import { Badge, Button, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Panel } from '../../shared/look/Page';
import { showDate, showDay } from '../../shared/time/format';
import { StopMedicine } from '../medication/StopMedicine';
import { UndoStop } from '../medication/UndoStop';
import { ChartList, ChartRow } from './ChartList';

const CURRENT = ['active', 'chronic'];

export function Problems(props: { problems: Chart['problems'] }) {
  const { time_zone: zone } = useSite();
  const [past, setPast] = useState(false);
  const current = props.problems.filter((problem) => CURRENT.includes(problem.status));
  const earlier = props.problems.filter((problem) => !CURRENT.includes(problem.status));
  const row = (problem: Chart['problems'][number]) => (
    <ChartRow
      key={problem.id}
      testid="problem"
      side={problem.onset_on ? t('chart.since', { when: showDate(problem.onset_on) }) : problem.recorded_at ? showDay(problem.recorded_at, zone) : undefined}
    >
      <Text span fw={550} className="any-script">
        {problem.condition_name}
      </Text>{' '}
      <Text span size="sm" c="dimmed" className="numbers">
        {problem.icd10_code ?? problem.foreign_code}
      </Text>{' '}
      {problem.severity && <Badge color={problem.severity === 'severe' || problem.severity === 'critical' ? 'red' : 'gray'}>{word('severity', problem.severity)}</Badge>}{' '}
      {!CURRENT.includes(problem.status) && <Badge color="gray">{word('condition_status', problem.status)}</Badge>}
    </ChartRow>
  );
  return (
    <Panel title={t('chart.problems')} count={current.length} flush testid="chart-problems">
      <ChartList items={current} shown={10} empty={t('chart.problems.empty')} render={row} />
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)}>
          {t('chart.problems.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
    </Panel>
  );
}

export function Medicines(props: { medicines: Chart['medicines'] }) {
  const mayPrescribe = useMay('prescribe');
  const [past, setPast] = useState(false);
  const [undoing, setUndoing] = useState<Chart['medicines'][number] | null>(null);
  const [stopping, setStopping] = useState<Chart['medicines'][number] | null>(null);
  const isCurrent = (medicine: Chart['medicines'][number]) => ['active', 'on_hold', 'draft'].includes(medicine.status) && !medicine.expired;
  const current = props.medicines.filter(isCurrent);
  const earlier = props.medicines.filter((medicine) => !isCurrent(medicine));
  const row = (medicine: Chart['medicines'][number]) => (
    <ChartRow
      key={medicine.id}
      testid="medicine"
      side={
        <>
          {showDate(medicine.start_on)}
          {mayPrescribe && medicine.status === 'stopped' && (
            <Button variant="subtle" color="gray" size="compact-xs" ms={4} onClick={() => setUndoing(medicine)} data-testid="medicine-undo-stop">
              {t('medication.undo_stop')}
            </Button>
          )}
          {mayPrescribe && isCurrent(medicine) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="subtle" color="gray" size="compact-xs" ms={4} aria-label={t('common.more')}>
                  <IconDots size={15} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setStopping(medicine)}>{t('medication.stop')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }
    >
      <Text span fw={550} className="any-script">
        {medicine.medication_text}
      </Text>{' '}
      {medicine.expired ? <Badge color="gray">{t('chart.medicines.expired')}</Badge> : medicine.status !== 'active' && <Badge color="gray">{word('medicine_status', medicine.status)}</Badge>}
      <Text size="sm" c="dimmed" className="any-script">
        {[medicine.dosage, medicine.prescriber].filter(Boolean).join(' · ')}
      </Text>
    </ChartRow>
  );
  return (
    <Panel title={t('chart.medicines')} count={current.length} flush testid="chart-medicines">
      <ChartList items={current} shown={10} empty={t('chart.medicines.empty')} render={row} />
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)}>
          {t('chart.medicines.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
      <UndoStop medicine={undoing} onClose={() => setUndoing(null)} />
      <StopMedicine medicine={stopping} onClose={() => setStopping(null)} />
    </Panel>
  );
}

/** How far from normal a result is, in words and a sign. */
export function FlagBadge(props: { flag: string | null }) {
  if (!props.flag || props.flag === 'normal') return null;
  return (
    <Badge color={props.flag.startsWith('critical') ? 'red.8' : 'orange'} variant={props.flag.startsWith('critical') ? 'filled' : 'light'}>
      {word('flag', props.flag)}
    </Badge>
  );
}

export function Results(props: { results: Chart['results'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('chart.results')} count={props.results.length} flush testid="chart-results">
      <ChartList
        items={props.results}
        shown={8}
        empty={t('chart.results.empty')}
        render={(result) => (
          <ChartRow key={result.id} side={result.resulted_at ? showDay(result.resulted_at, zone) : word('lab_status', result.status)}>
            <Text span size="sm">
              {result.test_name}
            </Text>{' '}
            <Text span fw={600} className="numbers">
              {result.value}
            </Text>{' '}
            <Text span size="sm" c="dimmed">
              {[result.unit, result.reference_range && `(${result.reference_range})`].filter(Boolean).join(' ')}
            </Text>{' '}
            <FlagBadge flag={result.abnormal_flag} />
          </ChartRow>
        )}
      />
    </Panel>
  );
}

export function Visits(props: { visits: Chart['visits']; count: number }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('chart.visits')} count={props.count} flush testid="chart-visits">
      <ChartList
        items={props.visits}
        shown={8}
        empty={t('chart.visits.empty')}
        render={(visit) => (
          <ChartRow key={visit.id} to={`/visits/${visit.id}`} side={showDay(visit.started_at, zone)} testid="visit-row">
            <Text span fw={550} className="any-script">
              {visit.reason ?? word('visit_kind', visit.kind)}
            </Text>{' '}
            {!visit.ended_at && <Badge color="accent">{word('visit_status', visit.status)}</Badge>}
            <Text size="sm" c="dimmed" className="any-script">
              {[visit.practitioner, ...visit.problems.slice(0, 3)].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        )}
      />
      {props.visits.length < props.count && (
        <Text size="xs" c="dimmed" px="md" pb="xs">
          {t('chart.visits.more', { shown: props.visits.length, count: props.count })}
        </Text>
      )}
    </Panel>
  );
}

export function Immunizations(props: { immunizations: Chart['immunizations'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('chart.immunizations')} count={props.immunizations.length} flush testid="chart-immunizations">
      <ChartList
        items={props.immunizations}
        shown={5}
        empty={t('chart.immunizations.empty')}
        render={(each) => (
          <ChartRow key={each.id} side={each.occurred_at ? showDay(each.occurred_at, zone) : undefined}>
            <Text span size="sm">
              {each.vaccine}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

export function Procedures(props: { procedures: Chart['procedures'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('chart.procedures')} count={props.procedures.length} flush testid="chart-procedures">
      <ChartList
        items={props.procedures}
        shown={5}
        empty={t('chart.procedures.empty')}
        render={(each) => (
          <ChartRow key={each.id} side={each.performed_at ? showDay(each.performed_at, zone) : undefined}>
            <Text span size="sm">
              {each.name}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

import { Badge, Button, Drawer, Text } from '@mantine/core';
import { IconChartLine, IconPills } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { Chart } from '../../api/commands';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AddButton } from '../../shared/look/AddButton';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDate, showDay } from '../../shared/time/format';
import { CarePlanForm } from '../encounters/carePlans/CarePlanForm';
import { CarePlanRow } from '../encounters/carePlans/CarePlanRow';
import { ConditionMenu } from '../encounters/conditions/ConditionMenu';
import { RefutedConditions } from '../encounters/conditions/RefutedConditions';
import { ImmunizationForm } from '../encounters/immunizations/ImmunizationForm';
import { ImmunizationRow } from '../encounters/immunizations/ImmunizationRow';
import { OrderTestsForm } from '../encounters/OrderTestsForm';
import { ProcedureForm } from '../encounters/ProcedureForm';
import { ProcedureRow } from '../encounters/ProcedureRow';
import { ReferralForm } from '../encounters/referrals/ReferralForm';
import { ReferralRow } from '../encounters/referrals/ReferralRow';
import { MedicineMenu } from '../medication/MedicineMenu';
import { UndoStop } from '../medication/UndoStop';
import { ChartList, ChartRow } from './ChartList';
import type { RecordPart } from './record/parts';
import { ResultTrend } from './record/ResultTrend';

const CURRENT = ['active', 'chronic'];

export function Problems(props: { patientId: string; problems: Chart['problems'] }) {
  const { time_zone: zone } = useSite();
  const [past, setPast] = useState(false);
  const current = props.problems.filter((problem) => CURRENT.includes(problem.status));
  const earlier = props.problems.filter((problem) => !CURRENT.includes(problem.status));
  const row = (problem: Chart['problems'][number]) => (
    <ChartRow
      key={problem.id}
      testid="problem"
      side={
        <>
          {problem.onset_on ? t('chart.since', { when: showDate(problem.onset_on) }) : problem.recorded_at ? showDay(problem.recorded_at, zone) : null} <ConditionMenu problem={problem} />
        </>
      }
    >
      <Text span fw={550} className="any-script">
        {problem.condition_name}
      </Text>{' '}
      <Text span size="sm" c="dimmed" className="numbers">
        {problem.icd10_code ?? problem.foreign_code}
      </Text>{' '}
      {problem.severity && <Badge color={problem.severity === 'severe' || problem.severity === 'critical' ? 'red' : 'gray'}>{word('severity', problem.severity)}</Badge>}{' '}
      {!CURRENT.includes(problem.status) && <Badge color="gray">{word('condition_status', problem.status)}</Badge>}{' '}
      {problem.verification && problem.verification !== 'confirmed' && <Badge color="gray">{word('condition_verification', problem.verification)}</Badge>}
      {problem.notes && (
        <Text size="sm" c="dimmed" className="any-script prewrap">
          {problem.notes}
        </Text>
      )}
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
      <RefutedConditions patientId={props.patientId} />
    </Panel>
  );
}

export function Medicines(props: { patientId: string; medicines: Chart['medicines']; visitId: string | null }) {
  const mayPrescribe = useMay('prescribe');
  const mayGive = useMay('give_medicines');
  const mayAll = useMay('see_medication_record');
  const [past, setPast] = useState(false);
  const [undoing, setUndoing] = useState<Chart['medicines'][number] | null>(null);
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
          <MedicineMenu medicine={medicine} visitId={props.visitId} />
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
    <Panel
      title={t('chart.medicines')}
      count={current.length}
      flush
      testid="chart-medicines"
      actions={
        <Tools>
          {mayGive && (
            <Button size="compact-sm" variant="subtle" renderRoot={(root) => <Link {...root} to="/medicines-due" search={{ patient: props.patientId }} />} leftSection={<IconPills size={16} />} data-testid="chart-medicines-due">
              {t('dose.give')}
            </Button>
          )}
          {mayAll && <All patientId={props.patientId} part="medicines" />}
        </Tools>
      }
    >
      <ChartList items={current} shown={10} empty={t('chart.medicines.empty')} render={row} />
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)}>
          {t('chart.medicines.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
      <UndoStop medicine={undoing} onClose={() => setUndoing(null)} />
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

/** The way from the short list of the chart to the whole of it. */
function All(props: { patientId: string; part: RecordPart }) {
  return (
    <Link to="/patients/$patientId/record" params={{ patientId: props.patientId }} search={{ part: props.part }} className="text-link" aria-label={t('chart.all_of', { part: t(`record.part.${props.part}`) })} data-testid={`chart-all-${props.part}`}>
      {t('chart.all')}
    </Link>
  );
}

function Tools(props: { children: ReactNode }) {
  return <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>{props.children}</span>;
}

export function Results(props: { patientId: string; results: Chart['results'] }) {
  const { time_zone: zone } = useSite();
  const mayAll = useMay('see_results');
  const mayOrder = useMay('order_tests');
  const [ordering, setOrdering] = useState(false);
  const [large, setLarge] = useState<Chart['results'][number] | null>(null);
  const close = () => setOrdering(false);
  return (
    <Panel
      title={t('chart.results')}
      count={props.results.length}
      flush
      testid="chart-results"
      actions={
        <Tools>
          {mayOrder && <AddButton label={t('order_tests.title')} onClick={() => setOrdering(true)} testid="chart-order-tests" />}
          {mayAll && <All patientId={props.patientId} part="results" />}
        </Tools>
      }
    >
      <ChartList
        items={props.results}
        shown={8}
        empty={t('chart.results.empty')}
        render={(result) => (
          <ChartRow
            key={result.id}
            side={
              <>
                {result.resulted_at ? showDay(result.resulted_at, zone) : word('lab_status', result.status)}
                {mayAll && result.value !== null && (
                  <Button variant="subtle" color="gray" size="compact-xs" ms={4} aria-label={t('record.trend.title', { test: result.test_name })} onClick={() => setLarge(result)} data-testid="chart-trend">
                    <IconChartLine size={15} />
                  </Button>
                )}
              </>
            }
          >
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
      <ResultTrend patientId={props.patientId} result={large} onClose={() => setLarge(null)} />
      <Drawer opened={ordering} onClose={close} title={t('order_tests.title')} size="32rem">
        {ordering && <OrderTestsForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

export function Visits(props: { patientId: string; visits: Chart['visits']; count: number }) {
  const { time_zone: zone } = useSite();
  const mayAll = useMay('see_visits');
  return (
    <Panel title={t('chart.visits')} count={props.count} flush testid="chart-visits" actions={mayAll && <All patientId={props.patientId} part="timeline" />}>
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

/** Plans that are followed or drafted, and referrals that are not over; the others are in the whole record. */
export function Plans(props: { patientId: string; plans: Chart['care_plans']; referrals: Chart['referrals'] }) {
  const seePlans = useMay('see_care_plans');
  const writePlans = useMay('write_care_plans');
  const refer = useMay('write_referrals');
  const [open, setOpen] = useState<'nothing' | 'plan' | 'refer'>('nothing');
  const close = () => setOpen('nothing');
  const plans = props.plans.filter((plan) => ['draft', 'active', 'on_hold'].includes(plan.status));
  const referrals = props.referrals.filter((referral) => ['draft', 'sent', 'accepted'].includes(referral.status));
  return (
    <Panel
      title={t('record.part.plans')}
      count={plans.length + referrals.length}
      flush
      testid="chart-plans"
      actions={
        <Tools>
          {writePlans && <AddButton label={t('care_plan.add')} onClick={() => setOpen('plan')} testid="chart-add-plan" />}
          {refer && <AddButton label={t('referral.write')} onClick={() => setOpen('refer')} testid="chart-refer" />}
          <All patientId={props.patientId} part="plans" />
        </Tools>
      }
    >
      {plans.length + referrals.length === 0 && <Quiet>{t('chart.plans.empty')}</Quiet>}
      {seePlans && plans.map((plan) => <CarePlanRow key={plan.id} plan={plan} />)}
      {referrals.map((referral) => (
        <ReferralRow key={referral.id} referral={referral} />
      ))}
      <Drawer opened={open === 'plan'} onClose={close} title={t('care_plan.write')} size="44rem">
        {open === 'plan' && <CarePlanForm patientId={props.patientId} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'refer'} onClose={close} title={t('referral.write')} size="30rem">
        {open === 'refer' && <ReferralForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

export function Immunizations(props: { patientId: string; immunizations: Chart['immunizations'] }) {
  const mayAll = useMay('see_procedures');
  const mayGive = useMay('give_immunizations');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Panel
      title={t('chart.immunizations')}
      count={props.immunizations.length}
      flush
      testid="chart-immunizations"
      actions={
        <Tools>
          {mayGive && <AddButton label={t('immunization.add')} onClick={() => setAdding(true)} testid="chart-immunize" />}
          {mayAll && <All patientId={props.patientId} part="immunizations" />}
        </Tools>
      }
    >
      <ChartList items={props.immunizations} shown={5} empty={t('chart.immunizations.empty')} render={(each) => <ImmunizationRow key={each.id} immunization={each} />} />
      <Drawer opened={adding} onClose={close} title={t('immunization.add')} size="32rem">
        {adding && <ImmunizationForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

export function Procedures(props: { patientId: string; procedures: Chart['procedures'] }) {
  const mayAll = useMay('see_procedures');
  const mayWrite = useMay('write_procedures');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Panel
      title={t('chart.procedures')}
      count={props.procedures.length}
      flush
      testid="chart-procedures"
      actions={
        <Tools>
          {mayWrite && <AddButton label={t('procedure.add')} onClick={() => setAdding(true)} testid="chart-add-procedure" />}
          {mayAll && <All patientId={props.patientId} part="procedures" />}
        </Tools>
      }
    >
      <ChartList items={props.procedures} shown={5} empty={t('chart.procedures.empty')} render={(each) => <ProcedureRow key={each.id} procedure={each} />} />
      <Drawer opened={adding} onClose={close} title={t('procedure.add')} size="32rem">
        {adding && <ProcedureForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

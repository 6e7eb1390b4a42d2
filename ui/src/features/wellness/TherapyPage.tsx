import { LineChart } from '@mantine/charts';
import { Badge, Button, Drawer, Progress, Text, VisuallyHidden } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel } from '../../shared/look/Page';
import { showDate, showDay, showDayAndTime } from '../../shared/time/format';
import { ChartList, ChartRow } from '../people/ChartList';
import { OfPatient } from '../people/OfPatient';
import { MakePlanForm } from './MakePlanForm';
import { PlanSessionForm } from './PlanSessionForm';
import { SessionState } from './SessionState';
import { THERAPY_TABLES } from './sessionWords';
import { Stress } from './Stress';
import classes from './wellness.module.css';

const route = getRouteApi('/patients/$patientId/therapy');

function Sessions(props: { patient: PatientLine }) {
  const { time_zone: zone } = useSite();
  const gives = useMay('give_therapy');
  const { patient } = props;
  const [planning, setPlanning] = useState(false);
  const loaded = useCommand('wellness.sessions', { patient_id: patient.id }, THERAPY_TABLES);
  useShortcuts(gives ? [{ keys: 'F9', scope: 'screen', label: 'sessions.plan', run: () => setPlanning(true) }] : []);
  const sessions = loaded.data?.sessions ?? [];
  const scored = [...sessions].reverse().filter((session) => session.phq9_score !== null || session.gad7_score !== null);
  const names = { phq9: 'PHQ-9', gad7: 'GAD-7' } as const;
  return (
    <>
      <Panel title={t('therapy.scores')} testid="therapy-scores">
        {loaded.data && scored.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('therapy.scores.empty')}
          </Text>
        )}
        {scored.length > 0 && (
          <>
            <VisuallyHidden component="ul">
              {scored.flatMap((session) => [
                ...(session.phq9_score === null ? [] : [<li key={`${session.id}p`}>{t('therapy.scores.line', { when: showDay(session.started_at, zone), script: names.phq9, score: session.phq9_score })}</li>]),
                ...(session.gad7_score === null ? [] : [<li key={`${session.id}g`}>{t('therapy.scores.line', { when: showDay(session.started_at, zone), script: names.gad7, score: session.gad7_score })}</li>]),
              ])}
            </VisuallyHidden>
            <div aria-hidden inert>
              <LineChart
                dir="ltr"
                h={200}
                withLegend
                connectNulls
                curveType="linear"
                dataKey="when"
                data={scored.map((session) => ({ when: showDay(session.started_at, zone), [names.phq9]: session.phq9_score, [names.gad7]: session.gad7_score }))}
                yAxisProps={{ domain: [0, 27], width: 36 }}
                series={[
                  { name: names.phq9, color: 'accent.7' },
                  { name: names.gad7, color: 'gray.6', strokeDasharray: '6 4' },
                ]}
              />
            </div>
          </>
        )}
      </Panel>
      <Panel
        title={t('therapy.sessions')}
        count={sessions.length}
        flush
        testid="therapy-sessions"
        actions={
          gives && (
            <Button size="compact-sm" variant="subtle" onClick={() => setPlanning(true)} data-testid="therapy-plan-session">
              {t('sessions.plan')}
            </Button>
          )
        }
      >
        <FailureNote failure={loaded.error} />
        {loaded.data && (
          <ChartList
            items={sessions}
            shown={8}
            empty={t('therapy.sessions.empty')}
            render={(session) => (
              <ChartRow key={session.id} {...(gives ? { to: `/sessions/${session.id}` } : {})} side={showDayAndTime(session.started_at, zone)} testid="therapy-session">
                <Text span fw={560}>
                  {word('therapy_kind', session.kind)}
                </Text>{' '}
                <SessionState status={session.status} />
                <Text size="sm" c="dimmed">
                  {[
                    session.practitioner === null ? null : t('sessions.with', { name: session.practitioner }),
                    session.phq9_score === null ? null : t('sessions.phq9', { score: session.phq9_score }),
                    session.gad7_score === null ? null : t('sessions.gad7', { score: session.gad7_score }),
                    session.next_session_on === null ? null : t('sessions.next_on', { when: showDate(session.next_session_on) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </ChartRow>
            )}
          />
        )}
      </Panel>
      <Drawer opened={planning} onClose={() => setPlanning(false)} title={t('sessions.plan')} size="28rem">
        {planning && <PlanSessionForm patient={patient} date={null} onClose={() => setPlanning(false)} />}
      </Drawer>
    </>
  );
}

function Plans(props: { patientId: string }) {
  const mayWrite = useMay('write_wellness');
  const [making, setMaking] = useState(false);
  const loaded = useCommand('wellness.plans', { patient_id: props.patientId }, ['wellness_plans', 'wellness_plan_items']);
  const plans = loaded.data?.plans ?? [];
  return (
    <Panel
      title={t('plans.title')}
      count={plans.length}
      flush
      testid="plans"
      actions={
        mayWrite && (
          <Button size="compact-sm" variant="subtle" onClick={() => setMaking(true)} data-testid="plan-make">
            {t('plans.make')}
          </Button>
        )
      }
    >
      <FailureNote failure={loaded.error} />
      {loaded.data && (
        <ChartList
          items={plans}
          shown={6}
          empty={t('plans.empty')}
          render={(plan) => (
            <ChartRow key={plan.id} to={`/plans/${plan.id}`} testid="plan-line">
              <Text span fw={590} className="any-script">
                {say(plan.title)}
              </Text>{' '}
              <Badge color={plan.status === 'active' ? 'accent' : 'gray'}>{word('plan_status', plan.status)}</Badge>
              <Text size="sm" c="dimmed">
                {plan.ends_on === null ? t('plans.runs.open', { from: showDate(plan.starts_on) }) : t('plans.runs', { from: showDate(plan.starts_on), until: showDate(plan.ends_on) })}
              </Text>
              <Progress value={(plan.progress ?? 0) * 100} size="sm" color="accent.7" my={4} aria-label={plan.title} />
              <Text size="xs" c="dimmed">
                {[plan.progress === null ? t('plans.progress.none') : t('plans.progress', { done: plan.done, due: plan.due }), plan.skipped > 0 ? t('plans.skipped', { count: plan.skipped }) : null].filter(Boolean).join(' · ')}
              </Text>
            </ChartRow>
          )}
        />
      )}
      <Drawer opened={making} onClose={() => setMaking(false)} title={t('plan.make.title')} size="48rem">
        {making && <MakePlanForm patientId={props.patientId} onClose={() => setMaking(false)} />}
      </Drawer>
    </Panel>
  );
}

/** A patient's therapy, strain and plans on one page, as far as the person may see them. */
export function TherapyPage() {
  const { patientId } = route.useParams();
  const seesTherapy = useMay('see_therapy');
  return (
    <Page title={t('therapy.title')} testid="therapy">
      <OfPatient patientId={patientId}>
        {(patient) => (
          <div className={classes.two}>
            <div className={classes.column}>
              {seesTherapy && <Sessions patient={patient} />}
              {!seesTherapy && <Plans patientId={patientId} />}
            </div>
            <div className={classes.column}>
              {seesTherapy && <Plans patientId={patientId} />}
              <Stress patientId={patientId} />
            </div>
          </div>
        )}
      </OfPatient>
    </Page>
  );
}

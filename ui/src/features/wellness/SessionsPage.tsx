import { ActionIcon, Button, Drawer, Group, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconArmchair, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite, useUser } from '../../app/session';
import { arrowBack, arrowOn } from '../../shared/keyboard/arrows';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDay, showLongDate, showTime } from '../../shared/time/format';
import { addDays, dateAt, nowMicros } from '../../shared/time/siteTime';
import { ChartRow } from '../people/ChartList';
import { ageAndGender } from '../people/patientFacts';
import { PlanSessionForm } from './PlanSessionForm';
import { SessionState } from './SessionState';
import { THERAPY_TABLES } from './sessionWords';
import classes from './wellness.module.css';

/** A therapist's own day, and those whom they see. */
export function SessionsPage() {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const user = useUser();
  const today = dateAt(nowMicros(), zone);
  const [on, setOn] = useState(today);
  const [planning, setPlanning] = useState(false);
  const day = useCommand('wellness.my_day', { on }, THERAPY_TABLES, { keepPrevious: true });
  const patients = useCommand('wellness.my_patients', {}, THERAPY_TABLES);
  const start = useAct('wellness.start_session');
  const open = (sessionId: string) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } });
  useShortcuts([
    { keys: 'F9', scope: 'screen', label: 'sessions.plan', run: () => setPlanning(true) },
    { keys: arrowBack(), scope: 'screen', label: 'sessions.before', run: () => setOn(addDays(on, -1)) },
    { keys: arrowOn(), scope: 'screen', label: 'sessions.after', run: () => setOn(addDays(on, 1)) },
    { keys: 't', scope: 'screen', label: 'sessions.today', run: () => setOn(today) },
  ]);
  const lines = day.data ?? [];
  return (
    <Page
      title={t('nav.sessions')}
      testid="sessions"
      actions={
        <Button onClick={() => setPlanning(true)} data-testid="sessions-plan">
          {t('sessions.plan')}
        </Button>
      }
    >
      {user.practitioner_id === null && <Note tone="amber">{t('sessions.no_practitioner')}</Note>}
      <FailureNote failure={day.error ?? start.error ?? patients.error} />
      <div className={classes.two}>
        <Panel
          flush
          testid="sessions-day"
          title={<DatePickerInput variant="unstyled" value={on} onChange={(next) => next && setOn(next)} valueFormatter={() => showLongDate(on)} highlightToday />}
          actions={
            <Group gap={4} wrap="nowrap">
              <ActionIcon variant="default" aria-label={t('sessions.before')} onClick={() => setOn(addDays(on, -1))} data-testid="sessions-before">
                <IconChevronLeft size={17} className="mirrored" />
              </ActionIcon>
              <Button size="compact-sm" variant="default" disabled={on === today} onClick={() => setOn(today)}>
                {t('sessions.today')}
              </Button>
              <ActionIcon variant="default" aria-label={t('sessions.after')} onClick={() => setOn(addDays(on, 1))} data-testid="sessions-after">
                <IconChevronRight size={17} className="mirrored" />
              </ActionIcon>
            </Group>
          }
        >
          {day.data && lines.length === 0 && <Teach icon={<IconArmchair size={40} stroke={1.3} />} title={t('sessions.empty')} text={t('sessions.empty.text')} />}
          {lines.map(({ session, patient }) => (
            <div key={session.id} className={classes.session} data-testid="session-line">
              <Text fw={640} className="numbers">
                {showTime(session.started_at, zone)}
              </Text>
              <div>
                <Text fw={600} className="any-script">
                  {patient.display_name}
                </Text>
                <Text size="sm" c="dimmed">
                  {[ageAndGender(patient), word('therapy_kind', session.kind)].filter(Boolean).join(' · ')}
                </Text>
              </div>
              <SessionState status={session.status} />
              <Group gap={6} wrap="nowrap" justify="flex-end">
                {session.status === 'planned' && (
                  <Button size="compact-sm" loading={start.isPending && start.variables.id === session.id} onClick={() => start.mutate({ id: session.id, version: session.version }, { onSuccess: () => open(session.id) })} data-testid="session-start">
                    {t('sessions.start')}
                  </Button>
                )}
                <Button size="compact-sm" variant="default" aria-label={`${t('sessions.open')}: ${patient.display_name}`} onClick={() => open(session.id)} data-testid="session-open">
                  {t('sessions.open')}
                </Button>
              </Group>
            </div>
          ))}
        </Panel>
        <Panel title={t('sessions.patients')} count={patients.data?.length ?? 0} flush testid="sessions-patients">
          {patients.data?.length === 0 && <Quiet>{t('sessions.patients.empty')}</Quiet>}
          {(patients.data ?? []).map((each) => (
            <ChartRow
              key={each.patient.id}
              to={`/patients/${each.patient.id}/therapy`}
              testid="therapy-patient"
              side={[each.phq9_score === null ? null : t('sessions.phq9', { score: each.phq9_score }), each.gad7_score === null ? null : t('sessions.gad7', { score: each.gad7_score })].filter(Boolean).join(' · ')}
            >
              <Text span fw={580} className="any-script">
                {each.patient.display_name}
              </Text>
              <Text size="sm" c="dimmed">
                {[
                  t('sessions.patients.count', { count: each.sessions }),
                  each.last_session_at === null ? null : t('sessions.patients.last', { when: showDay(each.last_session_at, zone) }),
                  each.next_session_at === null ? null : t('sessions.patients.next', { when: showDay(each.next_session_at, zone) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </ChartRow>
          ))}
        </Panel>
      </div>
      <Drawer opened={planning} onClose={() => setPlanning(false)} title={t('sessions.plan')} size="28rem">
        {planning && <PlanSessionForm patient={null} date={on < today ? null : on} onClose={() => setPlanning(false)} />}
      </Drawer>
    </Page>
  );
}

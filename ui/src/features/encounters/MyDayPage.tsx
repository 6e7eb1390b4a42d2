import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconStethoscope } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { AppointmentLine, TaskLine, VisitInList } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showDay, showDayAndTime, showLongDate, showMinutes, showTime } from '../../shared/time/format';
import { dateAt, minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { useAskAgain } from '../alerts/myAlerts';
import classes from './MyDayPage.module.css';
import rows from './rows.module.css';
import { ageAndGender } from '../people/patientFacts';
import { ReferralRow } from './referrals/ReferralRow';
import { SignOff } from './laboratory/SignOff';
import { VisitSteps } from './steps/VisitSteps';

const route = getRouteApi('/my-day');

const COMING = ['scheduled', 'confirmed'];
const GONE = ['completed', 'cancelled', 'no_show', 'entered_in_error'];
/** More of them than this is work for the list of tasks. */
const TASKS_SHOWN = 6;

function AppointmentRow(props: { appointment: AppointmentLine; next: boolean; now: number; onFailure: (failure: Failure) => void }) {
  const { appointment, now } = props;
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const mayVisit = useMay('write_visit');
  const [busy, setBusy] = useState(false);
  const { status, patient } = appointment;
  const waits = status === 'checked_in' && appointment.checked_in_at !== null ? Math.max(0, minutesBetween(appointment.checked_in_at, now)) : null;
  const late = COMING.includes(status) && appointment.starts_at < now;
  const open = (visitId: string) => navigate({ to: '/visits/$visitId', params: { visitId } });
  const start = () => {
    setBusy(true);
    call('encounters.start_visit', {
      appointment_id: appointment.id,
      patient_id: patient.id,
      practitioner_id: appointment.practitioner_id,
      kind: appointment.kind === 'diagnostic' ? 'routine' : appointment.kind,
      reason: appointment.reason,
    })
      .then(({ id }) => open(id))
      .catch((thrown: unknown) => {
        props.onFailure(toFailure(thrown, t('failure.unknown')));
        setBusy(false);
      });
  };
  return (
    <article className={classes.line} data-next={props.next || undefined} data-past={GONE.includes(status) || undefined} data-testid="my-appointment">
      <span className={classes.clock}>{appointment.walk_in ? t('my_day.walk_in') : showTime(appointment.starts_at, zone)}</span>
      <div style={{ minWidth: 0 }}>
        <Group gap={6}>
          <Link to="/patients/$patientId" params={{ patientId: patient.id }} className={rows.name}>
            {patient.display_name}
          </Link>
          <Text span size="sm" c="dimmed">
            {ageAndGender(patient)}
          </Text>
          {patient.allergies > 0 && <Badge color="orange">{t('people.allergies_count', { count: patient.allergies })}</Badge>}
        </Group>
        <Group gap={8}>
          <Text span size="sm" className="any-script">
            {[appointment.reason ?? word('appointment_kind', appointment.kind), appointment.room].filter(Boolean).join(' · ')}
          </Text>
          <Badge color={status === 'checked_in' || status === 'in_progress' ? 'accent' : 'gray'}>{word('appointment_status', status)}</Badge>
          {waits !== null && (
            <Text span size="sm" className="numbers">
              {t('my_day.waits', { time: showMinutes(waits) })}
            </Text>
          )}
          {late && (
            <Text span size="sm" c="dimmed">
              {t('my_day.late')}
            </Text>
          )}
          {appointment.held_reason !== null && (
            <Text span size="sm" c="var(--hf-amber)">
              <IconAlertTriangle size={14} aria-hidden /> {t('my_day.held')}
            </Text>
          )}
        </Group>
      </div>
      {mayVisit && appointment.visit_id !== null ? (
        <Button size="compact-sm" variant={GONE.includes(status) ? 'subtle' : 'default'} onClick={() => void open(appointment.visit_id ?? '')} data-testid="my-open-visit">
          {t('appointment.open_visit')}
        </Button>
      ) : mayVisit && !GONE.includes(status) ? (
        <Button size="compact-sm" variant={status === 'checked_in' ? 'filled' : 'default'} loading={busy} onClick={start} data-testid="my-start-visit">
          {t('appointment.start_visit')}
        </Button>
      ) : (
        <span />
      )}
    </article>
  );
}

function VisitLine(props: { visit: VisitInList; side: string; onFailure?: (failure: Failure | null) => void }) {
  const { visit } = props;
  return (
    <article className={rows.row} data-testid="my-visit">
      <div className={rows.what}>
        <Group gap={6}>
          <Link to="/visits/$visitId" params={{ visitId: visit.id }} className={rows.name}>
            {visit.patient.display_name}
          </Link>
          <Text span size="sm" c="dimmed">
            {ageAndGender(visit.patient)}
          </Text>
          {!visit.ended_at && <Badge color="accent">{word('visit_status', visit.status)}</Badge>}
        </Group>
        <Text size="sm" c="dimmed" className="any-script">
          {[visit.reason ?? word('visit_kind', visit.kind), visit.room, !visit.ended_at && visit.practitioner === null && t('my_day.anybodys')].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Text size="sm" c="dimmed" className="numbers">
        {props.side}
      </Text>
      {props.onFailure && <VisitSteps visit={visit} onFailure={props.onFailure} />}
    </article>
  );
}

function MyTask(props: { task: TaskLine; now: number }) {
  const { task } = props;
  const { time_zone: zone } = useSite();
  const late = task.due_at !== null && task.due_at < props.now;
  const Sign = late ? IconAlertTriangle : IconClock;
  return (
    <article className={rows.row} data-testid="my-task">
      <div className={rows.what}>
        <Link to="/tasks" search={{ task: task.id }} className={rows.name}>
          {say(task.title)}
        </Link>
        {task.patient && (
          <Text size="sm" c="dimmed" className="any-script">
            {[task.patient.display_name, ageAndGender(task.patient)].filter(Boolean).join(' · ')}
          </Text>
        )}
      </div>
      {task.due_at !== null && (
        <Text size="sm" c={late ? 'var(--hf-red)' : 'dimmed'} className="numbers">
          <Sign size={14} aria-hidden /> {t(late ? 'tasks.overdue' : 'tasks.due', { when: dateAt(task.due_at, zone) === dateAt(props.now, zone) ? showTime(task.due_at, zone) : showDayAndTime(task.due_at, zone) })}
        </Text>
      )}
    </article>
  );
}

/** Where a referral stands that a task or a note led to, where it does not wait for this doctor. */
function PointedReferral(props: { id: string }) {
  const open = useCommand('encounters.referral_worklist', { to_me: false }, ['referrals', 'patients', 'practitioners']);
  if (open.error) return <FailureNote failure={open.error} />;
  if (!open.data) return null;
  const found = open.data.find((each) => each.id === props.id);
  if (found) return <ReferralRow referral={found} withPatient pointed />;
  return (
    <div style={{ padding: '0.6rem 0.9rem' }}>
      <Note tone="plain" testid="referral-over">
        {t('my_day.referral_over')}
      </Note>
    </div>
  );
}

/** What one doctor has before them today, each thing with the way to it. */
export function MyDayPage() {
  const { referral: pointed } = route.useSearch();
  const { time_zone: zone } = useSite();
  const user = useUser();
  const navigate = useNavigate();
  const now = useNow(30);
  const today = dateAt(now, zone);
  const day = useCommand('scheduling.day', { on: today }, ['appointments', 'patients', 'practitioners', 'visits']);
  const openVisits = useCommand('encounters.open_visits', {}, ['visits', 'patients']);
  const unsigned = useCommand('encounters.unsigned_visits', { practitioner_id: null }, ['visits', 'patients']);
  const results = useCommand('encounters.results_to_review', { practitioner_id: null }, ['lab_results', 'lab_orders', 'patients']);
  const tasks = useCommand('messages.tasks', { only_mine: true }, ['tasks', 'users', 'patients']);
  const referrals = useCommand('encounters.referral_worklist', { to_me: true }, ['referrals', 'patients', 'practitioners']);
  useAskAgain('messages.tasks', 300);
  const [failure, setFailure] = useState<Failure | null>(null);

  const mine = (day.data?.appointments ?? []).filter((each) => each.practitioner_id === user.practitioner_id && each.status !== 'entered_in_error').sort((a, b) => a.starts_at - b.starts_at);
  const next = mine.find((each) => each.status === 'checked_in') ?? mine.find((each) => COMING.includes(each.status));
  // A line of the list of open visits does not say whose it is by an id; one's own are those that one has not signed, and those of one's appointments.
  const begun = new Set((unsigned.data ?? []).map((each) => each.id));
  const booked = new Set(mine.map((each) => each.id));
  const going = (openVisits.data ?? []).filter((each) => begun.has(each.id) || (each.appointment_id !== null && booked.has(each.appointment_id)) || each.practitioner === null);
  const lasting = new Set(going.map((each) => each.id));
  const toSign = (unsigned.data ?? []).filter((each) => !lasting.has(each.id));
  const waiting = [...(results.data ?? [])].sort((a, b) => Number(b.result.abnormal_flag?.startsWith('critical') ?? false) - Number(a.result.abnormal_flag?.startsWith('critical') ?? false));
  const myTasks = (tasks.data ?? []).filter((each) => each.assigned_to === user.id);
  const elsewhere = pointed !== undefined && referrals.data !== undefined && !referrals.data.some((each) => each.id === pointed);

  return (
    <Page title={t('nav.my_day')} testid="my-day" actions={<Text c="dimmed">{showLongDate(today)}</Text>}>
      <FailureNote failure={failure ?? day.error ?? openVisits.error ?? unsigned.error} />
      {user.practitioner_id === null && (
        <Note tone="amber" testid="not-a-practitioner">
          {t('my_day.no_practitioner')}
        </Note>
      )}
      <div className={classes.day} style={{ marginTop: failure || user.practitioner_id === null ? '0.75rem' : 0 }}>
        <div className={classes.column}>
          {day.data && (
            <Panel
              title={t('my_day.appointments')}
              count={mine.length}
              flush
              testid="my-appointments"
              actions={
                <Anchor component={Link} to="/today" size="sm">
                  {t('my_day.calendar')}
                </Anchor>
              }
            >
              {mine.length === 0 && <Teach icon={<IconStethoscope size={46} stroke={1.3} />} title={t('my_day.appointments.empty')} text={t('my_day.appointments.empty.text')} />}
              {mine.map((appointment) => (
                <AppointmentRow key={appointment.id} appointment={appointment} next={appointment.id === next?.id} now={now} onFailure={setFailure} />
              ))}
            </Panel>
          )}
          {openVisits.data && unsigned.data && (
            <>
              <Panel title={t('my_day.open_visits')} count={going.length} flush testid="my-open-visits">
                {going.length === 0 && <div className={rows.row}><Text size="sm" c="dimmed" className={rows.what}>{t('my_day.open_visits.empty')}</Text></div>}
                {going.map((visit) => (
                  <VisitLine key={visit.id} visit={visit} side={t('my_day.since', { time: showMinutes(Math.max(0, minutesBetween(visit.started_at, now))) })} onFailure={setFailure} />
                ))}
              </Panel>
              <Panel title={t('my_day.unsigned')} count={toSign.length} flush testid="my-unsigned">
                {toSign.length === 0 && <div className={rows.row}><Text size="sm" c="dimmed" className={rows.what}>{t('my_day.unsigned.empty')}</Text></div>}
                {toSign.map((visit) => (
                  <VisitLine key={visit.id} visit={visit} side={showDay(visit.started_at, zone)} />
                ))}
              </Panel>
            </>
          )}
        </div>
        <div className={classes.column}>
          <FailureNote failure={results.error ?? referrals.error ?? tasks.error} />
          {results.data && waiting.length > 0 && (
            <section aria-label={t('my_day.results')} data-testid="my-results">
              <SignOff title={t('my_day.results')} waiting={waiting} onOpen={(order) => void navigate({ to: '/laboratory', search: { order } })} />
            </section>
          )}
          {results.data && waiting.length === 0 && (
            <Panel title={t('my_day.results')} flush testid="my-results">
              <div className={rows.row}><Text size="sm" c="dimmed" className={rows.what}>{t('my_day.results.empty')}</Text></div>
            </Panel>
          )}
          {referrals.data && (
            <Panel title={t('my_day.referrals')} count={referrals.data.length} flush testid="my-referrals">
              {elsewhere && <PointedReferral id={pointed} />}
              {referrals.data.length === 0 && !elsewhere && <div className={rows.row}><Text size="sm" c="dimmed" className={rows.what}>{t('my_day.referrals.empty')}</Text></div>}
              {referrals.data.map((referral) => (
                <ReferralRow key={referral.id} referral={referral} withPatient pointed={referral.id === pointed} />
              ))}
            </Panel>
          )}
          {tasks.data && (
            <Panel
              title={t('my_day.tasks')}
              count={myTasks.length}
              flush
              testid="my-tasks"
              actions={
                <Anchor component={Link} to="/tasks" size="sm">
                  {t('my_day.all_tasks')}
                </Anchor>
              }
            >
              {myTasks.length === 0 && <div className={rows.row}><Text size="sm" c="dimmed" className={rows.what}>{t('my_day.tasks.empty')}</Text></div>}
              {myTasks.slice(0, TASKS_SHOWN).map((task) => (
                <MyTask key={task.id} task={task} now={now} />
              ))}
            </Panel>
          )}
        </div>
      </div>
    </Page>
  );
}

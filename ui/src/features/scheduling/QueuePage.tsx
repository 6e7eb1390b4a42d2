import { Button, Drawer, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconArmchair, IconClock, IconFlag } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { QueueLine, VisitInList } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t, word, type MessageKey } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { showMinutes, showTime } from '../../shared/time/format';
import { dateAt, minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { ArriveForm } from '../encounters/steps/ArriveForm';
import { goesOn } from '../encounters/steps/steps';
import { VisitSteps } from '../encounters/steps/VisitSteps';
import { ageAndGender } from '../people/patientFacts';
import classes from './QueuePage.module.css';
import { WalkInForm } from './WalkInForm';
import { waitTone } from './waits';

const stages = ['arrived', 'roomed', 'with_doctor', 'done'] as const;

function Wait(props: { stage: QueueLine['stage']; since: number; now: number }) {
  const minutes = Math.max(0, minutesBetween(props.since, props.now));
  const tone = waitTone(props.stage, minutes);
  const Sign = tone === 'calm' ? IconClock : tone === 'long' ? IconAlertTriangle : IconFlag;
  const says: Record<typeof tone, MessageKey> = { calm: 'queue.wait', long: 'queue.wait.long', too_long: 'queue.wait.too_long' };
  if (props.stage === 'done') return null;
  return (
    <span className={classes.wait} data-tone={tone} data-testid="queue-wait">
      <Sign size={15} aria-hidden />
      {t(says[tone], { time: showMinutes(minutes) })}
    </span>
  );
}

function RoomButton(props: { line: QueueLine; onFailure: (failure: Failure | null) => void }) {
  const { appointment } = props.line;
  const [opened, setOpened] = useState(false);
  const [room, setRoom] = useState(appointment.room ?? '');
  const submit = () => {
    setOpened(false);
    call('encounters.room', { appointment_id: appointment.id, version: appointment.version, room: room.trim() }).catch((thrown: unknown) =>
      props.onFailure(toFailure(thrown, t('failure.unknown'))),
    );
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" shadow="md">
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpened(true)} data-testid="queue-room">
          {t('queue.room')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput label={t('queue.which_room')} value={room} onChange={(event) => setRoom(event.currentTarget.value)} w="8rem" data-testid="queue-room-name" data-autofocus />
            <Button type="submit" disabled={room.trim() === ''} data-testid="queue-room-submit">
              {t('queue.room')}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Where somebody without an appointment is on their way. */
function stageOf(visit: VisitInList): QueueLine['stage'] {
  if (visit.status === 'in_progress') return 'with_doctor';
  return visit.status === 'roomed' ? 'roomed' : 'arrived';
}

/** Somebody who is in the house without an appointment. */
function VisitCard(props: { visit: VisitInList; now: number; onFailure: (failure: Failure | null) => void }) {
  const { visit, now } = props;
  const navigate = useNavigate();
  const stage = stageOf(visit);
  return (
    <article className={classes.card} data-tone={waitTone(stage, minutesBetween(visit.started_at, now))} data-testid="queue-visit">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Link to="/patients/$patientId" params={{ patientId: visit.patient.id }} className={classes.name}>
          {visit.patient.display_name}
        </Link>
        <Wait stage={stage} since={visit.started_at} now={now} />
      </Group>
      <Text size="sm" c="dimmed">
        {ageAndGender(visit.patient)}
      </Text>
      <Text size="sm">{[t('queue.without'), visit.practitioner].filter(Boolean).join(' · ')}</Text>
      <Text size="sm" c="dimmed" className="any-script" lineClamp={2}>
        {[visit.reason ?? word('visit_kind', visit.kind), visit.status === 'triaged' && word('visit_status', visit.status), visit.room].filter(Boolean).join(' · ')}
      </Text>
      <Group gap={6} mt={6}>
        <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '/visits/$visitId', params: { visitId: visit.id } })} data-testid="queue-open-visit">
          {t('appointment.open_visit')}
        </Button>
        <span className={classes.steps}>
          <VisitSteps visit={visit} onFailure={props.onFailure} />
        </span>
      </Group>
    </article>
  );
}

/** Who is in the house, and where they are on their way. */
export function QueuePage() {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const now = useNow(15);
  const queue = useCommand('scheduling.queue', { on: dateAt(now, zone) }, ['appointments', 'visits', 'patients']);
  const mayVisit = useMay('write_visit');
  const mayBook = useMay('book');
  const maySeeMoney = useMay('take_money');
  const [failure, setFailure] = useState<Failure | null>(null);
  const maySeeVisits = useMay('see_visits');
  const open = useCommand('encounters.open_visits', {}, ['visits', 'patients'], { enabled: maySeeVisits });
  const [adding, setAdding] = useState<'walk_in' | 'arrive' | null>(null);
  const close = () => setAdding(null);
  useShortcuts([
    ...(mayBook ? [{ keys: 'F9', scope: 'screen' as const, label: 'today.walk_in' as const, run: () => setAdding('walk_in') }] : []),
    ...(mayVisit ? [{ keys: 'F8', scope: 'screen' as const, label: 'visit_step.arrive' as const, run: () => setAdding('arrive') }] : []),
  ]);

  const start = (line: QueueLine) => {
    const { appointment } = line;
    const begun = line.visit_id && line.stage === 'with_doctor' ? Promise.resolve({ id: line.visit_id }) : call('encounters.start_visit', {
      appointment_id: appointment.id,
      patient_id: appointment.patient.id,
      practitioner_id: appointment.practitioner_id,
      kind: appointment.kind === 'diagnostic' ? 'routine' : appointment.kind,
      reason: appointment.reason,
    });
    begun
      .then((visit) => navigate({ to: '/visits/$visitId', params: { visitId: visit.id } }))
      .catch((thrown: unknown) => setFailure(toFailure(thrown, t('failure.unknown'))));
  };

  const lines = queue.data ?? [];
  const visits = open.data ?? [];
  const unbooked = visits.filter((visit) => visit.appointment_id === null && goesOn(visit.status));
  // A line of the queue does not say how its visit stands; the list of open ones does.
  const stepping = (line: QueueLine) => {
    const visit = line.stage === 'done' ? undefined : visits.find((each) => each.id === line.visit_id);
    return (
      visit && (
        <span className={classes.steps}>
          <VisitSteps visit={visit} booking={line.appointment} onFailure={setFailure} />
        </span>
      )
    );
  };
  return (
    <Page
      title={t('nav.queue')}
      actions={
        <>
          {mayVisit && (
            <Button variant={mayBook ? 'default' : 'filled'} onClick={() => setAdding('arrive')} data-testid="queue-arrive">
              {t('visit_step.arrive')}
            </Button>
          )}
          {mayBook && (
            <Button onClick={() => setAdding('walk_in')} data-testid="queue-walk-in">
              {t('today.walk_in')}
            </Button>
          )}
        </>
      }
      testid="queue"
    >
      <FailureNote failure={failure ?? queue.error ?? open.error} />
      {queue.data && lines.length + unbooked.length === 0 && <Teach icon={<IconArmchair size={46} stroke={1.3} />} title={t('queue.empty')} text={t('queue.empty.text')} />}
      {lines.length + unbooked.length > 0 && (
        <div className={classes.board}>
          {stages.map((stage) => {
            const here = lines.filter((line) => line.stage === stage).sort((a, b) => a.since - b.since);
            const without = unbooked.filter((visit) => stageOf(visit) === stage);
            return (
              <section key={stage} className={classes.stage} aria-label={t(`queue.${stage}`)} data-testid={`queue-${stage}`}>
                <Group className={classes.stageHead} gap={8}>
                  <Text fw={620}>{t(`queue.${stage}`)}</Text>
                  <Text size="sm" c="dimmed" className="numbers">
                    {here.length + without.length}
                  </Text>
                </Group>
                <Stack gap="xs" p="xs">
                  {here.map((line) => (
                    <article key={line.appointment.id} className={classes.card} data-tone={waitTone(stage, minutesBetween(line.since, now))} data-testid="queue-card">
                      <Group justify="space-between" wrap="nowrap" align="flex-start">
                        <Link to="/patients/$patientId" params={{ patientId: line.appointment.patient.id }} className={classes.name}>
                          {line.appointment.patient.display_name}
                        </Link>
                        <Wait stage={line.stage} since={line.since} now={now} />
                      </Group>
                      <Text size="sm" c="dimmed">
                        {ageAndGender(line.appointment.patient)}
                      </Text>
                      <Text size="sm">
                        {line.appointment.walk_in ? t('queue.walk_in') : showTime(line.appointment.starts_at, zone)} · {line.appointment.practitioner}
                      </Text>
                      <Text size="sm" c="dimmed" className="any-script" lineClamp={2}>
                        {[line.appointment.reason ?? word('appointment_kind', line.appointment.kind), line.appointment.room].filter(Boolean).join(' · ')}
                      </Text>
                      <Group gap={6} mt={6}>
                        {mayVisit && stage === 'arrived' && <RoomButton line={line} onFailure={setFailure} />}
                        {mayVisit && (stage === 'arrived' || stage === 'roomed') && (
                          <Button size="compact-sm" onClick={() => start(line)} data-testid="queue-start">
                            {t('appointment.start_visit')}
                          </Button>
                        )}
                        {mayVisit && line.visit_id && (stage === 'with_doctor' || stage === 'done') && (
                          <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '/visits/$visitId', params: { visitId: line.visit_id ?? '' } })} data-testid="queue-open-visit">
                            {t('appointment.open_visit')}
                          </Button>
                        )}
                        {maySeeMoney && stage === 'done' && (
                          <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '/patients/$patientId', params: { patientId: line.appointment.patient.id }, hash: 'invoices' })}>
                            {t('queue.payment')}
                          </Button>
                        )}
                        {stepping(line)}
                      </Group>
                    </article>
                  ))}
                  {without.map((visit) => (
                    <VisitCard key={visit.id} visit={visit} now={now} onFailure={setFailure} />
                  ))}
                  {here.length + without.length === 0 && (
                    <Text size="sm" c="dimmed" ta="center" py="md">
                      {t('queue.nobody')}
                    </Text>
                  )}
                </Stack>
              </section>
            );
          })}
        </div>
      )}
      <Drawer opened={adding === 'walk_in'} onClose={close} title={t('walk_in.title')} size="28rem">
        {adding === 'walk_in' && <WalkInForm onClose={close} />}
      </Drawer>
      <Drawer opened={adding === 'arrive'} onClose={close} title={t('visit_step.arrive.title')} size="28rem">
        {adding === 'arrive' && <ArriveForm onClose={close} />}
      </Drawer>
    </Page>
  );
}

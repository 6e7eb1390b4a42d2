import { Button, Drawer, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconArmchair, IconClock, IconFlag } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { QueueLine } from '../../api/commands';
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
import { ageAndGender } from '../people/patientFacts';
import classes from './QueuePage.module.css';
import { WalkInForm } from './WalkInForm';
import { waitTone } from './waits';

const stages = ['arrived', 'roomed', 'with_doctor', 'done'] as const;

function Wait(props: { line: QueueLine; now: number }) {
  const minutes = Math.max(0, minutesBetween(props.line.since, props.now));
  const tone = waitTone(props.line.stage, minutes);
  const Sign = tone === 'calm' ? IconClock : tone === 'long' ? IconAlertTriangle : IconFlag;
  const says: Record<typeof tone, MessageKey> = { calm: 'queue.wait', long: 'queue.wait.long', too_long: 'queue.wait.too_long' };
  if (props.line.stage === 'done') return null;
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
  const [walkIn, setWalkIn] = useState(false);
  useShortcuts(mayBook ? [{ keys: 'F9', scope: 'screen', label: 'today.walk_in', run: () => setWalkIn(true) }] : []);

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
  return (
    <Page
      title={t('nav.queue')}
      actions={mayBook && <Button onClick={() => setWalkIn(true)} data-testid="queue-walk-in">{t('today.walk_in')}</Button>}
      testid="queue"
    >
      <FailureNote failure={failure ?? queue.error} />
      {queue.data && lines.length === 0 && <Teach icon={<IconArmchair size={46} stroke={1.3} />} title={t('queue.empty')} text={t('queue.empty.text')} />}
      {lines.length > 0 && (
        <div className={classes.board}>
          {stages.map((stage) => {
            const here = lines.filter((line) => line.stage === stage).sort((a, b) => a.since - b.since);
            return (
              <section key={stage} className={classes.stage} aria-label={t(`queue.${stage}`)} data-testid={`queue-${stage}`}>
                <Group className={classes.stageHead} gap={8}>
                  <Text fw={620}>{t(`queue.${stage}`)}</Text>
                  <Text size="sm" c="dimmed" className="numbers">
                    {here.length}
                  </Text>
                </Group>
                <Stack gap="xs" p="xs">
                  {here.map((line) => (
                    <article key={line.appointment.id} className={classes.card} data-tone={waitTone(stage, minutesBetween(line.since, now))} data-testid="queue-card">
                      <Group justify="space-between" wrap="nowrap" align="flex-start">
                        <Link to="/patients/$patientId" params={{ patientId: line.appointment.patient.id }} className={classes.name}>
                          {line.appointment.patient.display_name}
                        </Link>
                        <Wait line={line} now={now} />
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
                        {stage === 'arrived' && <RoomButton line={line} onFailure={setFailure} />}
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
                      </Group>
                    </article>
                  ))}
                  {here.length === 0 && (
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
      <Drawer opened={walkIn} onClose={() => setWalkIn(false)} title={t('walk_in.title')} size="28rem">
        {walkIn && <WalkInForm onClose={() => setWalkIn(false)} />}
      </Drawer>
    </Page>
  );
}

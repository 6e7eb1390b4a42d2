import { Anchor, Button, Drawer, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FormFrame } from '../../shared/forms/FormFrame';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel } from '../../shared/look/Page';
import { showDate, showDay, showTime } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { patientFacts } from '../people/patientFacts';
import { AnswerScript } from './AnswerScript';
import { MoveSessionForm } from './MoveSessionForm';
import { SessionNotes } from './SessionNotes';
import { SessionState } from './SessionState';
import { scripts, isOpen, THERAPY_TABLES, type Script, type SessionLine } from './sessionWords';

const route = getRouteApi('/sessions/$sessionId');

function CompleteForm(props: { session: SessionLine; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const complete = useAct('wellness.complete_session');
  const [next, setNext] = useState<string | null>(null);
  const { session, onClose } = props;
  const run = () =>
    complete.mutate(
      { id: session.id, version: session.version, next_session_on: next },
      {
        onSuccess: () => {
          notifications.show({ message: t('session.complete.done') });
          onClose();
        },
      },
    );
  const failure = complete.error;
  return (
    <FormFrame banner={failure?.field === 'next_session_on' ? null : failure} submitLabel={t('sessions.complete')} pending={complete.isPending} focusOn="submit" onSubmit={run} onClose={onClose} testid="session-complete">
      <DatePickerInput label={t('session.complete.next')} description={t('session.complete.text')} clearable minDate={dateAt(nowMicros(), zone)} value={next} onChange={setNext} valueFormatter={() => showDate(next)} error={failure?.field === 'next_session_on' ? failure.sentence : null} data-testid="session-next" />
    </FormFrame>
  );
}

function CancelForm(props: { session: SessionLine; onClose: () => void }) {
  const cancel = useAct('wellness.cancel_session');
  const [how, setHow] = useState('called_off');
  const { session, onClose } = props;
  const run = () =>
    cancel.mutate(
      { id: session.id, version: session.version, no_show: how === 'no_show' },
      {
        onSuccess: () => {
          notifications.show({ message: t('session.cancel.done') });
          onClose();
        },
      },
    );
  return (
    <FormFrame banner={cancel.error} submitLabel={t('session.cancel.submit')} danger pending={cancel.isPending} onSubmit={run} onClose={onClose} testid="session-cancel">
      <Text size="sm">{t('session.cancel.text')}</Text>
      <Radio.Group label={t('session.cancel.how')} value={how} onChange={setHow}>
        <Stack gap={8} mt={6}>
          <Radio value="called_off" label={t('session.cancel.called_off')} />
          <Radio value="no_show" label={t('session.cancel.no_show')} data-testid="session-no-show" />
        </Stack>
      </Radio.Group>
    </FormFrame>
  );
}

type Open = 'nothing' | 'complete' | 'cancel' | 'move' | Script;

/** One session: its course, the questionnaires, and what therapists write for one another. */
export function SessionPage() {
  const { sessionId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('wellness.session', { id: sessionId }, THERAPY_TABLES);
  const start = useAct('wellness.start_session');
  const [open, setOpen] = useState<Open>('nothing');
  const close = () => setOpen('nothing');
  const shown = loaded.data;
  const status = shown?.session.status;
  useShortcuts([
    ...(status === 'in_progress' ? [{ keys: 'F9', scope: 'screen' as const, label: 'sessions.complete' as const, run: () => setOpen('complete') }] : []),
    ...(status === 'planned' ? [{ keys: 'F8', scope: 'screen' as const, label: 'sessions.move' as const, run: () => setOpen('move') }] : []),
  ]);
  if (!shown) {
    return (
      <Page title={t('nav.sessions')}>
        <FailureNote failure={loaded.error} />
      </Page>
    );
  }
  const { session, patient } = shown;
  const script = scripts.find((each) => each === open);
  return (
    <Page
      width="60rem"
      testid="session"
      title={
        <Group gap="sm">
          <Anchor component={Link} to={`/patients/${patient.id}/therapy`} c="inherit" inherit className="any-script">
            {patient.display_name}
          </Anchor>
          <SessionState status={session.status} />
        </Group>
      }
      actions={
        <>
          {isOpen(session) && (
            <Button variant="default" onClick={() => setOpen('cancel')} data-testid="session-cancel">
              {t('sessions.cancel')}
            </Button>
          )}
          {status === 'planned' && (
            <Button variant="default" onClick={() => setOpen('move')} data-testid="session-move">
              {t('sessions.move')}
            </Button>
          )}
          {status === 'planned' && (
            <Button loading={start.isPending} onClick={() => start.mutate({ id: session.id, version: session.version })} data-testid="session-begin">
              {t('sessions.start')}
            </Button>
          )}
          {status === 'in_progress' && (
            <Button onClick={() => setOpen('complete')} data-testid="session-complete">
              {t('sessions.complete')}
            </Button>
          )}
        </>
      }
    >
      <Stack gap="md">
        <FailureNote failure={start.error} />
        <Panel gap={4}>
          <Text size="sm" c="dimmed" className="numbers">
            {patientFacts(patient)}
          </Text>
          <Text>
            {[
              word('therapy_kind', session.kind),
              `${showDay(session.started_at, zone)}, ${session.ended_at === null ? showTime(session.started_at, zone) : t('sessions.ended', { from: showTime(session.started_at, zone), until: showTime(session.ended_at, zone) })}`,
              session.practitioner,
              session.next_session_on === null ? null : t('sessions.next_on', { when: showDate(session.next_session_on) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          <Group gap="xs" mt={6}>
            {status !== 'cancelled' &&
              status !== 'no_show' &&
              scripts.map((each) => (
                <Button key={each} size="compact-sm" variant="default" onClick={() => setOpen(each)} data-testid={`script-${each}`}>
                  {t('session.script.answer', { script: t(`session.script.${each}`) })}
                </Button>
              ))}
            <Text size="sm" fw={590}>
              {[session.phq9_score === null ? null : t('sessions.phq9', { score: session.phq9_score }), session.gad7_score === null ? null : t('sessions.gad7', { score: session.gad7_score })].filter(Boolean).join(' · ')}
            </Text>
          </Group>
        </Panel>
        <SessionNotes shown={shown} />
      </Stack>
      <Modal opened={open === 'complete'} onClose={close} title={t('session.complete.title', { patient: patient.display_name })}>
        {open === 'complete' && <CompleteForm session={session} onClose={close} />}
      </Modal>
      <Modal opened={open === 'move'} onClose={close} title={t('session.move.title', { patient: patient.display_name })}>
        {open === 'move' && <MoveSessionForm session={session} onClose={close} />}
      </Modal>
      <Modal opened={open === 'cancel'} onClose={close} title={t('session.cancel.title', { patient: patient.display_name })}>
        {open === 'cancel' && <CancelForm session={session} onClose={close} />}
      </Modal>
      <Drawer opened={script !== undefined} onClose={close} title={script ? t(`session.script.${script}`) : ''} size="44rem">
        {script && <AnswerScript sessionId={session.id} script={script} onClose={close} />}
      </Drawer>
    </Page>
  );
}

import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconUrgent } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showMinutes, showTime } from '../../shared/time/format';
import { minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { ageAndGender } from '../people/patientFacts';
import classes from './acute.module.css';
import { ColourWord } from './Colour';
import { TriageForm } from './TriageForm';
import { colours, TRIAGE_TABLES, type TriageLine } from './triageWords';

function Wait(props: { line: TriageLine; now: number }) {
  const { line } = props;
  const minutes = Math.max(0, minutesBetween(line.waiting_since, props.now));
  const left = line.target_minutes === null ? null : line.target_minutes - minutes;
  const overdue = left !== null && left < 0;
  const Sign = overdue ? IconAlertTriangle : IconClock;
  const time = showMinutes(minutes);
  return (
    <span className={classes.wait} data-overdue={overdue || undefined} data-testid="triage-wait">
      <Sign size={16} aria-hidden />
      {overdue ? t('triage.waits.overdue', { time, late: showMinutes(-left) }) : left === null ? t('triage.waits', { time }) : t('triage.waits.left', { time, left: showMinutes(left) })}
    </span>
  );
}

interface LineProps {
  line: TriageLine;
  now: number;
  onAgain: () => void;
  onCorrect: () => void;
  onVisit: (() => void) | null;
}

function Line({ line, now, onAgain, onCorrect, onVisit }: LineProps) {
  const { time_zone: zone } = useSite();
  const mayAssess = useMay('assess_acute');
  const times = t('triage.times', { count: line.assessments });
  return (
    <div className={classes.line} data-colour={line.priority} data-testid="triage-line">
      <div>
        <Link to="/patients/$patientId" params={{ patientId: line.patient.id }} className={classes.name}>
          {line.patient.display_name}
        </Link>
        <Text size="sm" c="dimmed">
          {ageAndGender(line.patient)}
        </Text>
      </div>
      <div>
        <Text size="sm" className="any-script" lineClamp={2}>
          {line.symptoms}
        </Text>
        {!line.is_computed && (
          <Text size="xs" c="dimmed">
            {line.computed_priority === null ? t('triage.chosen.alone') : t('triage.chosen', { colour: word('triage', line.computed_priority) })}
          </Text>
        )}
      </div>
      <div>
        <Wait line={line} now={now} />
        <Text size="xs" c="dimmed">
          {[line.tews_score === null ? null : t('triage.tews', { score: line.tews_score }), t('triage.assessed', { when: showTime(line.assessed_at, zone) }), line.assessments > 1 ? times : null].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Group gap={6} justify="flex-end" wrap="nowrap">
        {mayAssess && (
          <>
            <Button size="compact-sm" variant="default" onClick={onAgain} data-testid="triage-again">
              {t('triage.again')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={onCorrect} data-testid="triage-correct">
              {t('triage.correct')}
            </Button>
          </>
        )}
        {onVisit && (
          <Button size="compact-sm" onClick={onVisit} data-testid="triage-visit">
            {t(line.visit_id ? 'appointment.open_visit' : 'appointment.start_visit')}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** Who waits and cannot wait long, by colour and then by how long. */
export function TriagePage() {
  const navigate = useNavigate();
  const user = useUser();
  const now = useNow(15);
  const board = useCommand('encounters.triage_board', {}, TRIAGE_TABLES);
  const start = useAct('encounters.start_visit');
  const mayAssess = useMay('assess_acute');
  const mayVisit = useMay('write_visit');
  const [open, setOpen] = useState<{ line: TriageLine | null; corrects: boolean } | null>(null);
  const close = () => setOpen(null);
  useShortcuts(mayAssess ? [{ keys: 'F9', scope: 'screen', label: 'triage.new', run: () => setOpen({ line: null, corrects: false }) }] : []);

  const openVisit = (visitId: string) => void navigate({ to: '/visits/$visitId', params: { visitId } });
  const startVisit = (patient_id: string, reason: string | null, beside_appointment: boolean) =>
    start.mutate({ appointment_id: null, patient_id, practitioner_id: user.practitioner_id, kind: 'emergency', reason, beside_appointment }, { onSuccess: ({ id }) => openVisit(id) });
  const visit = (line: TriageLine) => (line.visit_id ? openVisit(line.visit_id) : startVisit(line.patient.id, line.symptoms, false));
  const asked = start.variables;

  const lines = board.data?.lines ?? [];
  const heading = open?.line ? t(open.corrects ? 'triage.title.correct' : 'triage.title.again', { patient: open.line.patient.display_name }) : t('triage.title');
  return (
    <Page
      title={t('nav.triage')}
      testid="triage"
      actions={
        mayAssess && (
          <Button onClick={() => setOpen({ line: null, corrects: false })} data-testid="triage-new">
            {t('triage.new')}
          </Button>
        )
      }
    >
      <FailureNote failure={board.error ?? start.error} />
      {start.error?.code === 'booked_today' && asked && (
        <Button variant="default" my="xs" loading={start.isPending} onClick={() => startVisit(asked.patient_id, asked.reason, true)} data-testid="triage-start-beside">
          {t('chart.start_beside')}
        </Button>
      )}
      {board.data && lines.length === 0 && <Teach icon={<IconUrgent size={46} stroke={1.3} />} title={t('triage.empty')} text={t('triage.empty.text')} />}
      {lines.length > 0 && (
        <Stack gap="md">
          {colours
            .filter((colour) => lines.some((line) => line.priority === colour))
            .map((colour) => {
              const here = lines.filter((line) => line.priority === colour);
              return (
                <Panel
                  key={colour}
                  flush
                  testid={`triage-${colour}`}
                  title={
                    <Group gap={8} component="span">
                      <ColourWord code={colour} />
                      <Text span size="sm" c="dimmed" fw={500}>
                        {t(`triage.${colour}.means`)} · {here.length}
                      </Text>
                    </Group>
                  }
                >
                  {here.map((line) => (
                    <Line key={line.id} line={line} now={now} onAgain={() => setOpen({ line, corrects: false })} onCorrect={() => setOpen({ line, corrects: true })} onVisit={mayVisit ? () => visit(line) : null} />
                  ))}
                </Panel>
              );
            })}
          <Text size="xs" c="dimmed">
            {t('triage.scale', { scale: board.data?.scale ?? '' })}
          </Text>
        </Stack>
      )}
      <Drawer opened={open !== null} onClose={close} title={heading} size="48rem">
        {open && <TriageForm key={`${open.line?.id ?? ''}${String(open.corrects)}`} line={open.line} corrects={open.corrects} onClose={close} />}
      </Drawer>
    </Page>
  );
}

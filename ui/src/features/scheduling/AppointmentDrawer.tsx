import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowsMove, IconCalendarRepeat, IconCalendarX, IconCheck, IconDoorEnter, IconMessage, IconPrinter, IconStethoscope, IconUserOff, IconX } from '@tabler/icons-react';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AppointmentLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { call } from '../../api/call';
import { toFailure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { type MessageKey, say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { ReasonForm } from '../../shared/forms/AskReason';
import { Facts } from '../../shared/look/Facts';
import { Keys } from '../../shared/keyboard/CheatSheet';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { usePrint } from '../../shared/usePrint';
import { patientFacts } from '../people/patientFacts';
import { isMovable } from './dayGrid';
import type { Freed } from './FreedTime';
import { MoveForm } from './MoveForm';
import { MoveSeriesForm } from './MoveSeriesForm';

interface Props {
  appointment: AppointmentLine;
  onClose: () => void;
  onCarry: (appointment: AppointmentLine) => void;
  /** Its time may be given to somebody else. */
  onFreed: (place: Freed) => void;
  /** What one came for, where that is known. */
  first?: 'look' | 'move';
}

interface Action {
  key: string;
  label: MessageKey;
  icon: typeof IconCheck;
  main: boolean;
  shown: boolean;
  testid: string;
  run: () => void;
}

/** Everything one does with one appointment. */
export function AppointmentDetails({ appointment, onClose, onCarry, onFreed, first = 'look' }: Props) {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const mayBook = useMay('book');
  const mayVisit = useMay('write_visit');
  const mayTalk = useMay('see_chats');
  const now = useNow(60);
  const [step, setStep] = useState<'look' | 'move' | 'move_series' | ReasonStep>(first);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, version, status, patient } = appointment;

  const print = usePrint();
  const act = (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    work()
      .catch((thrown: unknown) => setFailure(toFailure(thrown, t('failure.unknown'))))
      .finally(() => setBusy(false));
  };
  const openVisit = (visitId: string) => navigate({ to: '/visits/$visitId', params: { visitId } });
  const startVisit = async () => {
    const visit = await call('encounters.start_visit', {
      appointment_id: id,
      patient_id: patient.id,
      practitioner_id: appointment.practitioner_id,
      kind: visitKind(appointment.kind),
      reason: appointment.reason,
    });
    await openVisit(visit.id);
  };

  const waiting = isMovable(status);
  const inSeries = appointment.series_id !== undefined && waiting && mayBook;
  const freed = () => {
    onClose();
    // Beside somebody else the time was never free.
    if (!appointment.overbooked) onFreed({ practitioner_id: appointment.practitioner_id, practitioner: appointment.practitioner, starts_at: appointment.starts_at, ends_at: appointment.ends_at });
  };
  const actions: Action[] = [
    { key: 'i', label: 'appointment.check_in', icon: IconDoorEnter, main: true, shown: waiting, testid: 'appointment-check-in', run: () => act(() => call('scheduling.check_in', { id, version })) },
    { key: 'c', label: 'appointment.confirm', icon: IconCheck, main: false, shown: status === 'scheduled' && mayBook, testid: 'appointment-confirm', run: () => act(() => call('scheduling.confirm', { id, version })) },
    { key: 'v', label: 'appointment.start_visit', icon: IconStethoscope, main: status === 'checked_in', shown: mayVisit && (waiting || status === 'checked_in') && !appointment.visit_id, testid: 'appointment-start-visit', run: () => act(startVisit) },
    { key: 'v', label: 'appointment.open_visit', icon: IconStethoscope, main: true, shown: mayVisit && appointment.visit_id !== null, testid: 'appointment-open-visit', run: () => act(async () => appointment.visit_id && openVisit(appointment.visit_id)) },
    { key: 'm', label: 'appointment.move', icon: IconArrowsMove, main: false, shown: waiting && mayBook, testid: 'appointment-move', run: () => setStep('move') },
    { key: 's', label: 'appointment.move_series', icon: IconCalendarRepeat, main: false, shown: inSeries, testid: 'appointment-move-series', run: () => setStep('move_series') },
    { key: 'n', label: 'appointment.no_show', icon: IconUserOff, main: false, shown: waiting && mayBook, testid: 'appointment-no-show', run: () => act(() => call('scheduling.no_show', { id, version })) },
    { key: 'u', label: 'appointment.undo_no_show', icon: IconArrowBackUp, main: true, shown: status === 'no_show' && mayBook, testid: 'appointment-undo-no-show', run: () => setStep('undo_no_show') },
    { key: 'u', label: 'appointment.undo_cancel', icon: IconArrowBackUp, main: true, shown: status === 'cancelled' && mayBook && appointment.starts_at > now, testid: 'appointment-undo-cancel', run: () => setStep('undo_cancel') },
    { key: 'u', label: 'appointment.undo_check_in', icon: IconArrowBackUp, main: false, shown: status === 'checked_in' && mayBook && appointment.visit_id === null, testid: 'appointment-undo-check-in', run: () => setStep('undo_check_in') },
    { key: 'l', label: 'print.label', icon: IconPrinter, main: false, shown: status === 'checked_in', testid: 'appointment-label', run: () => print('patient_label', patient.id) },
    { key: 't', label: 'messages.open', icon: IconMessage, main: false, shown: mayTalk, testid: 'appointment-messages', run: () => void navigate({ to: '/messages', search: { about: id } }) },
    { key: 'x', label: 'appointment.cancel', icon: IconX, main: false, shown: (waiting || status === 'checked_in') && mayBook, testid: 'appointment-cancel', run: () => setStep('cancel') },
    { key: 'e', label: 'appointment.cancel_series', icon: IconCalendarX, main: false, shown: inSeries, testid: 'appointment-cancel-series', run: () => setStep('cancel_series') },
  ];
  const shown = actions.filter((action) => action.shown);

  useDialogKeys(onClose);
  useShortcuts(
    shown.map((action) => ({ keys: action.key, scope: 'dialog' as const, label: action.label, run: action.run })),
    step === 'look' && !busy,
  );

  return (
    <Stack gap="md" data-testid="appointment-drawer">
      <div>
        <Group gap="xs" align="center">
          <Anchor component={Link} to={`/patients/${patient.id}`} fw={640} size="xl" c="inherit" className="any-script" data-testid="appointment-patient">
            {patient.display_name}
          </Anchor>
          {patient.allergies > 0 && (
            <Badge color="red" leftSection={<IconAlertTriangle size={13} />}>
              {t('people.allergies_count', { count: patient.allergies })}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {patientFacts(patient)}
        </Text>
      </div>
      {appointment.held_reason && <Note tone="amber">{say(appointment.held_reason)}</Note>}
      {appointment.pending && <Note tone="plain">{t('appointment.pending')}</Note>}
      <Facts
        rows={[
          [t('appointment.when'), `${showLongDate(dateAt(appointment.starts_at, zone))}, ${showTime(appointment.starts_at, zone)}–${showTime(appointment.ends_at, zone)}`],
          [t('appointment.with'), appointment.practitioner],
          [t('appointment.status'), word('appointment_status', status)],
          [t('book.kind'), word('appointment_kind', appointment.kind)],
          [t('appointment.series'), appointment.series_id ? t('appointment.series.yes') : null],
          [t('book.reason'), appointment.reason],
          [t('book.room'), appointment.room],
          [t('book.priority'), appointment.priority === 'medium' ? null : word('priority', appointment.priority)],
          [t('appointment.overbooked'), appointment.overbooked ? t('appointment.overbooked.yes') : null],
          [t('appointment.booked_despite'), word('closed_because', appointment.booked_despite) || null],
        ]}
      />
      <FailureNote failure={failure} />
      {step === 'look' && (
        <Stack gap={6}>
          {shown.map((action) => (
            <Button
              key={action.label}
              variant={action.main ? 'filled' : 'default'}
              justify="flex-start"
              leftSection={<action.icon size={17} />}
              rightSection={<Keys keys={action.key} />}
              styles={{ label: { flex: 1 } }}
              disabled={busy}
              onClick={action.run}
              data-testid={action.testid}
            >
              {t(action.label)}
            </Button>
          ))}
        </Stack>
      )}
      {step === 'move' && <MoveForm appointment={appointment} zone={zone} onDone={freed} onCarry={() => onCarry(appointment)} onBack={() => setStep('look')} />}
      {step === 'move_series' && <MoveSeriesForm appointment={appointment} zone={zone} onDone={onClose} onBack={() => setStep('look')} />}
      {step !== 'look' && step !== 'move' && step !== 'move_series' && <ReasonStepForm step={step} appointment={appointment} onDone={step === 'cancel' || step === 'cancel_series' ? freed : onClose} onBack={() => setStep('look')} />}
    </Stack>
  );
}

/** Appointments and visits have their own words for the same thing. */
function visitKind(appointmentKind: string): string {
  return appointmentKind === 'diagnostic' ? 'routine' : appointmentKind;
}

/** What is done only with a reason. */
type ReasonStep = 'cancel' | 'cancel_series' | 'undo_cancel' | 'undo_no_show' | 'undo_check_in';

const reasonSteps = {
  cancel: 'scheduling.cancel',
  cancel_series: 'scheduling.cancel_series',
  undo_cancel: 'scheduling.undo_cancel',
  undo_no_show: 'scheduling.undo_no_show',
  undo_check_in: 'scheduling.undo_check_in',
} as const;

/** Only the rest of a series answers how many there were. */
function isSeriesCancelled(answer: unknown): answer is { cancelled: number } {
  return typeof answer === 'object' && answer !== null && 'cancelled' in answer;
}

function ReasonStepForm(props: { step: ReasonStep; appointment: AppointmentLine; onDone: () => void; onBack: () => void }) {
  const { step, appointment } = props;
  const act = useAct(reasonSteps[step]);
  const back = step === 'undo_no_show' || step === 'undo_cancel';
  return (
    <ReasonForm
      draft={`${step}:${appointment.id}`}
      label={t(`${step}.reason`, { patient: appointment.patient.display_name })}
      submit={t(`${step}.submit`)}
      // Somebody else may have the time by now.
      {...(back ? { allTheSame: t('undo_no_show.overbook'), warning: 'taken' } : {})}
      leave={t('common.back')}
      danger={step === 'cancel' || step === 'cancel_series'}
      send={(reason, warned) =>
        act.mutateAsync({ id: appointment.id, version: appointment.version, reason, ...(back && warned ? { overbook: true } : {}) }).then((answer) => {
          if (isSeriesCancelled(answer)) notifications.show({ message: t('cancel_series.done', { patient: appointment.patient.display_name, count: answer.cancelled }) });
        })
      }
      onDone={props.onDone}
      onClose={props.onBack}
      testid="cancel"
    />
  );
}

import { ActionIcon, Button, Drawer, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCalendarOff, IconCalendarPlus, IconChevronLeft, IconChevronRight, IconClockPause, IconUserPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { AppointmentLine, Day } from '../../api/commands';
import { call } from '../../api/call';
import type { Failure } from '../../api/failure';
import { toFailure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { dropDraft, readDraft } from '../../shared/forms/draft';
import { Keys } from '../../shared/keyboard/CheatSheet';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { Teach } from '../../shared/look/Page';
import { FailureNote, Note } from '../../shared/look/Note';
import { showLongDate, showTime } from '../../shared/time/format';
import { addDays, dateAt, nowMicros } from '../../shared/time/siteTime';
import { AFFECTED_DAYS, AFFECTED_TABLES, AffectedList } from './AffectedList';
import { AppointmentDetails } from './AppointmentDrawer';
import { BookForm } from './BookForm';
import { DayGrid, type Place } from './DayGrid';
import classes from './TodayPage.module.css';
import { FreedTime, type Freed } from './FreedTime';
import { useCarried } from './carried';
import { WalkInForm } from './WalkInForm';

const route = getRouteApi('/today');

type Open = { what: 'nothing' } | { what: 'book'; place: Place | null } | { what: 'walk_in' } | { what: 'affected' } | { what: 'appointment'; id: string; affected?: true };

interface Refused {
  appointment: AppointmentLine;
  place: Place;
  failure: Failure;
}

/** After registering somebody in the middle of a booking, one lands back in the booking. */
function startWith(): Open {
  const { book } = readDraft('today-open', { book: false });
  dropDraft('today-open');
  return book ? { what: 'book', place: null } : { what: 'nothing' };
}

/** The day: one column per practitioner. */
export function TodayPage() {
  const { time_zone: zone } = useSite();
  const user = useUser();
  const navigate = useNavigate();
  const today = dateAt(nowMicros(), zone);
  const date = route.useSearch().on ?? today;
  const mayBook = useMay('book');
  const day = useCommand('scheduling.day', { on: date }, ['appointments', 'schedules', 'practitioners', 'patients', 'visits'], { keepPrevious: true });
  const affected = useCommand('scheduling.affected_bookings', { from_on: today, until_on: addDays(today, AFFECTED_DAYS), practitioner_id: null }, AFFECTED_TABLES, { enabled: mayBook });
  const [freed, setFreed] = useState<Freed | null>(null);
  const [open, setOpen] = useState<Open>(startWith);
  const [only, setOnly] = useState<'mine' | 'everyone'>('everyone');
  const [moved, setMoved] = useState<ReadonlyMap<string, AppointmentLine>>(new Map());
  const [refused, setRefused] = useState<Refused | null>(null);
  const [carried, carry] = useCarried();

  const goTo = (next: string) => void navigate({ to: '/today', search: next === today ? {} : { on: next } });
  // Whoever came from the list of doubtful bookings goes on with the next of them.
  const close = () => setOpen(open.what === 'appointment' && open.affected ? { what: 'affected' } : { what: 'nothing' });
  const isPractitioner = user.practitioner_id !== null && (day.data?.practitioners.some((each) => each.id === user.practitioner_id) ?? false);

  useShortcuts([
    { keys: 'F2', scope: 'screen', label: 'today.previous', run: () => goTo(addDays(date, -1)) },
    { keys: 'F3', scope: 'screen', label: 'today.today', run: () => goTo(today) },
    { keys: 'F4', scope: 'screen', label: 'today.next', run: () => goTo(addDays(date, 1)) },
    { keys: 'F6', scope: 'screen', label: 'today.next_week', run: () => goTo(addDays(date, 7)) },
    ...(isPractitioner ? [{ keys: 'F7', scope: 'screen' as const, label: 'today.toggle_mine' as const, run: () => setOnly(only === 'mine' ? 'everyone' : 'mine') }] : []),
    ...(mayBook
      ? [
          { keys: 'F8', scope: 'screen' as const, label: 'today.book' as const, run: () => setOpen({ what: 'book', place: null }) },
          { keys: 'F9', scope: 'screen' as const, label: 'today.walk_in' as const, run: () => setOpen({ what: 'walk_in' }) },
        ]
      : []),
  ]);

  /** The day as it will be once the moves on their way are answered. */
  const shown = useMemo<Day | undefined>(() => {
    if (!day.data) return undefined;
    const appointments = day.data.appointments.map((each) => {
      const ahead = moved.get(each.id);
      return ahead && ahead.version === each.version ? ahead : each;
    });
    const practitioners = only === 'mine' && isPractitioner ? day.data.practitioners.filter((each) => each.id === user.practitioner_id) : day.data.practitioners;
    return { ...day.data, appointments, practitioners };
  }, [day.data, moved, only, isPractitioner, user.practitioner_id]);

  const move = async (appointment: AppointmentLine, place: Place, overbook: boolean) => {
    const ends_at = place.starts_at + (appointment.ends_at - appointment.starts_at);
    setRefused(null);
    setMoved((all) => new Map(all).set(appointment.id, { ...appointment, ...place, ends_at }));
    try {
      await call('scheduling.move', { id: appointment.id, version: appointment.version, ...place, ends_at, overbook });
      setFreed({ practitioner_id: appointment.practitioner_id, practitioner: appointment.practitioner, starts_at: appointment.starts_at, ends_at: appointment.ends_at });
      notifications.show({ message: t('move.done', { patient: appointment.patient.display_name, time: showTime(place.starts_at, zone) }) });
    } catch (thrown) {
      setMoved((all) => {
        const rest = new Map(all);
        rest.delete(appointment.id);
        return rest;
      });
      setRefused({ appointment, place, failure: toFailure(thrown, t('failure.unknown')) });
    }
  };

  const onFree = (place: Place) => {
    if (!carried) return setOpen({ what: 'book', place });
    carry(null);
    void move(carried, place, false);
  };

  const doubtful = affected.data?.length ?? 0;
  const opened =
    open.what !== 'appointment'
      ? undefined
      : open.affected
        ? affected.data?.find((each) => each.appointment.id === open.id)?.appointment
        : shown?.appointments.find((each) => each.id === open.id);

  return (
    <div className={classes.page}>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <Button variant={date === today ? 'light' : 'default'} onClick={() => goTo(today)} data-testid="today-today">
            {t('today.today')}
          </Button>
          <ActionIcon variant="default" size={36} aria-label={t('today.previous')} onClick={() => goTo(addDays(date, -1))} data-testid="today-previous">
            <IconChevronLeft size={18} className="mirrored" />
          </ActionIcon>
          <ActionIcon variant="default" size={36} aria-label={t('today.next')} onClick={() => goTo(addDays(date, 1))} data-testid="today-next">
            <IconChevronRight size={18} className="mirrored" />
          </ActionIcon>
          <DatePickerInput variant="unstyled" value={date} onChange={(next) => next && goTo(next)} valueFormatter={() => showLongDate(date)} highlightToday classNames={{ input: classes.date ?? '' }} data-testid="today-date" />
        </Group>
        <Group gap="xs">
          {doubtful > 0 && (
            <Button variant="light" color="orange" leftSection={<IconAlertTriangle size={17} />} onClick={() => setOpen({ what: 'affected' })} data-testid="today-affected">
              {t('affected.count', { count: doubtful })}
            </Button>
          )}
          <Button variant="subtle" leftSection={<IconClockPause size={17} />} onClick={() => void navigate({ to: '/waiting' })} data-testid="today-waiting">
            {t('waiting.title')}
          </Button>
          {isPractitioner && (
            <SegmentedControl
              value={only}
              onChange={(value) => setOnly(value === 'mine' ? 'mine' : 'everyone')}
              data={[
                { value: 'everyone', label: t('today.everyone') },
                { value: 'mine', label: t('today.mine') },
              ]}
            />
          )}
          {mayBook && (
            <>
              <Button variant="default" leftSection={<IconUserPlus size={17} />} rightSection={<Keys keys="F9" />} onClick={() => setOpen({ what: 'walk_in' })} data-testid="today-walk-in">
                {t('today.walk_in')}
              </Button>
              <Button leftSection={<IconCalendarPlus size={17} />} onClick={() => setOpen({ what: 'book', place: null })} data-testid="today-book">
                {t('today.book')}
              </Button>
            </>
          )}
        </Group>
      </Group>

      {carried && (
        <Note tone="plain" testid="carried">
          <Group justify="space-between">
            <span>{t('today.carrying', { patient: carried.patient.display_name })}</span>
            <Button size="compact-sm" variant="default" onClick={() => carry(null)}>
              {t('today.put_back')}
            </Button>
          </Group>
        </Note>
      )}
      {freed && <FreedTime place={freed} onClose={() => setFreed(null)} />}
      <FailureNote failure={day.error} />
      {shown && shown.practitioners.length === 0 && (
        <Teach icon={<IconCalendarOff size={44} stroke={1.3} />} title={t('today.nobody')} text={t('today.nobody.text')} />
      )}
      {shown && shown.practitioners.length > 0 && (
        <DayGrid
          date={date}
          zone={zone}
          day={shown}
          mine={user.practitioner_id}
          mayBook={mayBook}
          carrying={carried !== null}
          onFree={onFree}
          onOpen={(appointment) => setOpen({ what: 'appointment', id: appointment.id })}
          onMove={(appointment, place) => void move(appointment, place, false)}
        />
      )}

      <Drawer opened={open.what === 'book'} onClose={close} title={t('book.title')} size="28rem">
        {open.what === 'book' && <BookForm date={date} place={open.place} onClose={close} />}
      </Drawer>
      <Drawer opened={open.what === 'walk_in'} onClose={close} title={t('walk_in.title')} size="28rem">
        {open.what === 'walk_in' && <WalkInForm onClose={close} />}
      </Drawer>
      <Drawer opened={open.what === 'affected'} onClose={close} title={t('affected.title')} size="34rem">
        {open.what === 'affected' && <AffectedList bookings={affected.data} failure={affected.error} onMove={(id) => setOpen({ what: 'appointment', id, affected: true })} onClose={close} />}
      </Drawer>
      <Drawer opened={opened !== undefined} onClose={close} title={t('appointment.title')} size="28rem">
        {opened && (
          <AppointmentDetails
            key={opened.id}
            appointment={opened}
            first={open.what === 'appointment' && open.affected ? 'move' : 'look'}
            onFreed={setFreed}
            onClose={close}
            onCarry={(appointment) => {
              carry(appointment);
              setOpen({ what: 'nothing' });
            }}
          />
        )}
      </Drawer>
      <Modal opened={refused !== null} onClose={() => setRefused(null)} title={t('move.refused')}>
        {refused && (
          <Stack>
            <Text>{refused.failure.sentence}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setRefused(null)} data-autofocus>
                {t('move.leave')}
              </Button>
              {refused.failure.code === 'taken' && (
                <Button onClick={() => void move(refused.appointment, refused.place, true)} data-testid="move-overbook">
                  {t('move.overbook')}
                </Button>
              )}
            </Group>
          </Stack>
        )}
      </Modal>
    </div>
  );
}

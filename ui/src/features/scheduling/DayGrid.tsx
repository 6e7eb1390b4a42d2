import { DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent, type Modifier } from '@dnd-kit/core';
import { Text, UnstyledButton } from '@mantine/core';
import { memo, useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import type { AppointmentLine, Day, PractitionerDay } from '../../api/commands';
import { direction, t } from '../../app/messages';
import { arrowBack, arrowOn } from '../../shared/keyboard/arrows';
import { showTime } from '../../shared/time/format';
import { addMinutes, dateAt, hourMarks, minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { AppointmentBlock } from './AppointmentBlock';
import classes from './DayGrid.module.css';
import { gridWindow, isOff, layOut, slotStarts, SLOT_MINUTES, snapStart } from './dayGrid';

/** Height of one hour, in rem: a quarter of an hour holds one line of text. */
const HOUR_REM = 5.75;

export interface Place {
  practitioner_id: string;
  starts_at: number;
}

interface Props {
  date: string;
  zone: string;
  day: Day;
  mine: string | null;
  mayBook: boolean;
  carrying: boolean;
  onFree: (place: Place) => void;
  onOpen: (appointment: AppointmentLine) => void;
  onMove: (appointment: AppointmentLine, place: Place) => void;
}

interface ColumnProps {
  practitioner: PractitionerDay;
  index: number;
  slots: readonly number[];
  slotPx: number;
  zone: string;
  onFree: (place: Place) => void;
}

/** The steps of a column that can be booked. They do not change while time passes, so they are kept. */
const FreeSlots = memo(function FreeSlots({ practitioner, index, slots, slotPx, zone, onFree }: ColumnProps) {
  const firstOpen = practitioner.hours[0]?.starts_at;
  return slots.map((at, row) => (
    <UnstyledButton
      key={at}
      className={classes.slot}
      style={{ top: row * slotPx + 1, height: slotPx - 2 }}
      tabIndex={at === firstOpen || (firstOpen === undefined && row === 0) ? 0 : -1}
      aria-label={t('today.book_at', { practitioner: practitioner.display_name, time: showTime(at, zone) })}
      data-testid="free-slot"
      data-column={index}
      data-row={row}
      data-starts-at={at}
      onClick={() => onFree({ practitioner_id: practitioner.id, starts_at: at })}
    >
      {showTime(at, zone)}
    </UnstyledButton>
  ));
});

/** Arrow keys walk over the free time like over a sheet of paper. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const steps: Record<string, readonly [number, number]> = {
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    [arrowBack()]: [-1, 0],
    [arrowOn()]: [1, 0],
  };
  const step = steps[event.key];
  const from = event.target instanceof HTMLElement ? event.target.dataset : {};
  if (!step || from.column === undefined || from.row === undefined) return;
  event.preventDefault();
  const selector = `[data-column="${Number(from.column) + step[0]}"][data-row="${Number(from.row) + step[1]}"]`;
  event.currentTarget.querySelector<HTMLElement>(selector)?.focus();
}

/** One column per practitioner, time running down. */
export function DayGrid({ date, zone, day, mine, mayBook, carrying, onFree, onOpen, onMove }: Props) {
  const now = useNow(20);
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const hourPx = HOUR_REM * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
  const slotPx = (hourPx * SLOT_MINUTES) / 60;
  const shown = useMemo(() => day.appointments.filter((each) => !isOff(each.status)), [day.appointments]);
  const practitioners = day.practitioners;
  const span = useMemo(() => gridWindow(date, zone, practitioners, shown), [date, zone, practitioners, shown]);
  const slots = useMemo(() => slotStarts(span), [span]);
  const marks = useMemo(() => hourMarks(span.starts_at, span.ends_at, zone), [span, zone]);
  const px = (at: number) => (minutesBetween(span.starts_at, at) / 60) * hourPx;
  const height = px(span.ends_at);
  const isToday = dateAt(now, zone) === date;
  const nowInside = isToday && now >= span.starts_at && now <= span.ends_at;

  // A day opens with the present an hour below its top edge, or with the first working hour.
  useEffect(() => {
    const first = practitioners.flatMap((each) => each.hours.map((hour) => hour.starts_at)).sort((a, b) => a - b)[0];
    const target = isToday ? addMinutes(now, -75) : (first ?? span.starts_at);
    scroller.current?.scrollTo({ top: Math.max(0, px(target)) });
    // Only when another day is shown: following the clock would pull the page away under the mouse.
  }, [date, practitioners.length > 0]);

  const columnWidth = () => body.current?.querySelector<HTMLElement>('[data-practitioner]')?.offsetWidth ?? 1;
  const toGrid: Modifier = ({ transform }) => ({
    ...transform,
    x: Math.round(transform.x / columnWidth()) * columnWidth(),
    y: Math.round(transform.y / slotPx) * slotPx,
  });
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, {
      keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] },
      coordinateGetter: (event, { currentCoordinates: { x, y } }) => {
        switch (event.code) {
          case 'ArrowUp':
            return { x, y: y - slotPx };
          case 'ArrowDown':
            return { x, y: y + slotPx };
          case 'ArrowLeft':
            return { x: x - columnWidth(), y };
          case 'ArrowRight':
            return { x: x + columnWidth(), y };
          default:
            return undefined;
        }
      },
    }),
  );

  const drop = ({ active, delta }: DragEndEvent) => {
    const appointment = shown.find((each) => each.id === active.id);
    if (!appointment) return;
    const from = practitioners.findIndex((each) => each.id === appointment.practitioner_id);
    const onward = direction() === 'rtl' ? -1 : 1;
    const to = Math.max(0, Math.min(practitioners.length - 1, from + onward * Math.round(delta.x / columnWidth())));
    const practitioner = practitioners[to];
    const length = minutesBetween(appointment.starts_at, appointment.ends_at);
    const starts_at = snapStart(addMinutes(appointment.starts_at, (delta.y / hourPx) * 60), length, span);
    if (!practitioner) return;
    if (practitioner.id === appointment.practitioner_id && Math.abs(delta.y) < slotPx / 2) return;
    onMove(appointment, { practitioner_id: practitioner.id, starts_at });
  };

  return (
    <div className={classes.scroller} ref={scroller} data-testid="today-grid">
      <DndContext
        sensors={sensors}
        modifiers={[toGrid]}
        onDragEnd={drop}
        accessibility={{ screenReaderInstructions: { draggable: t('today.drag_help') } }}
      >
        <div
          ref={body}
          className={`${classes.grid} ${carrying ? classes.carrying : ''}`}
          style={{ gridTemplateColumns: `3.6rem repeat(${practitioners.length}, minmax(12rem, 1fr))`, minWidth: `${3.6 + practitioners.length * 12}rem` }}
          onKeyDown={walk}
        >
          <div className={classes.corner} />
          {practitioners.map((practitioner) => (
            <div key={practitioner.id} className={classes.head} data-mine={practitioner.id === mine || undefined}>
              <Text fw={620} truncate>
                {practitioner.display_name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {practitioner.hours.length === 0
                  ? t('today.not_working')
                  : [practitioner.specialization, practitioner.hours.map((hour) => `${showTime(hour.starts_at, zone)}–${showTime(hour.ends_at, zone)}`).join(', ')].filter(Boolean).join(' · ')}
              </Text>
            </div>
          ))}
          <div className={classes.gutter} style={{ height }}>
            {marks.map((mark) => (
              <div key={mark.at} className={classes.mark} style={{ top: px(mark.at) }}>
                {mark.at < span.ends_at ? mark.clock : ''}
              </div>
            ))}
            {nowInside && (
              <div className={classes.nowClock} style={{ top: px(now) }}>
                {showTime(now, zone)}
              </div>
            )}
          </div>
          {practitioners.map((practitioner, index) => {
            const own = shown.filter((each) => each.practitioner_id === practitioner.id);
            const lanes = layOut(own);
            return (
              <div key={practitioner.id} className={classes.column} style={{ height }} data-practitioner={practitioner.id}>
                {practitioner.hours.map((hour) => (
                  <div key={hour.starts_at} className={classes.open} style={{ top: px(hour.starts_at), height: px(hour.ends_at) - px(hour.starts_at) }} />
                ))}
                {marks.map((mark) => (
                  <div key={mark.at}>
                    <div className={classes.hour} style={{ top: px(mark.at) }} />
                    {mark.at < span.ends_at && <div className={classes.half} style={{ top: px(mark.at) + hourPx / 2 }} />}
                  </div>
                ))}
                {mayBook && <FreeSlots practitioner={practitioner} index={index} slots={slots} slotPx={slotPx} zone={zone} onFree={onFree} />}
                {own.map((appointment) => (
                  <AppointmentBlock
                    key={appointment.id}
                    appointment={appointment}
                    lane={lanes.get(appointment.id) ?? { lane: 0, lanes: 1 }}
                    top={px(appointment.starts_at)}
                    height={Math.max(slotPx, px(appointment.ends_at) - px(appointment.starts_at))}
                    minutesPerPx={60 / hourPx}
                    zone={zone}
                    mayMove={mayBook}
                    onOpen={() => onOpen(appointment)}
                  />
                ))}
                {nowInside && <div className={classes.now} data-first={index === 0 || undefined} style={{ top: px(now) }} />}
              </div>
            );
          })}
        </div>
      </DndContext>
    </div>
  );
}

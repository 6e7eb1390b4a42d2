import { useDraggable } from '@dnd-kit/core';
import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconCloudUp, IconDoorEnter, IconStethoscope, IconUserOff, IconUsers } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { AppointmentLine } from '../../api/commands';
import { t, word } from '../../app/messages';
import { addMinutes, minutesBetween } from '../../shared/time/siteTime';
import { showTime } from '../../shared/time/format';
import classes from './DayGrid.module.css';
import { isMovable, type Lane } from './dayGrid';

/** The status as a sign, so that colour is never the only one. */
export function StatusSign(props: { status: string; size?: number }) {
  const size = props.size ?? 15;
  switch (props.status) {
    case 'confirmed':
      return <IconCheck size={size} aria-hidden />;
    case 'checked_in':
      return <IconDoorEnter size={size} aria-hidden />;
    case 'in_progress':
      return <IconStethoscope size={size} aria-hidden />;
    case 'completed':
      return <IconChecks size={size} aria-hidden />;
    case 'no_show':
    case 'cancelled':
      return <IconUserOff size={size} aria-hidden />;
    default:
      return <IconClock size={size} aria-hidden />;
  }
}

interface Props {
  appointment: AppointmentLine;
  lane: Lane;
  /** Distance from the top and height, in px. */
  top: number;
  height: number;
  minutesPerPx: number;
  zone: string;
  mayMove: boolean;
  onOpen: () => void;
}

export function AppointmentBlock({ appointment, lane, top, height, minutesPerPx, zone, mayMove, onOpen }: Props) {
  const drag = useDraggable({ id: appointment.id, disabled: !mayMove || !isMovable(appointment.status) });
  const length = minutesBetween(appointment.starts_at, appointment.ends_at);
  const detail = [appointment.reason ?? word('appointment_kind', appointment.kind), appointment.room].filter(Boolean).join(' · ');
  // While it is being dragged it says the time at which it would be put down.
  const starts_at = addMinutes(appointment.starts_at, Math.round((drag.transform?.y ?? 0) * minutesPerPx));
  const ends_at = addMinutes(starts_at, length);
  const width = 100 / lane.lanes;
  const style: CSSProperties = {
    top: top + 1,
    height: height - 2,
    insetInlineStart: `calc(${width * lane.lane}% + 3px)`,
    width: `calc(${width}% - ${lane.lane === lane.lanes - 1 ? 14 : 5}px)`,
    ...(drag.transform ? { transform: `translate3d(${drag.transform.x}px, ${drag.transform.y}px, 0)` } : {}),
  };
  const label = t('today.block', {
    time: showTime(starts_at, zone),
    until: showTime(ends_at, zone),
    practitioner: appointment.practitioner,
    status: word('appointment_status', appointment.status),
  });
  return (
    <div
      ref={drag.setNodeRef}
      {...drag.attributes}
      {...drag.listeners}
      role="button"
      tabIndex={0}
      className={classes.block}
      style={style}
      data-status={appointment.status}
      data-held={appointment.held_reason ? true : undefined}
      data-dragging={drag.isDragging || undefined}
      data-testid="appointment"
      data-appointment={appointment.id}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !drag.isDragging) {
          event.preventDefault();
          onOpen();
          return;
        }
        drag.listeners?.onKeyDown?.(event);
      }}
    >
      <div className={classes.line}>
        <StatusSign status={appointment.status} />
        <span className={classes.name} dir="auto">{appointment.patient.display_name}</span>
        <VisuallyHidden>{label}</VisuallyHidden>
        {length < 30 && <span className={classes.detail} dir="auto">{drag.isDragging ? showTime(starts_at, zone) : detail}</span>}
        <span className={classes.signs}>
          {appointment.held_reason && <IconAlertTriangle size={14} aria-label={t('today.held')} />}
          {appointment.overbooked && <IconUsers size={14} aria-label={t('today.overbooked')} />}
          {appointment.pending && <IconCloudUp size={14} aria-label={t('today.pending')} />}
        </span>
      </div>
      {length >= 30 && (
        <div className={`${classes.detail} any-script`} dir="auto">
          {showTime(starts_at, zone)}–{showTime(ends_at, zone)} · {detail}
        </div>
      )}
    </div>
  );
}

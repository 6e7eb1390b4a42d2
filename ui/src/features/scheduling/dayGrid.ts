// Where things stand on the day grid. Distances are real minutes from the top of the grid, so that a
// day on which the clocks change is drawn 23 or 25 hours long and nothing overlaps that does not.

import type { AppointmentLine, PractitionerDay } from '../../api/commands';
import { addMinutes, dayBounds, instantAt, minutesBetween } from '../../shared/time/siteTime';

/** The finest step one can book or drop to. */
export const SLOT_MINUTES = 15;

export interface GridWindow {
  starts_at: number;
  ends_at: number;
}

/** The part of the day that is drawn: 8 to 18 at least, and whatever hours or appointments need. */
export function gridWindow(
  date: string,
  zone: string,
  practitioners: readonly Pick<PractitionerDay, 'hours'>[],
  appointments: readonly Pick<AppointmentLine, 'starts_at' | 'ends_at'>[],
): GridWindow {
  const day = dayBounds(date, zone);
  const spans = [...practitioners.flatMap((each) => each.hours), ...appointments];
  const first = Math.min(instantAt(date, '08:00', zone), ...spans.map((span) => span.starts_at));
  const last = Math.max(instantAt(date, '18:00', zone), ...spans.map((span) => span.ends_at));
  const from = Math.floor(minutesBetween(day.starts_at, Math.max(first, day.starts_at)) / 60) * 60;
  const to = Math.ceil(minutesBetween(day.starts_at, Math.min(last, day.ends_at)) / 60) * 60;
  return {
    starts_at: addMinutes(day.starts_at, from),
    ends_at: Math.min(addMinutes(day.starts_at, to), day.ends_at),
  };
}

/** The first instant of every step of the window. */
export function slotStarts(window: GridWindow): number[] {
  const count = Math.floor(minutesBetween(window.starts_at, window.ends_at) / SLOT_MINUTES);
  return Array.from({ length: count }, (_, index) => addMinutes(window.starts_at, index * SLOT_MINUTES));
}

/** The nearest step, never before the window or so late that the appointment would leave it. */
export function snapStart(at: number, length_minutes: number, window: GridWindow): number {
  const steps = Math.round(minutesBetween(window.starts_at, at) / SLOT_MINUTES);
  const last = Math.floor((minutesBetween(window.starts_at, window.ends_at) - length_minutes) / SLOT_MINUTES);
  return addMinutes(window.starts_at, Math.max(0, Math.min(steps, last)) * SLOT_MINUTES);
}

export interface Lane {
  lane: number;
  lanes: number;
}

/** Side by side where appointments overlap, full width where they do not. */
export function layOut(spans: readonly { id: string; starts_at: number; ends_at: number }[]): Map<string, Lane> {
  const placed = new Map<string, Lane>();
  const sorted = [...spans].sort((a, b) => a.starts_at - b.starts_at || b.ends_at - a.ends_at);
  let group: { id: string; lane: number }[] = [];
  let laneEnds: number[] = [];
  let groupEnd = Number.NEGATIVE_INFINITY;

  const close = () => {
    for (const each of group) placed.set(each.id, { lane: each.lane, lanes: laneEnds.length });
    group = [];
    laneEnds = [];
  };
  for (const span of sorted) {
    if (span.starts_at >= groupEnd) close();
    const free = laneEnds.findIndex((end) => end <= span.starts_at);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = span.ends_at;
    group.push({ id: span.id, lane });
    groupEnd = Math.max(group.length === 1 ? Number.NEGATIVE_INFINITY : groupEnd, span.ends_at);
  }
  close();
  return placed;
}

/** Statuses that no longer take up a doctor's time. */
export function isOff(status: string): boolean {
  return status === 'cancelled' || status === 'entered_in_error';
}

/** An appointment that has not begun may still be dragged elsewhere. */
export function isMovable(status: string): boolean {
  return status === 'scheduled' || status === 'confirmed';
}

// What the desk asks of the calendar beyond the day, in the made-up clinic.

import type { AppointmentLine, ResponseOf } from '../src/api/commands';
import { addDays, dateAt, instantAt, nowMicros } from '../src/shared/time/siteTime';

const zone = 'Europe/London';

export function deskAnswers(appointments: readonly AppointmentLine[]): Record<string, (request: Record<string, unknown>) => unknown> {
  const today = dateAt(nowMicros(), zone);
  const later = (days: number, clock: string, index: number, reasons: ResponseOf<'scheduling.affected_bookings'>[number]['reasons']) => {
    const found = appointments[index];
    if (!found) throw new Error('no such appointment');
    const starts_at = instantAt(addDays(today, days), clock, zone);
    return { appointment: { ...found, id: `far${index}`, starts_at, ends_at: starts_at + 1_800_000_000, status: 'scheduled', held_reason: null, overbooked: false }, reasons };
  };
  return {
    'scheduling.affected_bookings': () => [later(4, '09:15', 10, ['leave']), later(4, '10:00', 11, ['leave', 'hours_changed']), later(27, '14:30', 7, ['holiday'])],
    'scheduling.suggest_waiting': () =>
      [7, 14].map((index) => ({
        id: `sw${index}`, version: 1, patient: appointments[index]?.patient, practitioner_id: null, practitioner: null, department_id: null, kind: 'consultation', priority: index === 7 ? 'high' : 'medium', status: 'waiting', reason: index === 7 ? 'Knee pain' : null, wanted_from_on: null, wanted_until_on: null,
        wanted_times: 'mornings', waiting_since: nowMicros(), offer: null, is_over: false, asked_from: null,
      })),
    'scheduling.move_series': () => ({ moved: 3, missed: [] }),
    'scheduling.cancel_series': () => ({ cancelled: 3 }),
  };
}

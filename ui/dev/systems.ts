// Connections, transfers, retention, measurements and machines of the made-up clinic.

import type { ResponseOf } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

const hour = 3_600_000_000;
const day = 24 * hour;

export function systemsAnswers(): Record<string, (request: Record<string, unknown>) => unknown> {
  const now = nowMicros();
  const integrations: ResponseOf<'system.integrations'> = [
    { id: 'in1', version: 1, name: 'Harbour Hospital', kind: 'fhir', direction: 'both', endpoint: 'https://fhir.harbour.example/r4', settings: null, has_credential: true, is_active: true, last_contact_at: now - 2 * hour },
    { id: 'in2', version: 1, name: 'Picture archive', kind: 'dicom', direction: 'both', endpoint: '10.0.0.7:11112', settings: { ae_title: 'PACS' }, has_credential: false, is_active: true, last_contact_at: now - 20 * 60_000_000 },
    { id: 'in3', version: 1, name: 'Regional laboratory', kind: 'hl7v2', direction: 'incoming', endpoint: null, settings: null, has_credential: false, is_active: false, last_contact_at: null },
  ];
  const transfers: ResponseOf<'system.transfers'> = [
    { id: 'tr1', integration_name: 'Picture archive', direction: 'incoming', status: 'succeeded', started_at: now - 20 * 60_000_000, ended_at: now, records_seen: 42, records_stored: 42, records_left: 0, problem_text: null, source_text: null },
    { id: 'tr2', integration_name: 'Harbour Hospital', direction: 'outgoing', status: 'failed', started_at: now - 2 * hour, ended_at: now, records_seen: null, records_stored: null, records_left: null, problem_text: 'The other system did not answer.', source_text: null },
    { id: 'tr3', integration_name: null, direction: 'incoming', status: 'partial', started_at: now - 3 * day, ended_at: now, records_seen: 1204, records_stored: 1198, records_left: 6, problem_text: 'Six rows have no name.', source_text: 'patients-2026-11.csv' },
  ];
  const names: Record<string, readonly [string, string, number][]> = {
    sync: [['changes_waiting', '1', 6], ['contact_seconds', 's', 40], ['oldest_change_seconds', 's', 300], ['open_conflicts', '1', 2]],
    window: [['answer_p95_seconds', 's', 0.04], ['answers', '1', 420]],
    record: [['database_bytes', 'By', 184_000_000]],
  };
  const method = { model_id: null, name: 'Service by interval, use and faults', version: '1', source: 'Intervals of the maker; mean time between faults', limits: 'It does not see wear, and five faults are few' };
  const resource = { version: 1, status: 'available', is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, department_id: null, code: null, capacity: null, service_interval_days: null, service_interval_hours: null, notes: null };
  const overdue = { due_on: '2026-11-10', is_overdue: true, reasons: ['2026-11-10: 180 days after the last service', '2027-02-03: 6 faults, one in 85 days in working order'], mtbf_days: 85, fault_in_30_days: 0.297, method };
  const machines: ResponseOf<'place.resources'> = [
    { ...resource, id: 're1', name: 'Room 1', kind: 'room', is_in_use: true, in_use_until: now + hour },
    { ...resource, id: 're2', name: 'Ultrasound A', kind: 'ultrasound', code: 'US-01', next_booking_at: now + 3 * hour, service_interval_days: 365, maintenance: { ...overdue, due_on: '2027-05-02', is_overdue: false } },
    { ...resource, id: 're3', name: 'Infusion pump 3', kind: 'pump', code: 'P-03', status: 'out_of_order', bed: { bed_id: 'b1', ward: 'Ward A', room: '12', label: '1' } },
    { ...resource, id: 're4', name: 'Ventilator 2', kind: 'ventilator', code: 'V-02', service_interval_days: 180, maintenance: overdue },
  ];
  const events: ResponseOf<'place.resource_events'> = [
    { id: 'ev1', kind: 'fault', occurred_at: now - 5 * hour, hours_used: null, recorded_by: 'Tom Reilly', notes: 'Alarm without a reason' },
    { id: 'ev2', kind: 'use', occurred_at: now - 2 * day, hours_used: 12, recorded_by: 'Tom Reilly', notes: null },
    { id: 'ev3', kind: 'service', occurred_at: now - 200 * day, hours_used: null, recorded_by: 'Sofia Marin', notes: 'Filters changed' },
  ];
  return {
    'system.integrations': () => integrations,
    'system.transfers': () => transfers,
    'system.retention': () => [{ id: 'rt1', version: 1, table_name: 'visits', keep_years: 30, basis_text: 'Hospital act, section 10', action: 'ask' }, { id: 'rt2', version: 1, table_name: 'invoices', keep_years: 7, basis_text: 'Tax law', action: 'archive' }],
    'system.holds': () => [{ id: 'ho1', version: 1, patient: patients[3], reason: 'Case 12/26 at the county court', placed_at: now - 40 * day, released_at: null, release_reason: null }, { id: 'ho2', version: 2, patient: patients[8], reason: 'Insurer asks about an accident', placed_at: now - 300 * day, released_at: now - 90 * day, release_reason: 'The insurer has paid' }],
    'system.metric_totals': ({ kind, by }) =>
      (names[String(kind)] ?? []).flatMap(([name, unit, size]) =>
        Array.from({ length: by === 'hour' ? 48 : 30 }, (_, index) => {
          const mean = size * (1 + 0.5 * Math.sin(index / 4));
          return { name, unit, starts_at: now - (48 - index) * (by === 'hour' ? hour : day), measurements: 12, devices: 4, least: mean / 2, mean, most: mean * (index % 7 === 0 ? 2.2 : 1.4) };
        }),
      ),
    'system.metrics': ({ kind }) => (names[String(kind)] ?? []).flatMap(([name, unit, size]) => [['0f3a77aa-1', 'Front desk'], ['9b1c20de-2', 'Doctor’s room']].map(([device_id, device_name], index) => ({ name, unit, value_number: size * (index + 0.4), recorded_at: now - index * 60_000_000, device_id, device_name }))),
    'place.resources': () => machines,
    'place.resource_events': () => events,
    'place.predictive_maintenance': ({ resource_id }) => ({ maintenance: machines.find((each) => each.id === resource_id)?.maintenance ?? null }),
  };
}

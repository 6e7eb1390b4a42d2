// The PCs of the made-up clinic, and what takes minutes on this one.

import type { DeviceAtCentre, HowFar, KnownDevice, Work, WorkKind } from '../src/api/shell';
import { nowMicros } from '../src/shared/time/siteTime';

const minute = 60_000_000;
const hour = 60 * minute;
const day = 24 * hour;

type Answers = Record<string, (request: Record<string, unknown>) => unknown>;

/** `line` is `offline` where the centre does not answer; `told` hears how far a work is. */
export function deviceAnswers(line: string, told: (howFar: HowFar) => void): Answers {
  const now = nowMicros();
  const row = (id: string, name: string, more: Partial<KnownDevice> = {}): KnownDevice => ({ id, name, profile: 'front_desk', site: 's1', person: null, platform: 'linux x86_64', enrolled_at: now - 200 * day, revoked_at: null, revoke_reason: null, ...more });
  const at = (known: KnownDevice, more: Partial<DeviceAtCentre> = {}): DeviceAtCentre => ({ ...known, program: 'Holdfast/0.1.0', last_seen_at: now - 20_000_000, behind: 0, behind_since: null, waiting: 0, oldest_waiting_at: null, told_at: now - 40 * minute, left_at: null, ...more });
  let devices: DeviceAtCentre[] = [
    at(row('d1', 'Front desk')),
    at(row('d2', 'Doctor’s room', { profile: 'clinical', person: 'u2' }), { last_seen_at: now - 3 * minute, waiting: 2, oldest_waiting_at: now - 3 * hour }),
    at(row('d3', 'Laboratory', { profile: 'laboratory', platform: 'windows x86_64' }), { last_seen_at: now - 26 * hour, behind: 214, behind_since: now - 26 * hour }),
    at(row('d4', 'Harbour Road desk', { site: 's2' }), { program: 'Holdfast/0.0.9', last_seen_at: now - 12 * day, behind: 10_000, behind_since: now - 12 * day, waiting: 41, oldest_waiting_at: now - 12 * day - 5 * hour, told_at: now - 12 * day }),
    at(row('d5', 'Old laptop', { profile: 'whole', site: null, revoked_at: now - 2 * day, revoke_reason: 'Stolen from the car park; police report 26/881' }), { last_seen_at: now - 3 * day }),
    at(row('d6', 'Reception 1', { revoked_at: now - 90 * day, revoke_reason: 'Replaced' }), { left_at: now - 90 * day }),
  ];
  const change = (id: unknown, more: Partial<DeviceAtCentre>) => {
    devices = devices.map((device) => (device.id === id ? { ...device, ...more } : device));
    return { lease_days: 30, devices };
  };
  const works = new Map<WorkKind, Work>();
  const begin = (kind: WorkKind, step: HowFar['step'], result: unknown): Work => {
    const begun = { kind, state: 'running', step, done: 0, total: kind === 'export' ? null : 100, records: kind === 'export' || kind === 'import' ? 0 : null, began_at: nowMicros(), ended_at: null, sentence: null, result: null } as Work;
    works.set(kind, begun);
    const timer = setInterval(() => {
      const work = works.get(kind);
      if (!work) return;
      const isOver = work.done >= 95 || work.state === 'stopping';
      const state = !isOver ? work.state : work.state === 'stopping' ? 'stopped' : 'done';
      const next = { ...work, state, done: work.done + 5, records: work.records === null ? null : work.records + 310, ended_at: isOver ? nowMicros() : null, sentence: state === 'stopped' ? 'Stopped. Nothing of it was kept.' : null, result: state === 'done' ? result : null } as Work;
      works.set(kind, next);
      if (isOver) clearInterval(timer);
      told(next);
    }, 400);
    return begun;
  };
  const file = '/media/backup/holdfast-2026-11-20-180000.holdfast-backup';
  return {
    'device.known': () => ({ this_device: 'd1', last_contact_at: now - 20 * minute, devices, people: [{ id: 'u1', name: 'Ruth Adeyemi' }, { id: 'u2', name: 'Dr Elena Petrova' }] }),
    'device.at_centre': () => {
      if (line === 'offline') throw { code: 'unreachable', sentence: 'The centre cannot be reached, and PCs are looked after there. Try again when the line is back.' };
      return { lease_days: 30, devices };
    },
    'device.invite': () => ({ link: 'holdfast://enrol?server=https%3A%2F%2Fclinic.example%3A8443&ca=9f3c1d2e4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0&code=7Q4WX2M9KD3VB6N8TZ1HC5RJ0A', expires_at: nowMicros() + day }),
    'device.place': ({ device, profile, site, person }) => change(device, { profile: String(profile), site: site as string | null, person: person as string | null }),
    'device.revoke': ({ device, reason }) => change(device, { revoked_at: nowMicros(), revoke_reason: String(reason) }),
    'work.all': () => [...works.values()],
    'work.stop': ({ kind }) => {
      const work = works.get(kind as WorkKind);
      if (work) works.set(work.kind, { ...work, state: 'stopping' });
      return {};
    },
    'work.backups': () => ({ last: { file, bytes: 184_000_000, made_at: now - 8 * day }, is_enrolled: true }),
    'work.back_up': () => begin('backup', 'copying', { file: file.replace('11-20', '11-28'), bytes: 186_000_000, made_at: nowMicros() }),
    'work.check_backup': ({ file: checked }) => begin('check', 'checking', { file: checked, made_at: now - 8 * day }),
    'work.lists': () => ['patients', 'appointments', 'invoices', 'payments', 'visits', 'referrals'].map((name) => ({ name, table: name })),
    'work.export': () => begin('export', 'writing', { path: '/media/stick/holdfast-fhir-2026-11-28-101500', exported: { resources: { Patient: 1204, Encounter: 8122, Observation: 40_310 } } }),
    'work.import': () =>
      begin('import', 'reading', {
        resources: { Patient: { seen: 120, stored: 110, changed: 2, unchanged: 6, left: 0 }, Observation: { seen: 2210, stored: 2100, changed: 0, unchanged: 90, left: 20 } },
        problems: [{ file: 'Patient.ndjson', line: 17, reason: 'The birth date is no day of the calendar.' }, { file: 'notes.txt', line: 0, reason: 'This kind of file is not read.' }],
      }),
  };
}

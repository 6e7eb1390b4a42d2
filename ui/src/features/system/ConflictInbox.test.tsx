import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ConflictItem, PatientLine } from '../../api/commands';
import type { SyncCentre } from '../../api/shell';
import { instantAt } from '../../shared/time/siteTime';
import { openSession, openWindow, quiet, refusal, tablesChanged } from '../../test/window';

const at = (clock: string) => instantAt('2026-11-21', clock, 'Europe/London');
const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const centre: SyncCentre = { status: { ...quiet, decisions: 1 }, server: 'https://centre.example', round_trip_ms: 20, device_name: 'Front desk', position: 7, outbox: [], recent: [], quarantined: [] };
const phone: ConflictItem = {
  id: 'phone', kind: 'latest', table: 'patients', row_id: 'amina', title: 'Telephone of Amina Yusuf', patient: amina, made_at: at('10:00'),
  fields: [{ column: 'phone', label: 'Telephone', canonical: '0100', candidate: null }],
  canonical_by: 'Dr Okafor', canonical_at: at('09:40'), candidate_by: 'Ruth Adeyemi', candidate_at: at('09:21'), reason: 'Both changed the number while apart.',
  status: 'open', decision: null, decided_by: null, decided_at: null, alternatives: [], answers: ['keep', 'take'], may_decide: true,
};
const held: ConflictItem = {
  ...phone, id: 'held', kind: 'held', table: 'appointments', title: 'Appointment of Amina Yusuf', fields: [], reason: 'The same time was given twice.',
  answers: ['move', 'overbook', 'cancel'],
  alternatives: [{ starts_at: at('11:30'), ends_at: at('11:45'), practitioner_id: 'okafor', practitioner: 'Dr Okafor' }],
};

test('both values stand side by side with who and when, and one is taken', async () => {
  let items = [phone];
  const { asked } = openWindow('/sync', {
    'session.state': () => openSession(['receptionist']),
    'sync.centre': () => centre,
    'system.conflicts': () => items,
    'system.decide_conflict': () => ({}),
  });
  const card = within(await screen.findByTestId('conflict-item'));
  expect(card.getByTestId('conflict-canonical')).toHaveTextContent('0100');
  expect(card.getByTestId('conflict-candidate')).toHaveTextContent('empty');
  expect(card.getByText(/Dr Okafor · .*09:40/)).toBeVisible();
  expect(card.getByText(/Ruth Adeyemi · .*09:21/)).toBeVisible();

  await userEvent.click(card.getByTestId('conflict-keep-candidate'));
  expect(asked).toContainEqual({ name: 'system.decide_conflict', request: { id: 'phone', choice: 'candidate' } });

  items = [];
  await tablesChanged('sync_conflicts');
  expect(await screen.findByText('Nothing to decide')).toBeVisible();
});

test('a held appointment moves to the free time one chooses', async () => {
  const { asked } = openWindow('/sync', {
    'session.state': () => openSession(['receptionist']),
    'sync.centre': () => centre,
    'system.conflicts': () => [held],
    'system.decide_held_appointment': () => ({}),
  });
  const slot = await screen.findByTestId('conflict-choose-slot');
  expect(slot).toHaveTextContent('11:30 · Dr Okafor');
  await userEvent.click(slot);
  expect(asked).toContainEqual({ name: 'system.decide_held_appointment', request: { id: 'held', choice: 'move', starts_at: at('11:30'), practitioner_id: 'okafor' } });
});

test('a slot that has gone meanwhile is told beside the item, which stays open', async () => {
  openWindow('/sync', {
    'session.state': () => openSession(['receptionist']),
    'sync.centre': () => centre,
    'system.conflicts': () => [held],
    'system.decide_held_appointment': () => refusal('taken', 'Dr Okafor has Peter Jones at 11:30 now.'),
  });
  await userEvent.click(await screen.findByTestId('conflict-choose-slot'));
  expect(await screen.findByRole('alert')).toHaveTextContent('Dr Okafor has Peter Jones at 11:30 now.');
  expect(screen.getByTestId('conflict-overbook')).toBeEnabled();
});

test('where only the entry itself can be changed, that is said and nothing is offered', async () => {
  openWindow('/sync', {
    'session.state': () => openSession(['nurse']),
    'sync.centre': () => centre,
    'system.conflicts': () => [{ ...held, table: 'bed_stays', title: 'A bed or a patient has two stays at once', answers: [], alternatives: [] }],
  });
  expect(await screen.findByTestId('conflict-change-entry')).toHaveTextContent('goes away by itself');
  expect(screen.queryByTestId('conflict-overbook')).toBeNull();
  expect(screen.queryByTestId('conflict-cancel')).toBeNull();
});

test('who may not decide sees the values and no buttons', async () => {
  openWindow('/sync', {
    'session.state': () => openSession(['nurse']),
    'sync.centre': () => centre,
    'system.conflicts': () => [{ ...phone, may_decide: false }],
  });
  expect(await screen.findByText('Somebody with another role decides this.')).toBeVisible();
  expect(screen.queryByTestId('conflict-keep-candidate')).toBeNull();
});

test('a decision can be undone', async () => {
  const { asked } = openWindow('/sync', {
    'session.state': () => openSession(['receptionist']),
    'sync.centre': () => centre,
    'system.conflicts': ({ include_decided }) => (include_decided ? [{ ...phone, status: 'decided', decision: 'Kept 0100', decided_by: 'Ruth Adeyemi', decided_at: at('10:05') }] : []),
    'system.undo_decision': () => ({}),
  });
  await screen.findByText('Nothing to decide');
  await userEvent.click(screen.getByTestId('conflicts-decided'));
  await userEvent.click(await screen.findByTestId('conflict-undo'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.undo_decision', request: { id: 'phone' } }));
});

test('whoever looks after the PCs sees the line and is not shown decisions that are not theirs', async () => {
  const { asked } = openWindow('/sync', {
    'session.state': () => openSession(['it_admin']),
    'sync.centre': () => centre,
    'system.conflicts': () => refusal('not_allowed', 'Your role does not allow this.'),
  });
  expect(await screen.findByTestId('sync-line')).toBeVisible();
  expect(screen.queryByTestId('conflict-inbox')).not.toBeInTheDocument();
  expect(screen.queryByTestId('failure')).not.toBeInTheDocument();
  expect(asked.map(({ name }) => name)).not.toContain('system.conflicts');
});

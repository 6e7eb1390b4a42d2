import { emit } from '@tauri-apps/api/event';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { HowFar, Work, WorkOf } from '../../../api/shell';
import { router } from '../../../app/router';
import { nowMicros } from '../../../shared/time/siteTime';
import { expectAccessible } from '../../../test/accessible';
import { choose } from '../../../test/choose';
import { openSession, openWindow, refusal } from '../../../test/window';

const DAY = 86_400_000_000;
const slow = { timeout: 20_000 };

type Answers = Parameters<typeof openWindow>[1];

async function open(path: '/administration/backups' | '/administration/exchange', answers: Answers, roles = ['admin']) {
  const opened = openWindow(path, { 'session.state': () => openSession(roles), 'work.all': () => [], 'work.lists': () => [{ name: 'patients', table: 'patients' }, { name: 'staff', table: 'users' }], ...answers });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: path }));
  return opened;
}

async function told(howFar: HowFar): Promise<void> {
  await act(() => emit('long-work', howFar));
}

const howFar = { state: 'running', step: 'copying', done: 0, total: null, records: null } as const;
const running = { began_at: 0, ended_at: null, sentence: null, result: null };

test('a backup is told as it goes, stopped by its button, and says why there is none', async () => {
  let works: Work[] = [];
  const { asked } = await open('/administration/backups', {
    'work.all': () => works,
    'work.backups': () => ({ last: null, is_enrolled: false }),
    'work.back_up': () => {
      const begun: WorkOf<'backup'> = { ...howFar, ...running, kind: 'backup' };
      works = [begun];
      return begun;
    },
    'work.stop': () => ({}),
  });
  expect(await screen.findByTestId('backup-last', {}, slow)).toHaveTextContent('if its disk breaks, everything is lost');
  await userEvent.click(screen.getByTestId('backup-now'));
  expect(await screen.findByText('Type the folder into which the backup goes.')).toBeVisible();
  fireEvent.change(screen.getByTestId('backup-folder'), { target: { value: ' /media/stick ' } });
  await userEvent.click(screen.getByTestId('backup-now'));
  await screen.findByTestId('work-backup');
  expect(asked).toContainEqual({ name: 'work.back_up', request: { folder: '/media/stick' } });
  const questions = () => asked.filter((each) => each.name === 'work.all').length;
  const before = questions();
  await told({ ...howFar, kind: 'backup', step: 'packing', done: 41, total: 100 });
  expect(await screen.findByText('41 %')).toBeVisible();
  expect(screen.getByText('The copy and the files are being packed')).toBeVisible();
  expect(questions(), 'an event carries how far it is, and nothing is asked').toBe(before);
  expect(screen.getByTestId('backup-now')).toBeDisabled();
  await expectAccessible();
  await userEvent.click(screen.getByTestId('work-backup-stop'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'work.stop', request: { kind: 'backup' } }));
  works = [{ ...howFar, ...running, kind: 'backup', state: 'stopped', ended_at: 1, sentence: 'Stopped. Nothing of it was kept.' }];
  await told({ ...howFar, kind: 'backup', state: 'stopped' });
  expect(await screen.findByText('Stopped. Nothing of it was kept.')).toBeVisible();
  expect(screen.getByTestId('backup-now')).toBeEnabled();
});

test('a backup that is done says where it is and what opens it, and an old one is warned of', async () => {
  const made = { file: '/media/stick/holdfast.holdfast-backup', bytes: 184_000_000, made_at: nowMicros() };
  await open('/administration/backups', {
    'work.all': () => [{ ...howFar, ...running, kind: 'backup', state: 'done', ended_at: 1, result: made }],
    'work.backups': () => ({ last: { ...made, made_at: nowMicros() - 30 * DAY }, is_enrolled: true }),
    'work.check_backup': () => refusal(null, 'There is no backup of that name.', 'file'),
  });
  const ended = await screen.findByTestId('work-backup-ended', {}, slow);
  expect(within(ended).getByText(/recovery key anywhere/)).toHaveTextContent('184 MB');
  expect(screen.getByTestId('backup-last')).toHaveTextContent(/was made on/);
  fireEvent.change(screen.getByTestId('backup-file'), { target: { value: '/media/stick/none' } });
  await userEvent.click(screen.getByTestId('backup-check-now'));
  expect(await screen.findByText('There is no backup of that name.')).toBeVisible();
});

test('a backup of last month is warned of', async () => {
  await open('/administration/backups', { 'work.backups': () => ({ last: { file: 'old', bytes: 1, made_at: nowMicros() - 30.5 * DAY }, is_enrolled: true }) });
  expect(await screen.findByTestId('backup-last', {}, slow)).toHaveTextContent('is 30 days old');
  expect(screen.getByTestId('backup-last')).toHaveTextContent('The centre holds what this PC has sent');
});

test('a list and the record are exported with the warning in sight', async () => {
  const { asked } = await open('/administration/exchange', { 'work.export': () => ({ ...howFar, ...running, kind: 'export' }) });
  expect(await screen.findByText(/An export is not encrypted/, {}, slow)).toBeVisible();
  fireEvent.change(screen.getByTestId('export-folder'), { target: { value: '/media/stick' } });
  await userEvent.click(screen.getByTestId('export-now'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'work.export', request: { folder: '/media/stick', list: null, since: null } }));
  await userEvent.click(screen.getByText('A list, for a spreadsheet (CSV)'));
  await userEvent.click(screen.getByTestId('export-now'));
  expect(await screen.findByText('Choose a list.')).toBeVisible();
  await choose('export-list', 'Patients');
  await userEvent.click(screen.getByTestId('export-now'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'work.export', request: { folder: '/media/stick', list: 'patients', since: null } }));
});

test('an import says what was taken, what was left out, and what could not be taken, by line', async () => {
  const problem = (line: number) => ({ file: 'Patient.ndjson', line, reason: `Line ${line} is no resource.` });
  await open('/administration/exchange', {
    'work.all': () => [
      {
        ...howFar, ...running, kind: 'import', state: 'stopped', ended_at: 1, sentence: 'Stopped. What was stored stays; start the same import again to go on.',
        result: { resources: { Patient: { seen: 6, stored: 3, changed: 1, unchanged: 0, left: 0 }, Device: { seen: 2, stored: 0, changed: 0, unchanged: 0, left: 2 } }, problems: Array.from({ length: 203 }, (_, index) => problem(index)) },
      },
    ],
  });
  const ended = within(await screen.findByTestId('work-import-ended', {}, slow));
  expect(ended.getByText(/What was stored stays/)).toBeVisible();
  expect(ended.getByTestId('import-sum')).toHaveTextContent('3 records are new, 1 was changed, 0 were here already, 2 were left out.');
  expect(ended.getByText('Patient.ndjson, line 7')).toBeVisible();
  expect(ended.getByText('3 further problems are not shown here.')).toBeVisible();
  await expectAccessible();
});

test('whoever looks after PCs alone sees no import and export', async () => {
  const { asked } = await open('/administration/exchange', {}, ['it_admin']);
  expect(await screen.findByText('Not for your role', {}, slow)).toBeVisible();
  expect(asked.some((each) => each.name.startsWith('work.'))).toBe(false);
});

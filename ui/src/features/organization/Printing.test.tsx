import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

type Known = ResponseOf<'document.printing'>;
type Job = ResponseOf<'document.print_queue'>['jobs'][number];

const known = (part: Partial<Known> = {}): Known => ({
  printers: ['Front_desk', 'Zebra'], default_printer: 'Front_desk', trouble: null, folder: '/home/ruth/Papers',
  kinds: [
    { kind: 'invoice', printer: null, known: true, label: null },
    { kind: 'specimen_label', printer: 'Zebra', known: true, label: { width: 57, height: 32 } },
    { kind: 'wristband', printer: 'Attic', known: false, label: { width: 250, height: 25 } },
  ],
  ...part,
});

const failed = (id: string): Job => ({ id, kind: 'wristband', printer: 'Attic', asked_at: Date.now() * 1000, asked_by: 'Ruth Adeyemi', state: 'failed', trouble: 'The printer is on fire.' });

test('each kind of paper remembers its printer, also one that is away, and has a test page', async () => {
  let answer = known();
  const { asked } = openWindow('/settings?tab=printing', {
    'session.state': () => openSession(['receptionist']),
    'document.printing': () => answer,
    'document.print_queue': () => ({ jobs: [] }),
    'document.choose_printer': ({ kind, printer }) => (answer = known({ kinds: known().kinds.map((each) => (each.kind === kind ? { ...each, printer } : each)) })),
    'document.print_test_page': ({ kind }) => (kind === 'wristband' ? refusal(null, 'This PC has no printer named Attic.', 'printer') : {}),
  });
  const invoice = await screen.findByTestId('printer-invoice');
  expect(within(invoice).getByRole('combobox')).toHaveValue('Save and open');
  expect(within(screen.getByTestId('printer-wristband')).getByRole('combobox')).toHaveValue('Attic (not there at the moment)');
  expect(screen.getByTestId('printer-specimen_label')).toHaveTextContent('57 × 32 mm');
  expect(within(invoice).queryByText('Test page')).not.toBeInTheDocument();
  await choose('printer-of-invoice', 'Front_desk (the PC’s own)');
  await waitFor(() => expect(asked).toContainEqual({ name: 'document.choose_printer', request: { kind: 'invoice', printer: 'Front_desk' } }));
  await userEvent.click(await screen.findByTestId('test-page-invoice'));
  expect(await screen.findByText('A test page was handed to Front_desk.')).toBeVisible();
  await userEvent.click(screen.getByTestId('test-page-wristband'));
  expect(await screen.findByText('This PC has no printer named Attic.')).toBeVisible();
  await expectAccessible();
});

test('what a printer did not take is tried again or dropped, and a new failure is seen at once', async () => {
  let jobs = [failed('one'), failed('two')];
  const { asked } = openWindow('/settings?tab=printing', {
    'session.state': () => openSession(['nurse']),
    'document.printing': () => known({ printers: [], default_printer: null, trouble: 'This PC has no print system.' }),
    'document.print_queue': () => ({ jobs }),
    'document.print_again': ({ id }) => {
      if (id === 'two') return { outcome: 'kept', printer: 'Attic', trouble: 'Still on fire.' };
      jobs = jobs.map((job) => (job.id === id ? { ...job, state: 'at_printer', trouble: null } : job));
      return { outcome: 'handed_over', printer: 'Attic', pages: 1 };
    },
    'document.drop_print': ({ id }) => ((jobs = jobs.filter((job) => job.id !== id)), {}),
  });
  expect(await screen.findByText('This PC has no print system.')).toBeVisible();
  const lines = await screen.findAllByTestId('print-job');
  expect(lines[0]).toHaveTextContent('The printer is on fire.');
  expect(lines[0]).toHaveTextContent('Ruth Adeyemi');
  await userEvent.click(screen.getByTestId('print-again-all'));
  await waitFor(() => expect(asked.filter((each) => each.name === 'document.print_again')).toHaveLength(2));
  expect(await screen.findByText(/Still on fire/)).toBeVisible();
  await tablesChanged('print_jobs');
  await waitFor(() => expect(screen.getAllByTestId('print-again')).toHaveLength(1));
  await userEvent.click(screen.getByTestId('print-drop'));
  await tablesChanged('print_jobs');
  expect(await screen.findByText('Dropped: Wristband for Attic.')).toBeVisible();
  await waitFor(() => expect(screen.getAllByTestId('print-job')).toHaveLength(1));
  jobs = [...jobs, failed('three')];
  await tablesChanged('print_jobs');
  await waitFor(() => expect(screen.getAllByTestId('print-job')).toHaveLength(2));
  await expectAccessible();
});

test('the folder for papers is changed, and a bad one says why', async () => {
  openWindow('/settings?tab=printing', {
    'session.state': () => openSession(['receptionist']),
    'document.printing': () => known(),
    'document.print_queue': () => ({ jobs: [] }),
    'document.choose_folder': ({ path }: RequestOf<'document.choose_folder'>) => (path.startsWith('/') ? { path } : refusal(null, 'Give the whole path of the folder, from its beginning.', 'path')),
  });
  expect(await screen.findByText('Nothing waits for a printer')).toBeVisible();
  const folder = await screen.findByTestId('print-folder');
  await userEvent.clear(folder);
  await userEvent.type(folder, 'Papers');
  await userEvent.click(screen.getByTestId('print-folder-save'));
  expect(await screen.findByText(/Give the whole path/)).toBeVisible();
  await userEvent.clear(folder);
  await userEvent.type(folder, '/srv/papers');
  await userEvent.click(screen.getByTestId('print-folder-save'));
  expect(await screen.findByText('Papers are saved in /srv/papers from now on.')).toBeVisible();
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import type { Chart, DuplicatePair, MergePreview, PatientLine } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { showDate } from '../../shared/time/format';
import { instantAt } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';

const line = (id: string, display_name: string): PatientLine => ({ id, mrn: `RH-${id}`, display_name, date_of_birth: '1960-01-05', date_of_birth_precision: 'day', age_years: 66, gender: 'female', phone: null, deceased: false, allergies: 0 });
const helena = line('2', 'Helena Marin');
const elena = line('1', 'Elena Marín');
const pair: DuplicatePair = { patient: helena, other: elena, score: 0.9, reasons: ['Similar name', 'Same birth date'], likely: true };
const at = instantAt('2026-11-21', '10:00', 'Europe/London');
const side = (patient: PatientLine, visits: number) => ({ patient, version: 1, registered_at: at, visits, appointments: 0, prescriptions: 0, invoices: 0 });
const preview: MergePreview = {
  one: side(helena, 0), other: side(elena, 7),
  fields: [
    { field: 'given_name', one: 'Helena', other: 'Elena', differs: true },
    { field: 'date_of_birth', one: '1960-01-05', other: '1960-01-05', differs: false },
    { field: 'date_of_birth_precision', one: 'day', other: 'day', differs: false },
  ],
  score: 0.9, reasons: ['Similar name', 'Same birth date'], merged: false, suggested_patient_id: '1',
};
const session = () => openSession(['receptionist']);
/** Each answer looks at a few records; the second page ends the list. */
const pages = ({ before }: { before: string | null }) => (before === null ? { pairs: [], next: 'r5', looked_at: 5 } : { pairs: [pair], next: null, looked_at: 3 });

beforeEach(() => dropDraft('duplicate-pairs'));

test('the search goes on until pairs are found, and a pair is merged into the record one chooses', async () => {
  let clash = true;
  const { asked } = openWindow('/duplicates', {
    'session.state': session,
    'people.duplicate_worklist': pages,
    'people.merge_preview': () => preview,
    'people.merge': ({ accept_clash }) => (clash && !accept_clash ? refusal('two_places', 'Both have an appointment at 10:00.') : { id: 'm' }),
    'people.chart': () => ({ merged: [{ merge_id: 'm', merge_version: 1, merged_at: at, reason: 'same passport', patient: elena, details: {}, changed_since: false }] }) as unknown as Chart,
    'people.unmerge': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('duplicate-pair', {}, { timeout: 4000 }));
  expect(asked.filter((each) => each.name === 'people.duplicate_worklist').map((each) => each.request)).toEqual([{ before: null, limit: 10 }, { before: 'r5', limit: 10 }]);
  expect(screen.getByText('Every record has been looked at.')).toBeVisible();

  expect(within(await screen.findByTestId('merge-field-given_name')).getByLabelText('differs')).toBeVisible();
  expect(screen.getByTestId('merge-field-date_of_birth')).toHaveTextContent(showDate('1960-01-05'));
  expect(screen.queryByTestId('merge-field-date_of_birth_precision')).toBeNull();
  expect(screen.getByTestId('merge-front-1')).toBeChecked();
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => each.id)).toEqual([]);

  await userEvent.click(screen.getByTestId('merge-submit'));
  expect(await screen.findByText('Say why these two records are one person’s.')).toBeVisible();
  fireEvent.change(screen.getByTestId('merge-reason'), { target: { value: 'same passport' } });
  await userEvent.click(screen.getByTestId('merge-submit'));
  expect(asked).toContainEqual({ name: 'people.merge', request: { patient_id: '1', merged_patient_id: '2', reason: 'same passport', accept_clash: false } });
  expect(await screen.findByTestId('merge-two-places')).toHaveTextContent('Both have an appointment at 10:00.');
  clash = false;
  await userEvent.click(screen.getByTestId('merge-front-2'));
  await userEvent.click(screen.getByTestId('merge-all-the-same'));
  expect(asked).toContainEqual({ name: 'people.merge', request: { patient_id: '2', merged_patient_id: '1', reason: 'same passport', accept_clash: true } });

  await userEvent.click(await screen.findByTestId('merged-undo'));
  expect(screen.queryByTestId('duplicate-pair')).toBeNull();
  await userEvent.click(await screen.findByTestId('merged-undo-confirm'));
  expect(asked).toContainEqual({ name: 'people.unmerge', request: { id: 'm', version: 1 } });
}, 20_000);

test('two people are kept apart after one question that names them', async () => {
  const { asked } = openWindow('/duplicates', {
    'session.state': session,
    'people.duplicate_worklist': pages,
    'people.merge_preview': () => preview,
    'people.keep_apart': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('duplicate-pair', {}, { timeout: 4000 }));
  await userEvent.click(await screen.findByTestId('merge-apart'));
  expect(await screen.findByText('Keep Helena Marin and Elena Marín apart?')).toBeVisible();
  expect(asked.some((each) => each.name === 'people.keep_apart')).toBe(false);
  await userEvent.click(screen.getByTestId('merge-apart-confirm'));
  expect(asked).toContainEqual({ name: 'people.keep_apart', request: { patient_id: '2', other_patient_id: '1' } });
  await waitFor(() => expect(screen.queryByTestId('duplicate-pair')).toBeNull());
  expect(screen.getByText('No duplicates found')).toBeVisible();
}, 20_000);

test('a search that is refused says so and can go on', async () => {
  let refuse = true;
  openWindow('/duplicates', {
    'session.state': session,
    'people.duplicate_worklist': (request) => (refuse ? refusal(null, 'The records are being fetched.') : pages(request)),
  });
  expect(await screen.findByText('The records are being fetched.', {}, { timeout: 4000 })).toBeVisible();
  refuse = false;
  await userEvent.click(screen.getByTestId('duplicates-go-on'));
  expect(await screen.findByTestId('duplicate-pair')).toHaveTextContent('Helena Marin');
}, 20_000);

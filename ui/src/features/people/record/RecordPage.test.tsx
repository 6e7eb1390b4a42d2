import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { DocumentLine, ResponseOf, ResultLine } from '../../../api/commands';
import { expectAccessible } from '../../../test/accessible';
import { openSession, openWindow, refusal } from '../../../test/window';

const patient = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const day = 86_400_000_000;
const start = 1_772_442_000_000_000;
const result = (id: string, at: number, part: Partial<ResultLine> = {}): ResultLine => ({
  id, version: 7, patient_id: 'amina', lab_order_id: null, visit_id: null, test_name: 'Potassium', test_code: '2823-3', panel_name: null, value: '7.5', value_number: 7.5, unit: 'mmol/L', reference_range: '3.5 – 5.1', abnormal_flag: 'high', flag_reason: null, status: 'completed', comments: null, interpretation: null, resulted_at: at, reviewed_at: at, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at, ...part,
});
const asDoctor = {
  'session.state': () => openSession(['doctor']),
  'people.chart': ({ patient_id }: { patient_id: string }) => ({ patient: { ...patient, id: patient_id } }) as unknown as ResponseOf<'people.chart'>,
};

test('a result is struck with its reason beside a correction; struck ones come on request', async () => {
  const { asked } = openWindow('/patients/amina/record?part=results', {
    ...asDoctor,
    'encounters.results': ({ with_struck }) => ({ patient_id: 'amina', older: null, results: [result('r1', start), ...(with_struck ? [result('r0', start, { status: 'entered_in_error', value: '1.1' })] : [])] }),
    'encounters.strike_result': () => ({}),
    'encounters.result_trend': () => ({ patient_id: 'amina', results: [result('r1', start), result('old', start - 9 * day, { value: '4.1', value_number: 4.1, abnormal_flag: 'normal' })] }),
  });
  expect(await screen.findByTestId('result-correct')).toBeVisible();
  await userEvent.click(screen.getByTestId('result-strike'));
  await userEvent.click(screen.getByTestId('strike-result-submit'));
  expect(screen.getByTestId('strike-result-reason')).toHaveAccessibleDescription('Please say why.');
  expect(asked.map((each) => each.name)).not.toContain('encounters.strike_result');
  await userEvent.type(screen.getByTestId('strike-result-reason'), 'Another patient');
  await userEvent.click(screen.getByTestId('strike-result-submit'));
  expect(asked).toContainEqual({ name: 'encounters.strike_result', request: { id: 'r1', version: 7, reason: 'Another patient' } });
  await userEvent.click(screen.getByTestId('results-struck'));
  expect(await screen.findAllByTestId('shown-result')).toHaveLength(2);
  expect(screen.getAllByTestId('result-strike')).toHaveLength(1);
  await userEvent.click(screen.getAllByTestId('result-trend-open')[0] ?? document.body);
  expect(await screen.findAllByTestId('trend-row')).toHaveLength(2);
  expect(asked).toContainEqual({ name: 'encounters.result_trend', request: { patient_id: 'amina', test_code: '2823-3', test_name: 'Potassium' } });
});

test('the timeline goes back page by page and holds back what may have something before it', async () => {
  const empty = { patient_id: 'amina', older: null };
  const { asked } = openWindow('/patients/amina/record?part=results', {
    ...asDoctor,
    'encounters.patient_visits': () => ({ ...empty, visits: [] }),
    'encounters.conditions': () => ({ ...empty, conditions: [] }),
    'encounters.results': ({ older }) => (older ? { ...empty, results: [result('r2', start - 3 * day, { value: '4.2' })] } : { ...empty, results: [result('r1', start)], older: { at: start, id: 'r1' } }),
    'encounters.vitals': () => ({ ...empty, sets: [] }),
    'encounters.procedures': () => ({ ...empty, procedures: [{ id: 'p', version: 1, name: 'Spirometry', performed_at: null, ended_at: null, code: null, status: 'completed', reason: null, body_site: null, outcome: null, visit_id: 'v1', at: start - 9 * day }] }),
    'encounters.immunizations': () => ({ ...empty, immunizations: [] }),
    'encounters.referrals': () => ({ ...empty, referrals: [] }),
    'encounters.care_plans': () => ({ ...empty, plans: [] }),
    'records.documents': () => ({ patient_id: 'amina', documents: [] }),
  });
  await userEvent.click(await screen.findByTestId('record-timeline'));
  expect(await screen.findAllByTestId('timeline-entry')).toHaveLength(1);
  await expectAccessible();
  await userEvent.click(screen.getByTestId('record-more'));
  expect(await screen.findByText('Spirometry')).toBeVisible();
  expect(screen.getAllByTestId('timeline-entry').map((entry) => entry.textContent)).toEqual([expect.stringContaining('7.5'), expect.stringContaining('4.2'), expect.stringContaining('Spirometry')]);
  expect(asked).toContainEqual({ name: 'encounters.results', request: { patient_id: 'amina', with_struck: false, older: { at: start, id: 'r1' } } });
  expect(screen.queryByTestId('record-more')).toBeNull();
  expect(screen.getByRole('link', { name: /Spirometry/ })).toHaveAttribute('href', expect.stringContaining('/visits/v1'));
});

test('a letter is filed with its file once, even when the rest is refused first, and is taken out with a reason', async () => {
  const letter: DocumentLine = { id: 'dc', version: 3, visit_id: null, kind: 'other', title: 'Old letter', description: null, status: 'current', documented_on: null, uploaded_at: start, uploaded_by: null, attachment_id: 'at', file_name: 'old.pdf', media_type: 'application/pdf', size_bytes: 2000 };
  let refused = false;
  const { asked } = openWindow('/patients/amina/record?part=results', {
    ...asDoctor,
    'records.documents': () => ({ patient_id: 'amina', documents: [letter] }),
    'document.file_state': () => ({ state: 'here', fetched_bytes: 1, total_bytes: 1, sentence: null }),
    'document.save_attachment': () => ({ path: '/papers/old.pdf' }),
    'document.attach': () => ({ id: 'new' }),
    'records.add_document': () => {
      if (refused) return { id: 'd2' };
      refused = true;
      return refusal(null, 'The document must not be of a later day.', 'documented_on');
    },
    'records.correct_document': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('record-documents'));
  await userEvent.click(await screen.findByTestId('document-save'));
  expect(asked).toContainEqual({ name: 'document.save_attachment', request: { id: 'at' } });
  await userEvent.click(screen.getByTestId('document-add'));
  await userEvent.type(await screen.findByTestId('document-path'), '/home/clinic/letter.exe');
  await userEvent.type(screen.getByTestId('document-title'), 'Letter of the lung clinic');
  await userEvent.click(screen.getByTestId('document-submit'));
  expect(await screen.findByText(/Files of this kind are not known/)).toBeVisible();
  await userEvent.clear(screen.getByTestId('document-path'));
  await userEvent.type(screen.getByTestId('document-path'), '/home/clinic/letter.pdf');
  await userEvent.click(screen.getByTestId('document-submit'));
  expect(await screen.findByText('The document must not be of a later day.')).toBeVisible();
  await userEvent.click(screen.getByTestId('document-submit'));
  expect(asked.filter((each) => each.name === 'document.attach').map((each) => each.request)).toEqual([{ patient_id: 'amina', path: '/home/clinic/letter.pdf', media_type: 'application/pdf' }]);
  expect(asked.filter((each) => each.name === 'records.add_document')).toHaveLength(2);
  await userEvent.click(within(await screen.findByTestId('document-row')).getByTestId('document-more'));
  await userEvent.click(await screen.findByTestId('document-error'));
  await userEvent.type(await screen.findByTestId('correct-document-reason'), 'Other patient');
  await userEvent.click(screen.getByTestId('correct-document-submit'));
  expect(asked).toContainEqual({ name: 'records.correct_document', request: { id: 'dc', version: 3, status: 'entered_in_error', reason: 'Other patient' } });
});

test('signed entries are shown in the words of their moment, and the one that is not as written is marked', async () => {
  const entry = { record_type: 'visit_note', hash: 'c0ffee', previous_hash: null, chain_sequence: 1, author: 'Dr Okafor', table_name: 'visits', row_id: 'v1' };
  const older = Array.from({ length: 20 }, (_, index) => ({ ...entry, id: `o${index}`, content: '{}', recorded_at: start - (index + 1) * day }));
  const { asked } = openWindow('/patients/amina/record?part=results', {
    ...asDoctor,
    'encounters.results': () => ({ patient_id: 'amina', older: null, results: [] }),
    'records.verify': () => ({ patient_id: 'amina', chains: 1, entries: 22, bad: [{ id: 'changed', chain_sequence: 2, recorded_at: start, reason: 'It was changed after it was written.' }] }),
    'records.entries': ({ before }) => ({
      patient_id: 'amina',
      entries: before === null ? [{ ...entry, id: 'changed', chain_sequence: 2, previous_hash: 'beef', recorded_at: start, content: JSON.stringify({ kind: 'follow_up', plan: 'Rest', signed_at: start, practitioner_id: '7d0f5c52-0000-4000-8000-000000000001', notes: null }) }, ...older] : [{ ...entry, id: 'first', record_type: 'triage', content: '{}', recorded_at: start - 90 * day }],
    }),
  });
  await userEvent.click(await screen.findByTestId('record-chained'));
  expect(await screen.findByTestId('proof-bad')).toHaveTextContent('It was changed after it was written.');
  const [changed, next] = await screen.findAllByTestId('chained-entry');
  expect(changed).toHaveTextContent('Not as it was written');
  expect(next).not.toHaveTextContent('Not as it was written');
  await userEvent.click(within(changed ?? document.body).getByTestId('chained-show'));
  expect(changed).toHaveTextContent('KindFollow-upPlanRest');
  expect(changed).toHaveTextContent('c0ffee');
  expect(changed).toHaveTextContent('beef');
  // The names of rows are not for people.
  expect(changed).not.toHaveTextContent('7d0f5c52');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('record-more'));
  expect(asked).toContainEqual({ name: 'records.entries', request: { patient_id: 'amina', before: start - 20 * day } });
  await waitFor(() => expect(screen.getAllByTestId('chained-entry')).toHaveLength(22));
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { CommandName, ProblemRow, RequestOf, ResponseOf, Visit } from '../../../api/commands';
import { dropDraft } from '../../../shared/forms/draft';
import { expectAccessible } from '../../../test/accessible';
import { choose } from '../../../test/choose';
import { goTo } from '../../../test/goTo';
import { problem, visit } from '../../../test/visit';
import { openSession, refusal } from '../../../test/window';

type Answers = { [K in CommandName]?: (request: RequestOf<K>) => ResponseOf<K> };

beforeEach(() => ['condition:p1:4', 'resolve-condition:p1', 'refute-condition:p1', 'note:v1'].forEach(dropDraft));

function open(more: Answers, roles = ['doctor'], part: Partial<Visit> = {}, conditions: ProblemRow[] = [problem]) {
  return goTo('/visits/v1', 'nav-settings', {
    'session.state': () => openSession(roles),
    'encounters.visit': () => ({ ...visit, conditions, ...part }),
    'people.chart': () => refusal(null, 'Not read here.'),
    'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
    'encounters.note_templates': () => [],
    ...more,
  });
}
async function take(item: string) {
  await userEvent.click(within(await screen.findByTestId('diagnosis')).getByTestId('condition-more'));
  await userEvent.click(await screen.findByTestId(item));
}

test('a problem in words is given its code later, and what a coder would say is read before going on', async () => {
  const { asked } = await open({
    'encounters.find_icd10': ({ query }) => (query.startsWith('Shortness') ? [{ code: 'R06.02', description: 'Shortness of breath', is_leaf: true, category: null, chapter: null }] : []) as unknown as ResponseOf<'encounters.find_icd10'>,
    'encounters.code_condition': () => ({ id: 'p1', warnings: ['R06.02 and R06.03, which the patient has, exclude each other (Excludes1); code one of them.'] }),
  });
  await take('condition-code');
  await userEvent.click(await screen.findByTestId('condition-code-submit'));
  expect(await screen.findByText('Choose a code from the list.')).toBeVisible();
  // It looks for the words of the problem without a letter typed.
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.find_icd10', request: { query: 'Shortness of breath', limit: 25 } }));
  await choose('condition-code-find', 'R06.02');
  await userEvent.click(screen.getByTestId('condition-code-submit'));
  expect(asked).toContainEqual({ name: 'encounters.code_condition', request: { id: 'p1', version: 4, icd10_code: 'R06.02' } });
  expect(await screen.findByTestId('condition-code-warnings')).toHaveTextContent('exclude each other');
  await userEvent.click(screen.getByTestId('condition-code-done'));
  await waitFor(() => expect(screen.queryByTestId('condition-code-warnings')).toBeNull());
});

test('a problem is changed in a signed visit too, and what is refused stands at its field', async () => {
  const { asked } = await open({ 'encounters.update_condition': () => refusal(null, 'The onset must not lie in the future.', 'onset_on') }, ['doctor'], { signed_at: 1, ended_at: 1, status: 'completed' });
  await take('condition-change-open');
  await screen.findByTestId('condition-form');
  await choose('condition-status', 'Relapse');
  await choose('condition-verification', 'Confirmed');
  await userEvent.type(screen.getByTestId('condition-onset'), '2031-01-05');
  await userEvent.type(screen.getByTestId('condition-notes'), 'After a cold');
  await userEvent.click(screen.getByTestId('condition-submit'));
  expect(asked).toContainEqual({ name: 'encounters.update_condition', request: { id: 'p1', version: 4, status: 'relapse', severity: null, verification: 'confirmed', onset_on: '2031-01-05', notes: 'After a cold' } });
  await waitFor(() => expect(screen.getByTestId('condition-onset')).toHaveAccessibleDescription('The onset must not lie in the future.'));
  await expectAccessible();
});

test('a problem is over since a day, or since today', async () => {
  const { asked } = await open({ 'encounters.resolve_condition': () => ({}) });
  await take('condition-resolve');
  await userEvent.click(await screen.findByTestId('resolve-condition-submit'));
  expect(asked).toContainEqual({ name: 'encounters.resolve_condition', request: { id: 'p1', version: 4, abated_on: null } });
});

test('what is not so is refuted with its reason, and stays to be seen as struck with its history', async () => {
  let refuted = false;
  const { asked } = await open({
    'encounters.refute_condition': () => {
      refuted = true;
      return {};
    },
    'encounters.conditions': () => ({ patient_id: 'amina', older: null, conditions: [{ ...problem, id: 'other', visit_id: 'another', verification: 'refuted' }, { ...problem, id: 'stands' }, { ...problem, verification: refuted ? 'entered_in_error' : 'provisional' }] }),
    'encounters.condition_history': () => {
      const state = { change: 'diagnosed', reason: null, condition_text: 'Shortness of breath', code_system: null, code: null, status: 'active', severity: null, verification: null, onset_on: null, abated_on: null, notes: null };
      return { id: 'p1', patient_id: 'amina', states: [{ at: 1_772_442_000_000_000, author: 'Dr Okafor', state }, { at: 1_772_452_000_000_000, author: 'Dr Okafor', state: { ...state, change: 'refuted', reason: 'Wrong record', verification: 'entered_in_error' } }] };
    },
  });
  await take('condition-refute');
  await userEvent.click(await screen.findByTestId('refute-condition-submit'));
  expect(asked.map((each) => each.name)).not.toContain('encounters.refute_condition');
  await userEvent.click(screen.getByTestId('refute-condition-error'));
  await userEvent.type(screen.getByTestId('refute-condition-reason'), 'Wrong record');
  await userEvent.click(screen.getByTestId('refute-condition-submit'));
  expect(asked).toContainEqual({ name: 'encounters.refute_condition', request: { id: 'p1', version: 4, refutation: 'entered_in_error', reason: 'Wrong record' } });
  await userEvent.click(screen.getByTestId('conditions-refuted'));
  // Only what was found in this visit.
  const struck = await screen.findByTestId('refuted-condition');
  expect(struck).toHaveTextContent('Entered in error');
  await userEvent.click(within(struck).getByTestId('condition-more'));
  await userEvent.click(await screen.findByTestId('condition-history-open'));
  const [newest, oldest] = await screen.findAllByTestId('condition-change');
  expect(newest).toHaveTextContent('Why: Wrong record');
  expect(oldest).toHaveTextContent('Diagnosed');
});

test('a nurse reads the history and changes nothing', async () => {
  await open({}, ['nurse']);
  await userEvent.click(within(await screen.findByTestId('diagnosis')).getByTestId('condition-more'));
  await screen.findByTestId('condition-history-open');
  for (const each of ['condition-code', 'condition-change-open', 'condition-resolve', 'condition-refute']) expect(screen.queryByTestId(each)).toBeNull();
});

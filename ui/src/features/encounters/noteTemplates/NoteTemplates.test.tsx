import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { dropDraft } from '../../../shared/forms/draft';
import { expectAccessible } from '../../../test/accessible';
import { goTo } from '../../../test/goTo';
import { openSession, refusal } from '../../../test/window';
import { visit } from '../../../test/visit';
import type { NamedTemplate } from './insertTemplate';

const words = { kind: null, reason: null, subjective: null, objective: null, assessment: null, plan: null, follow_up_instructions: null, history_present_illness: null, physical_examination: null, discharge_instructions: null };
const asthma: NamedTemplate = { id: 'asthma', version: 3, name: 'Asthma review', template: { ...words, kind: 'consultation', subjective: 'Wheeze at night: ', objective: 'Peak flow: ', plan: 'Check the inhaler.', physical_examination: 'Chest clear.' } };
const vaccine: NamedTemplate = { id: 'vaccine', version: 1, name: 'Vaccination', template: { ...words, kind: 'follow_up', plan: 'Wait 15 minutes.' } };

beforeEach(() => ['note:v1', 'note-template', 'note-template:asthma:3'].forEach(dropDraft));

const chart = () => refusal(null, 'Not read here.');
const asks = (roles: string[]) => ({
  'session.state': () => openSession(roles),
  'encounters.visit': () => ({ ...visit, subjective: 'Coughs.' }),
  'people.chart': chart,
  'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
  'encounters.note_templates': () => [asthma, vaccine],
  'encounters.write_note': () => ({ version: 3 }),
});

test('a doctor finds a wording by its name and by keyboard; it stands below what was typed and is taken out again', async () => {
  const { asked } = await goTo('/visits/v1', 'nav-settings', asks(['doctor']));
  await screen.findByTestId('note-template');
  await userEvent.type(screen.getByTestId('note-subjective'), ' Since Monday.');
  await userEvent.keyboard('{F4}');
  expect(screen.getByTestId('note-template')).toHaveFocus();
  // That of another kind of visit is not offered.
  await userEvent.type(screen.getByTestId('note-template'), 'vacc');
  await screen.findByText('No template of this name');
  await userEvent.clear(screen.getByTestId('note-template'));
  await userEvent.type(screen.getByTestId('note-template'), 'asth{Enter}');
  expect(screen.getByTestId('note-subjective')).toHaveValue('Coughs. Since Monday.\nWheeze at night:');
  expect(screen.getByTestId('note-plan')).toHaveValue('Check the inhaler.');
  await userEvent.click(screen.getByTestId('note-template-undo'));
  expect(screen.getByTestId('note-subjective')).toHaveValue('Coughs. Since Monday.');
  expect(screen.getByTestId('note-plan')).toHaveValue('');
  // Twice is once.
  await userEvent.type(screen.getByTestId('note-template'), 'asth{Enter}');
  await userEvent.type(screen.getByTestId('note-template'), 'asth{Enter}');
  expect(screen.getByTestId('note-plan')).toHaveValue('Check the inhaler.');
  expect(screen.getByTestId('note-template-inserted')).toHaveTextContent('is in the note already');
  await waitFor(() => expect(asked.find((each) => each.name === 'encounters.write_note' && (each.request as { plan: string | null }).plan === 'Check the inhaler.')).toBeDefined());
});

test('a nurse inserts what a nurse may write: no assessment and no plan', async () => {
  await goTo('/visits/v1', 'nav-settings', asks(['nurse']));
  await screen.findByTestId('note-template');
  await userEvent.type(screen.getByTestId('note-template'), 'asth{Enter}');
  expect(screen.getByTestId('note-objective')).toHaveValue('Peak flow:');
  expect(screen.getByTestId('note-plan')).toHaveValue('');
});

test('an administrator keeps the wordings: none twice, parts that are not shown stay, removed after one question', async () => {
  const { asked } = await goTo('/administration/note-templates', 'nav-settings', {
    'session.state': () => openSession(['admin']),
    'encounters.note_templates': () => [asthma],
    'encounters.save_note_template': ({ template }) => (template.subjective === null && template.plan === null ? refusal(null, 'A template needs words in at least one part.', 'template') : { id: 'made' }),
    'encounters.remove_note_template': () => ({}),
  });
  await screen.findByTestId('note-template-row');
  await expectAccessible();
  await userEvent.keyboard('{F8}');
  await userEvent.type(await screen.findByTestId('note-template-name'), 'Asthma review');
  await userEvent.click(screen.getByTestId('note-template-submit'));
  expect(await screen.findByText(/There is a template of this name/)).toBeVisible();
  await userEvent.clear(screen.getByTestId('note-template-name'));
  await userEvent.type(screen.getByTestId('note-template-name'), 'Back pain');
  await userEvent.click(screen.getByTestId('note-template-submit'));
  expect(await screen.findByTestId('failure')).toHaveTextContent('at least one part');
  await userEvent.type(screen.getByTestId('note-template-plan'), 'Keep moving.');
  await userEvent.click(screen.getByTestId('note-template-submit'));
  await waitFor(() => expect(screen.queryByTestId('note-template-form')).toBeNull());
  expect(asked).toContainEqual({ name: 'encounters.save_note_template', request: { name: 'Back pain', template: { ...words, plan: 'Keep moving.' } } });

  await userEvent.click(screen.getByTestId('note-template-change'));
  await userEvent.type(await screen.findByTestId('note-template-plan'), ' Show it.');
  await userEvent.click(screen.getByTestId('note-template-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'encounters.save_note_template', request: { name: 'Asthma review', template: { ...asthma.template, subjective: 'Wheeze at night:', objective: 'Peak flow:', plan: 'Check the inhaler. Show it.' } } }));

  await userEvent.click(screen.getByTestId('note-template-remove'));
  await userEvent.click(await screen.findByTestId('note-template-removal-confirm'));
  expect(asked).toContainEqual({ name: 'encounters.remove_note_template', request: { id: 'asthma', version: 3 } });
});

test('who may not keep them is told so', async () => {
  await goTo('/administration/note-templates', 'nav-settings', { 'session.state': () => openSession(['it_admin']), 'encounters.note_templates': () => refusal('not_allowed', 'No.') });
  expect(await screen.findByTestId('note-templates')).toBeVisible();
  expect(screen.queryByTestId('note-template-add')).toBeNull();
  await userEvent.keyboard('{F8}');
  expect(screen.queryByTestId('note-template-form')).toBeNull();
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Chart } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { goTo } from '../../test/goTo';
import { visit } from '../../test/visit';
import { openSession } from '../../test/window';

const penicillin: Chart['allergies'][number] = { id: 'al', version: 5, substance_text: 'Penicilin', category: 'medication', criticality: 'high', reaction_text: 'rash', severity: 'moderate', status: 'active', verification: 'presumed', onset_on: '2014-05-01', candidate: false };

beforeEach(() => ['correct-allergy:al:5', 'refute-allergy:al', 'note:v1'].forEach(dropDraft));

function open(roles: string[], allergies: Chart['allergies'], more: Parameters<typeof goTo>[2] = {}) {
  return goTo('/visits/v1', 'nav-settings', {
    'session.state': () => openSession(roles),
    'encounters.visit': () => visit,
    'people.chart': () => ({ allergies }) as unknown as Chart,
    'encounters.proposals': () => ({ patient_id: 'amina', diagnoses: [], recommendations: [] }),
    'encounters.note_templates': () => [],
    ...more,
  });
}

test('an allergy is corrected as a whole, and a day that is taken away is said to be none', async () => {
  const { asked } = await open(['nurse'], [penicillin], { 'people.correct_allergy': () => ({}) });
  await userEvent.click(await screen.findByTestId('allergy'));
  await userEvent.click(await screen.findByTestId('allergy-correct'));
  const substance = await screen.findByTestId('allergy-substance');
  expect(substance).toHaveValue('Penicilin');
  await userEvent.clear(substance);
  await userEvent.type(substance, 'Penicillin');
  await userEvent.clear(screen.getByTestId('allergy-onset'));
  await userEvent.click(screen.getByTestId('allergy-submit'));
  expect(asked).toContainEqual({ name: 'people.correct_allergy', request: { id: 'al', version: 5, substance_text: 'Penicillin', category: 'medication', criticality: 'high', reaction_text: 'rash', severity: 'moderate', verification: 'presumed', onset_on: '' } });
  await waitFor(() => expect(screen.queryByTestId('allergy-form')).toBeNull());
});

test('an allergy that is none is refuted with what showed it', async () => {
  const { asked } = await open(['doctor'], [penicillin], { 'people.refute_allergy': () => ({}) });
  await userEvent.click(await screen.findByTestId('allergy'));
  await userEvent.click(await screen.findByTestId('allergy-refute'));
  await userEvent.type(await screen.findByTestId('allergy-refute-reason'), 'Tolerated amoxicillin twice');
  await userEvent.click(screen.getByTestId('allergy-refute-submit'));
  expect(asked).toContainEqual({ name: 'people.refute_allergy', request: { id: 'al', version: 5, reason: 'Tolerated amoxicillin twice' } });
});

test('what was refuted warns of nothing and stays to be seen as struck', async () => {
  await open(['doctor'], [
    { ...penicillin, status: 'inactive', verification: 'refuted' },
    { ...penicillin, id: 'egg', substance_text: 'Egg', status: 'resolved', verification: 'confirmed' },
  ]);
  expect(await screen.findByText('No allergies recorded')).toBeVisible();
  expect(screen.queryByTestId('allergy')).toBeNull();
  await userEvent.click(screen.getByTestId('allergies-earlier'));
  const [struck, over] = screen.getAllByTestId('allergy-earlier');
  expect(struck).toHaveTextContent('Penicilin (Refuted)');
  expect(screen.getByText('Penicilin')).toHaveStyle({ textDecoration: 'line-through' });
  expect(over).toHaveTextContent('Egg (Over)');
  expect(screen.getByText('Egg')).not.toHaveStyle({ textDecoration: 'line-through' });
});

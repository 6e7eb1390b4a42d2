import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal } from '../../test/window';

type Medicine = ResponseOf<'medication.medicines'>[number];
const details = { name: 'Amoxicillin', strength: '500 mg', form: 'capsule', unit: 'capsule', code_system: null, code: 'J01CA04', ingredients: ['amoxicillin'], classes: ['penicillin'], default_dose_text: null, notes: null };
const amoxicillin: Medicine = { id: 'amox', version: 2, label: 'Amoxicillin 500 mg capsule', is_active: true, ...details };
const caution: ResponseOf<'medication.cautions'>[number] = { id: 'c', version: 5, kind: 'pregnancy', first_name: 'warfarin', second_name: 'pregnancy', severity: 'contraindicated', sentence: 'It harms the child.', source_text: null, is_active: false };

test('a pharmacist adds a medicine by its ingredients, and one that is there is told at the name', async () => {
  const { asked } = openWindow('/formulary', { 'session.state': () => openSession(['pharmacist']), 'medication.medicines': () => [amoxicillin], 'medication.add_medicine': () => refusal(null, 'This medicine is in the list already.', 'name') });
  await screen.findByTestId('medicine-of-list', {}, { timeout: 20_000 });
  await expectAccessible();
  await userEvent.click(screen.getByTestId('medicine-add'));
  await userEvent.type(await screen.findByTestId('medicine-name'), 'Amoxicillin');
  await userEvent.click(screen.getByTestId('medicine-submit'));
  expect(await screen.findByText('Name at least one ingredient.')).toBeVisible();
  await userEvent.type(screen.getByTestId('medicine-ingredients'), 'amoxicillin{Enter}');
  await userEvent.click(screen.getByTestId('medicine-submit'));
  expect(await screen.findByText('This medicine is in the list already.')).toBeVisible();
  const blank = { strength: null, form: null, unit: null, code_system: null, code: null, classes: [], default_dose_text: null, notes: null };
  expect(asked).toContainEqual({ name: 'medication.add_medicine', request: { name: 'Amoxicillin', ingredients: ['amoxicillin'], ...blank } });
});

test('a medicine is retired once it was named, and offered again whole', async () => {
  const { asked } = openWindow('/formulary', {
    'session.state': () => openSession(['pharmacist']),
    'medication.medicines': ({ retired }) => [{ ...amoxicillin, is_active: !retired }],
    'medication.retire_medicine': () => ({}),
    'medication.update_medicine': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('medicine-retire', {}, { timeout: 20_000 }));
  expect(await screen.findByText('Offer Amoxicillin 500 mg capsule no more?')).toBeVisible();
  await userEvent.click(screen.getByTestId('ask-once-confirm'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.retire_medicine', request: { id: 'amox', version: 2 } }));
  await userEvent.click(screen.getByTestId('formulary-retired'));
  await userEvent.click(await screen.findByTestId('medicine-again'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.update_medicine', request: { id: 'amox', version: 2, is_active: true, ...details } }));
});

test('a long list goes on after its last name', async () => {
  const many = Array.from({ length: 200 }, (_, index): Medicine => ({ ...amoxicillin, id: `m${index}` }));
  const { asked } = openWindow('/formulary', { 'session.state': () => openSession(['doctor']), 'medication.medicines': ({ after }) => (after === 'm199' ? [{ ...amoxicillin, id: 'last', label: 'Zinc 20 mg' }] : many) });
  await userEvent.click(await screen.findByTestId('formulary-more', {}, { timeout: 20_000 }));
  expect(await screen.findByText('Zinc 20 mg')).toBeVisible();
  expect(asked).toContainEqual({ name: 'medication.medicines', request: { query: null, after: 'm199', retired: false } });
  expect(screen.queryByTestId('formulary-more')).toBeNull();
  expect(screen.queryByTestId('medicine-retire')).toBeNull();
});

test('a caution of one medicine in pregnancy asks for no second name and warns again', async () => {
  const { asked } = openWindow('/formulary', { 'session.state': () => openSession(['pharmacist']), 'medication.medicines': () => [], 'medication.cautions': () => [caution], 'medication.update_caution': () => ({}), 'medication.add_caution': () => ({ id: 'new' }) });
  await userEvent.click(await screen.findByText('Cautions', {}, { timeout: 20_000 }));
  await userEvent.click(await screen.findByTestId('caution-again'));
  const { id, version, severity, sentence, source_text, first_name, kind } = caution;
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.update_caution', request: { id, version, is_active: true, kind, first_name, second_name: null, severity, sentence, source_text } }));
  await userEvent.click(screen.getByTestId('caution-add'));
  expect(await screen.findByTestId('caution-second')).toBeVisible();
  await choose('caution-kind', 'Breastfeeding');
  expect(screen.queryByTestId('caution-second')).toBeNull();
  await userEvent.type(screen.getByTestId('caution-first'), 'codeine');
  await userEvent.type(screen.getByTestId('caution-sentence'), 'Passes into milk.');
  await userEvent.click(screen.getByTestId('caution-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'medication.add_caution', request: { kind: 'breastfeeding', first_name: 'codeine', second_name: null, severity: 'major', sentence: 'Passes into milk.', source_text: null } }));
});

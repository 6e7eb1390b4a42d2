import { configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { openSession, openWindow, refusal } from '../../test/window';
// The page is fetched when it is first opened; here it is there from the beginning.
import './ImagingSetupPage';
import type { Method } from './types';

configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

const nodules: Method = { id: 'm1', version: 1, name: 'Chest nodules', model_version: '1.4', kind: 'network', purpose: 'Proposes nodules.', method_text: 'A network.', source_text: null, limits_text: null, is_active: true, is_run_here: true, last_trained_on: null, is_federated: false, federated_over: null, modalities: ['DX'], decided: 4, accepted: 3, waiting: 1, accuracy: 0.75 };
const template = { id: 't1', version: 3, name: 'Chest, normal', modality: 'DX', body_part: 'Chest', kind: 'final', findings_text: 'Lungs clear.', impression_text: 'Normal.', recommendations_text: null };

test('models say how people decided about them, and that this is not all', async () => {
  openWindow('/imaging/setup', { 'session.state': () => openSession(['admin']), 'imaging.methods': () => [nodules], 'imaging.report_templates': () => [] });
  const row = within(await screen.findByTestId('model'));
  expect(row.getByText('75 % accepted: 3 of 4 decided. 1 waits. This says nothing of what it missed.')).toBeVisible();
  expect(screen.getByText('No wordings yet. A report then begins empty.')).toBeVisible();
});

test('a model that is there already in this version is refused at the version, and the typing stays', async () => {
  const { asked } = openWindow('/imaging/setup', {
    'session.state': () => openSession(['admin']),
    'imaging.methods': () => [],
    'imaging.report_templates': () => [],
    'imaging.add_model': () => refusal(null, 'This model is there already in this version.', 'model_version'),
  });
  await userEvent.click(await screen.findByTestId('model-add'));
  await userEvent.click(await screen.findByTestId('model-submit'));
  expect(asked.some((each) => each.name === 'imaging.add_model')).toBe(false);
  await userEvent.type(screen.getByTestId('model-name'), 'Bones');
  await userEvent.type(screen.getByTestId('model-version'), '7');
  await userEvent.type(screen.getByTestId('model-purpose'), 'Age of bones');
  await userEvent.type(screen.getByTestId('model-method'), 'Regression');
  await userEvent.click(screen.getByTestId('model-submit'));
  expect(await screen.findByText('This model is there already in this version.')).toBeVisible();
  expect(screen.getByTestId('model-version')).toHaveAccessibleDescription('This model is there already in this version.');
  expect(asked.at(-1)).toEqual({
    name: 'imaging.add_model',
    request: { name: 'Bones', model_version: '7', kind: 'device', purpose: 'Age of bones', method_text: 'Regression', source_text: null, limits_text: null, modalities: [], last_trained_on: null, federated_over: null, file_sha256: null },
  });
});

test('a folder without a model is refused at the folder', async () => {
  const { asked } = openWindow('/imaging/setup', {
    'session.state': () => openSession(['radiologist']),
    'imaging.methods': () => [],
    'imaging.report_templates': () => [],
    'imaging.install_model': () => refusal(null, 'model.json cannot be read.', 'path'),
  });
  await userEvent.click(await screen.findByTestId('model-install'));
  await userEvent.type(await screen.findByTestId('install-path'), '/media/usb');
  await userEvent.click(screen.getByTestId('install-submit'));
  expect(await screen.findByText('model.json cannot be read.')).toBeVisible();
  expect(asked).toContainEqual({ name: 'imaging.install_model', request: { path: '/media/usb' } });
});

test('a wording is changed with the version one saw, and taken out of use only when asked twice', async () => {
  const { asked } = openWindow('/imaging/setup', {
    'session.state': () => openSession(['admin']),
    'imaging.methods': () => [],
    'imaging.report_templates': () => [template],
    'imaging.update_report_template': () => ({}),
    'imaging.retire_report_template': () => ({}),
  });
  await userEvent.click(await screen.findByTestId('template-change'));
  await userEvent.clear(await screen.findByTestId('template-name'));
  await userEvent.type(screen.getByTestId('template-name'), 'Chest, two views');
  await userEvent.click(screen.getByTestId('template-submit'));
  expect(asked).toContainEqual({ name: 'imaging.update_report_template', request: { ...template, name: 'Chest, two views' } });
  await userEvent.click(screen.getByTestId('template-retire'));
  expect(asked.some((each) => each.name === 'imaging.retire_report_template')).toBe(false);
  await userEvent.click(await screen.findByTestId('template-retire-confirm'));
  expect(asked).toContainEqual({ name: 'imaging.retire_report_template', request: { id: 't1', version: 3 } });
});

test('who keeps no models reads them', async () => {
  openWindow('/imaging/setup', { 'session.state': () => openSession(['doctor']), 'imaging.methods': () => [nodules], 'imaging.report_templates': () => [template] });
  await screen.findByTestId('model');
  await screen.findByTestId('template');
  for (const id of ['model-add', 'model-install', 'template-add', 'template-change', 'template-retire']) expect(screen.queryByTestId(id)).toBeNull();
});

test('a model is taken out of use by name, in the version one saw, and one that is built in is not', async () => {
  const built = { ...nodules, id: 'm2', name: 'Sharpness', kind: 'rule' };
  const { asked } = openWindow('/imaging/setup', {
    'session.state': () => openSession(['radiologist']),
    'imaging.methods': () => [nodules, built],
    'imaging.report_templates': () => [],
    'imaging.retire_model': () => ({}),
  });
  await userEvent.click((await screen.findAllByTestId('model-open'))[1] as HTMLElement);
  expect(screen.queryByTestId('model-retire')).toBeNull();
  await userEvent.keyboard('{Escape}');
  await userEvent.click(screen.getAllByTestId('model-open')[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId('model-retire'));
  expect(await screen.findByText('Take Chest nodules 1.4 out of use')).toBeVisible();
  await userEvent.click(screen.getByTestId('model-retire-confirm'));
  expect(asked).toContainEqual({ name: 'imaging.retire_model', request: { id: 'm1', version: 1 } });
});

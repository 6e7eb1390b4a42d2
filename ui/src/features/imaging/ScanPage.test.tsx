import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { emit } from '@tauri-apps/api/event';
import axe from 'axe-core';
import { act } from 'react';
import { expect, test, vi } from 'vitest';
import type { PatientLine } from '../../api/commands';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';
// The page is fetched when it is first opened; here it is there from the beginning.
import './ScanPage';
import type { Analysis, Finding, Method, Report, Scan } from './types';

configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const scan = (id: string, more: Partial<Scan> = {}): Scan => ({
  id, version: 5, patient: amina, scan_number: 'A-000419', modality: 'DX', body_part: 'Chest', study_description: null, study_instance_uid: null, ordered_by: 'Dr Larsen', ordered_at: 0, technician: null, priority: 'urgent', status: 'acquired', reason: 'Cough', clinical_question: null,
  scheduled_at: null, acquired_at: 0, completed_at: null, cancel_reason: null, room: null, resource: null, dose_text: null, notes: null, visit_id: null, appointment_id: null, series: [], analyses: [], findings: [], reports: [], ...more,
});
const file = { id: 'file0', sop_instance_uid: null, instance_number: 1, frame_count: 1, row_count: 2500, column_count: 2048, size_bytes: 10_240_512, sha256: 'a', file_name: 'IM0001.dcm', attachment_id: 'at0' };
const series = [{ series_instance_uid: '1.2.1', series_number: 1, series_description: 'Chest PA', files: [file] }];
const nodule: Finding = { id: 'f1', version: 3, ai_analysis_id: 'an1', scan_file_id: 'file0', frame_number: 1, kind: 'nodule', description: null, location_text: null, shape: { kind: 'rectangle', corner: { x: 100, y: 200 }, width: 40, height: 20 }, confidence: 0.81, severity: null, is_primary: true, status: 'proposed', decided_by: null, decided_at: null, decision_reason: null };
const analysis: Analysis = { id: 'an1', version: 2, model: 'Chest nodules', model_version: '1.4', limits_text: 'Adults only.', status: 'completed', started_at: 0, ended_at: 0, confidence: 0.81, overall_result: 'findings', problem_text: null };
const method: Method = { id: 'm1', version: 1, name: 'Chest nodules', model_version: '1.4', kind: 'network', purpose: 'Proposes nodules.', method_text: 'A network.', source_text: null, limits_text: null, is_active: true, is_run_here: true, last_trained_on: null, is_federated: false, federated_over: null, modalities: ['DX'], decided: 0, accepted: 0, waiting: 0, accuracy: null };
const draft: Report = { id: 'r1', version: 2, kind: 'final', status: 'draft', findings_text: 'Clear.', impression: null, recommendations: null, overall_result: null, signed_at: null, signed_by: null, amends_id: null, amendment_reason: null, told_to: null, told_at: null, told_by: null, cancel_reason: null };
const signed: Report = { ...draft, id: 'r0', status: 'signed', impression: 'Tension pneumothorax', overall_result: 'critical', signed_at: 0, signed_by: 'Dr Okafor' };
const radiologist = { 'session.state': () => openSession(['radiologist']), 'imaging.methods': () => [method], 'imaging.report_templates': () => [], 'document.file_state': () => ({ state: 'here' as const, fetched_bytes: 1, total_bytes: 1, sentence: null }) };

test('what a model proposes is called a proposal, and is accepted or rejected with a reason', async () => {
  const { asked } = openWindow('/imaging/p1', { ...radiologist, 'imaging.scan': () => scan('p1', { series, analyses: [analysis], findings: [nodule] }), 'imaging.decide_finding': () => ({}) });
  expect(await screen.findByTestId('proposals-note')).toHaveTextContent('1 proposal of a model, not a result.');
  const row = within(screen.getByTestId('finding'));
  expect(row.getByText('Proposal')).toBeVisible();
  expect(row.getByText(/Chest PA · Image 1 · 40 × 20 pixels around column 120, row 210/)).toBeVisible();
  expect(row.getByText(/Proposed by Chest nodules 1.4 · 81 % sure by its own measure/)).toBeVisible();

  await userEvent.click(row.getByTestId('finding-accept'));
  expect(asked).toContainEqual({ name: 'imaging.decide_finding', request: { id: 'f1', version: 3, accept: true, reason: null } });
  await userEvent.click(row.getByTestId('finding-reject'));
  await userEvent.type(await screen.findByTestId('reject-finding-reason'), 'A nipple');
  await userEvent.click(screen.getByTestId('reject-finding-submit'));
  expect(asked).toContainEqual({ name: 'imaging.decide_finding', request: { id: 'f1', version: 3, accept: false, reason: 'A nipple' } });
});

test('who is no radiologist reads the proposals and decides on none', async () => {
  openWindow('/imaging/p2', { ...radiologist, 'session.state': () => openSession(['imaging_technician']), 'imaging.scan': () => scan('p2', { series, findings: [nodule] }) });
  expect(await screen.findByTestId('proposals-note')).toHaveTextContent('once a radiologist has accepted it');
  expect(screen.queryByTestId('finding-accept')).toBeNull();
});

test('a report begins with a wording', async () => {
  const { asked } = openWindow('/imaging/p3', {
    ...radiologist,
    'imaging.scan': () => scan('p3'),
    'imaging.report_templates': () => [{ id: 't1', version: 0, name: 'Chest, normal', modality: 'DX', body_part: 'Chest', kind: 'final', findings_text: 'Lungs clear.', impression_text: 'Normal.', recommendations_text: null }],
    'imaging.start_report': () => ({ id: 'r1' }),
  });
  await userEvent.click(await screen.findByTestId('report-template'));
  await userEvent.click(await screen.findByRole('option', { name: 'Chest, normal', hidden: true }));
  expect(screen.getByTestId('template-wording')).toHaveTextContent('Lungs clear. Normal.');
  await userEvent.click(screen.getByTestId('start-report-submit'));
  expect(asked).toContainEqual({ name: 'imaging.report_templates', request: { modality: 'DX' } });
  expect(asked).toContainEqual({ name: 'imaging.start_report', request: { scan_id: 'p3', template_id: 't1', ai_analysis_id: null } });
});

test('signing saves what was typed, then signs the newest version; without a result nothing is sent', async () => {
  let report = draft;
  const { asked } = openWindow('/imaging/p4', {
    ...radiologist,
    'imaging.scan': () => scan('p4', { reports: [report] }),
    'imaging.save_report': ({ impression, overall_result }) => {
      report = { ...report, version: 9, impression, overall_result };
      return {};
    },
    'imaging.sign_report': () => ({}),
  });
  fireEvent.change(await screen.findByTestId('report-impression'), { target: { value: 'Normal chest.' } });
  await userEvent.click(screen.getByTestId('report-sign'));
  expect(screen.getByTestId('report-result-error')).toHaveTextContent('Choose the overall result before you sign.');
  expect(asked.some((each) => each.name === 'imaging.save_report')).toBe(false);

  await userEvent.click(screen.getByRole('radio', { name: 'Normal' }));
  await userEvent.click(screen.getByTestId('report-sign'));
  await userEvent.click(await screen.findByTestId('report-sign-confirm'));
  await waitFor(() => expect(asked.some((each) => each.name === 'imaging.sign_report')).toBe(true));
  expect(asked.filter((each) => each.name === 'imaging.save_report' || each.name === 'imaging.sign_report')).toEqual([
    { name: 'imaging.save_report', request: { id: 'r1', version: 2, findings_text: 'Clear.', impression: 'Normal chest.', recommendations: null, overall_result: 'normal', preliminary: false } },
    { name: 'imaging.sign_report', request: { id: 'r1', version: 9 } },
  ]);
});

test('a refused draft keeps its words, with the refusal at its field', async () => {
  openWindow('/imaging/p5', { ...radiologist, 'imaging.scan': () => scan('p5', { reports: [{ ...draft, id: 'r5' }] }), 'imaging.save_report': () => refusal(null, 'A preliminary report must say its impression.', 'impression') });
  fireEvent.change(await screen.findByTestId('report-recommendations'), { target: { value: 'CT' } });
  await userEvent.click(screen.getByTestId('report-release'));
  await waitFor(() => expect(screen.getByTestId('report-impression')).toHaveAccessibleDescription('A preliminary report must say its impression.'));
  expect(screen.getByTestId('report-recommendations')).toHaveValue('CT');
  expect(screen.getByTestId('report-state')).toHaveTextContent('Not saved yet');
});

test('an untouched field follows what somebody else wrote, and where both wrote one is asked before anything is saved', async () => {
  let report: Report = { ...draft, id: 'r6' };
  openWindow('/imaging/p6', { ...radiologist, 'imaging.scan': () => scan('p6', { reports: [report] }) });
  fireEvent.change(await screen.findByTestId('report-impression'), { target: { value: 'Normal' } });
  report = { ...report, version: 3, findings_text: 'Nodule.', impression: 'Pulmonary nodule' };
  await tablesChanged('reports');
  expect(await screen.findByTestId('report-theirs')).toHaveTextContent('Pulmonary nodule');
  expect(screen.getByTestId('report-findings_text')).toHaveValue('Nodule.');
  expect(screen.getByTestId('report-impression')).toHaveValue('Normal');
  expect(screen.getByTestId('report-save')).toBeDisabled();
  await userEvent.click(screen.getByTestId('report-take-theirs'));
  expect(screen.getByTestId('report-impression')).toHaveValue('Pulmonary nodule');
  expect(screen.getByTestId('report-state')).toHaveTextContent('Saved');
});

test('a critical report that nobody was told about says so until a name is written down', async () => {
  let report = signed;
  const { asked } = openWindow('/imaging/p7', { ...radiologist, 'imaging.scan': () => scan('p7', { status: 'reported', reports: [report] }), 'imaging.tell_result': () => ({}) });
  expect(await screen.findByText(/Critical: telephone whoever treats the patient/)).toBeVisible();
  await userEvent.click(screen.getByTestId('report-tell'));
  await userEvent.type(await screen.findByTestId('tell-result-reason'), 'Dr Haddad');
  await userEvent.click(screen.getByTestId('tell-result-submit'));
  expect(asked).toContainEqual({ name: 'imaging.tell_result', request: { id: 'r0', version: 2, told_to: 'Dr Haddad' } });
  report = { ...signed, told_to: 'Dr Haddad', told_at: 0, told_by: 'Ruth Adeyemi' };
  await tablesChanged('reports');
  expect(await screen.findByTestId('report-told')).toHaveTextContent('Told to Dr Haddad');
  expect(screen.queryByText(/Critical: telephone/)).toBeNull();
});

test('files that are dropped on the window are taken in one by one, and what is refused is told by its name', async () => {
  const { asked } = openWindow('/imaging/p8', {
    ...radiologist,
    'imaging.scan': () => scan('p8', { series }),
    'imaging.take_file': ({ path }) => (path.endsWith('.dcm') ? { image: { known: false } } : refusal(null, 'This is no DICOM file.', 'path')),
  });
  await screen.findByTestId('take-file-path');
  await act(() => emit('tauri://drag-drop', { paths: ['/cd/a.dcm', '/cd/b.txt'], position: { x: 0, y: 0 } }));
  await waitFor(() => expect(screen.getAllByTestId('file-taken').map((each) => each.textContent)).toEqual(['/cd/a.dcm is in the record.', '/cd/b.txt: This is no DICOM file.']));
  expect(asked.filter((each) => each.name === 'imaging.take_file').map((each) => each.request)).toEqual([
    { scan_id: 'p8', path: '/cd/a.dcm' },
    { scan_id: 'p8', path: '/cd/b.txt' },
  ]);
});

test('an analysis whose model is not on this PC goes on waiting and says why; a check of the images tells what was not here', async () => {
  const { asked } = openWindow('/imaging/p9', {
    ...radiologist,
    'imaging.scan': () => scan('p9', { series, analyses: [{ ...analysis, id: 'an9', status: 'queued', confidence: null, overall_result: null }] }),
    'imaging.run_analysis': () => refusal(null, 'The file of this model is not on this PC.'),
    'imaging.check_quality': () => ({ id: 'q', overall_result: 'acceptable', problem_text: null, look_again: [], elsewhere: 2 }),
  });
  await userEvent.click(await screen.findByTestId('analysis-run'));
  expect(await screen.findByText('The file of this model is not on this PC.')).toBeVisible();
  expect(screen.getByTestId('analysis-run')).toBeVisible();
  await userEvent.click(screen.getByTestId('quality-check'));
  expect(await screen.findByText('2 files are not on this PC and were not checked.')).toBeVisible();
  expect(asked).toContainEqual({ name: 'imaging.run_analysis', request: { id: 'an9' } });
});

test('the page has nothing that a screen reader cannot use', async () => {
  openWindow('/imaging/p10', { ...radiologist, 'imaging.scan': () => scan('p10', { series, analyses: [analysis], findings: [nodule], reports: [signed] }) });
  const seen = await axe.run(await screen.findByTestId('scan'), { rules: { 'color-contrast': { enabled: false } } });
  expect(seen.violations.map((each) => `${each.id} ${each.nodes[0]?.html}`)).toEqual([]);
});

test('a refused scan shows the refusal', async () => {
  openWindow('/imaging/p11', { ...radiologist, 'session.state': () => openSession(['receptionist']), 'imaging.scan': () => refusal('not_allowed', 'Your roles do not allow this.') });
  expect(await screen.findByRole('alert')).toHaveTextContent('Your roles do not allow this.');
  expect(screen.getByRole('link', { name: 'All scans that wait' })).toBeVisible();
});

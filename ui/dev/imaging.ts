// The made-up clinic's imaging: what waits, one scan of each kind, models and wordings.

import type { RequestOf, ResponseOf } from '../src/api/commands';
import type { FileOnThisPc } from '../src/api/shell';
import { dateAt, instantAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';
import { phantomImage, phantomScans, scanLine } from './phantom';

type Line = ResponseOf<'imaging.worklist'>[number];
type Scan = ResponseOf<'imaging.scan'>;
type Method = ResponseOf<'imaging.methods'>[number];
type Template = ResponseOf<'imaging.report_templates'>[number];

const now = nowMicros();
const minute = 60_000_000;
const hour = 60 * minute;
const zone = 'Europe/London';
const at = (clock: string) => instantAt(dateAt(now, zone), clock, zone);

function patient(index: number) {
  const found = patients[index % patients.length];
  if (!found) throw new Error('no such patient');
  return found;
}
function refuse(sentence: string, code: string | null = null, field?: string): never {
  throw { code, sentence, field };
}

interface Waiting {
  stage: 'acquisition' | 'analysis' | 'reading';
  line: Line;
}
let made = 0;
function waiting(stage: Waiting['stage'], who: number, modality: string, body_part: string, reason: string, since: number, more: Partial<Line> = {}): Waiting {
  const number = ++made;
  return {
    stage,
    line: {
      entry_id: `q${number}`, entry_version: 1, status: 'waiting', priority: 'routine', queued_at: now - since, assigned_to: null, assignee: null, scan_id: `s${number}`, scan_version: 2, scan_number: `A-${String(412 + number).padStart(6, '0')}`,
      modality, body_part, study_description: null, reason, clinical_question: null, scan_status: stage === 'acquisition' ? 'ordered' : 'acquired', scheduled_at: null, room: null, patient: patient(who), ...more,
    },
  };
}

const queue: Waiting[] = [
  waiting('acquisition', 1, 'CT', 'Head', 'Fell from a ladder, vomited twice', 41 * minute, { priority: 'stat', clinical_question: 'Bleeding?' }),
  waiting('acquisition', 14, 'DX', 'Left wrist', 'Fall on the outstretched hand', 75 * minute, { priority: 'asap', status: 'in_progress', scan_status: 'in_progress', assigned_to: 'u7', assignee: 'Iria Castro', room: 'X-ray 1' }),
  waiting('acquisition', 3, 'US', 'Abdomen', 'Pain after meals for a week', 5 * hour, { priority: 'urgent', status: 'assigned', assigned_to: 'u7', assignee: 'Iria Castro' }),
  waiting('acquisition', 9, 'MR', 'Lumbar spine', 'Pain into the left leg since March', 3 * 24 * hour, { scan_status: 'scheduled', scheduled_at: at('23:30'), room: 'MRI', study_description: 'Without contrast', clinical_question: 'Disc prolapse L4/L5?' }),
  waiting('acquisition', 10, 'MG', 'Both breasts', 'Screening', 26 * hour, { scan_status: 'scheduled', scheduled_at: now - 25 * minute, room: 'Mammography' }),
  waiting('acquisition', 16, 'DX', 'Chest', 'Before the operation', 9 * 24 * hour, {}),
  waiting('analysis', 0, 'DX', 'Chest', 'Cough for six weeks', 18 * minute, { priority: 'urgent' }),
  waiting('reading', 0, 'DX', 'Chest', 'Cough for six weeks, night sweats', 55 * minute, { priority: 'urgent', scan_id: 's7', scan_number: 'A-000419', clinical_question: 'Infiltrate? Nodule?', study_description: 'Two views' }),
  waiting('reading', 5, 'CT', 'Abdomen', 'Weight loss', 3 * hour, { status: 'in_progress', assigned_to: 'u1', assignee: 'Dr Ngozi Okafor' }),
  waiting('reading', 12, 'DX', 'Right hip', 'Fall at home', 35 * minute, { priority: 'stat' }),
  waiting('reading', 6, 'US', 'Thyroid', 'Lump felt in the neck', 26 * hour, {}),
];

const nodule: Scan['findings'][number] = {
  id: 'f1', version: 0, ai_analysis_id: 'an1', scan_file_id: 'file0', frame_number: 1, kind: 'nodule', description: null, location_text: 'Right upper lobe', shape: { kind: 'rectangle', corner: { x: 1180, y: 640 }, width: 96, height: 88 },
  confidence: 0.81, severity: null, is_primary: true, status: 'proposed', decided_by: null, decided_at: null, decision_reason: null,
};
const chest: Scan = {
  id: 's7', version: 5, patient: patient(0), scan_number: 'A-000419', modality: 'DX', body_part: 'Chest', study_description: 'Two views', study_instance_uid: '1.2.826.0.1.3680043.8.498.7', ordered_by: 'Dr Henrik Larsen', ordered_at: now - 5 * hour, technician: 'Iria Castro',
  priority: 'urgent', status: 'acquired', reason: 'Cough for six weeks, night sweats', clinical_question: 'Infiltrate? Nodule?', scheduled_at: now - 2 * hour, acquired_at: now - 55 * minute, completed_at: null, cancel_reason: null, room: 'X-ray 1', resource: 'Carestream DRX', dose_text: 'DAP 12.4 cGy·cm²', notes: 'Lateral view taken sitting.', visit_id: 'v1', appointment_id: null,
  series: [
    { series_instance_uid: '1.2.1', series_number: 1, series_description: 'Chest PA', files: [{ id: 'file0', sop_instance_uid: '1.2.1.1', instance_number: 1, frame_count: 1, row_count: 2500, column_count: 2048, size_bytes: 10_240_512, sha256: 'a', file_name: 'IM0001.dcm', attachment_id: 'at0' }] },
    { series_instance_uid: '1.2.2', series_number: 2, series_description: 'Chest lateral', files: [{ id: 'file1', sop_instance_uid: '1.2.2.1', instance_number: 1, frame_count: 1, row_count: 2500, column_count: 2048, size_bytes: 10_240_512, sha256: 'b', file_name: 'IM0002.dcm', attachment_id: 'at1' }, { id: 'file2', sop_instance_uid: '1.2.2.2', instance_number: 2, frame_count: 1, row_count: 2500, column_count: 2048, size_bytes: 10_112_034, sha256: 'c', file_name: 'IM0003.dcm', attachment_id: null }] },
  ],
  analyses: [
    { id: 'an3', version: 0, model: 'Chest opacities', model_version: '2.1', limits_text: 'Adults only. Not for lateral views. Not studied after operations of the lung.', status: 'queued', started_at: null, ended_at: null, confidence: null, overall_result: null, problem_text: null },
    { id: 'an1', version: 2, model: 'Chest nodules', model_version: '1.4', limits_text: 'Adults only. Misses nodules under 6 mm.', status: 'completed', started_at: now - 50 * minute, ended_at: now - 49 * minute, confidence: 0.81, overall_result: 'findings', problem_text: null },
    { id: 'an2', version: 0, model: 'Image quality', model_version: '1', limits_text: 'Says nothing of what an image shows.', status: 'completed', started_at: now - 52 * minute, ended_at: now - 52 * minute, confidence: null, overall_result: 'look_again', problem_text: null },
    { id: 'an0', version: 2, model: 'Chest nodules', model_version: '1.3', limits_text: 'Adults only.', status: 'failed', started_at: now - 53 * minute, ended_at: now - 53 * minute, confidence: null, overall_result: null, problem_text: 'This image is coded in a way that is not read here.' },
  ],
  findings: [
    nodule,
    { ...nodule, id: 'f2', kind: 'nodule', location_text: null, confidence: 0.43, is_primary: false, shape: { kind: 'rectangle', corner: { x: 700, y: 1500 }, width: 60, height: 60 } },
    { ...nodule, id: 'f3', ai_analysis_id: null, kind: 'Old rib fracture', description: 'Healed, 7th rib on the left', location_text: 'Left chest wall', shape: null, scan_file_id: null, frame_number: null, confidence: null, severity: 'mild', is_primary: false, status: 'accepted', decided_by: 'Dr Ngozi Okafor', decided_at: now - 20 * minute },
  ],
  reports: [],
};
const scans: Scan[] = [chest, ...phantomScans(chest, now)];

function scanFor(id: string): Scan {
  const known = scans.find((each) => each.id === id);
  if (known) return known;
  const entry = queue.find((each) => each.line.scan_id === id);
  if (!entry) return refuse('This scan is not here any more. Go back and open it again.');
  const { line } = entry;
  const bare: Scan = {
    ...chest, id, version: line.scan_version, patient: line.patient, scan_number: line.scan_number, modality: line.modality, body_part: line.body_part, study_description: line.study_description, priority: line.priority, status: line.scan_status, reason: line.reason, clinical_question: line.clinical_question,
    scheduled_at: line.scheduled_at, acquired_at: entry.stage === 'acquisition' ? null : line.queued_at, room: line.room, resource: null, dose_text: null, notes: null, technician: line.assignee, series: entry.stage === 'acquisition' ? [] : chest.series, analyses: [], findings: [], reports: [], visit_id: null,
  };
  scans.push(bare);
  return bare;
}

const methods: Method[] = [
  { id: 'm1', version: 1, name: 'Chest nodules', model_version: '1.4', kind: 'network', purpose: 'Proposes places in frontal chest X-rays of adults that may be nodules.', method_text: 'A detection network (RetinaNet, ResNet-50) on frontal views scaled to 1024 pixels.', source_text: 'Riverside Imaging Group, 2025. Licence: Apache-2.0', limits_text: 'Adults only. Misses nodules under 6 mm.', is_active: true, is_run_here: true, last_trained_on: '2025-06-30', is_federated: false, federated_over: null, modalities: ['DX', 'CR'], decided: 64, accepted: 47, waiting: 2, accuracy: 47 / 64 },
  { id: 'm2', version: 1, name: 'Chest opacities', model_version: '2.1', kind: 'network', purpose: 'Proposes places that may be opacities.', method_text: 'A segmentation network, averaged over five hospitals.', source_text: null, limits_text: 'Adults only. Not for lateral views.', is_active: true, is_run_here: true, last_trained_on: '2026-01-12', is_federated: true, federated_over: 5, modalities: ['DX'], decided: 0, accepted: 0, waiting: 0, accuracy: null },
  { id: 'm3', version: 1, name: 'BoneAge Cloud', model_version: '7', kind: 'device', purpose: 'Estimates the age of bones of children.', method_text: 'Runs at its maker; its reports are taken in as files.', source_text: null, limits_text: null, is_active: false, is_run_here: false, last_trained_on: null, is_federated: false, federated_over: null, modalities: ['DX'], decided: 5, accepted: 2, waiting: 0, accuracy: 0.4 },
  { id: 'm4', version: 1, name: 'Image quality', model_version: '1', kind: 'statistics', purpose: 'A hint to look again at an image that may be blurred, dark, washed out or without contrast. No claim about any disease.', method_text: 'Four numbers of each image.', source_text: 'Pech-Pacheco et al., ICPR 2000.', limits_text: 'Says nothing of what an image shows.', is_active: true, is_run_here: false, last_trained_on: null, is_federated: false, federated_over: null, modalities: [], decided: 0, accepted: 0, waiting: 0, accuracy: null },
];

const templates: Template[] = [
  { id: 't1', version: 1, name: 'Chest X-ray, normal', modality: 'DX', body_part: 'Chest', kind: 'final', findings_text: 'Lungs clear. Heart not enlarged. No effusion. Bones unremarkable.', impression_text: 'Normal chest X-ray.', recommendations_text: null },
  { id: 't2', version: 1, name: 'Chest X-ray, nodule', modality: 'DX', body_part: 'Chest', kind: 'final', findings_text: 'Nodule of … mm in the … lobe, margin …', impression_text: 'Pulmonary nodule.', recommendations_text: 'CT of the chest; follow-up after Fleischner 2017.' },
  { id: 't3', version: 0, name: 'Blank with headings', modality: null, body_part: null, kind: 'structured', findings_text: 'Technique:\n\nComparison:\n\nFindings:', impression_text: null, recommendations_text: null },
];
const standing = new Map<string, FileOnThisPc>([
  ['at0', { state: 'here', fetched_bytes: 10_240_512, total_bytes: 10_240_512, sentence: null }],
  ['at1', { state: 'elsewhere', fetched_bytes: 0, total_bytes: 10_240_512, sentence: 'This file is at the centre and has not been fetched to this PC.' }],
]);

type Answers = Record<string, (request: Record<string, unknown>) => unknown>;

/** Answers the commands of imaging; `changed` tells the screens which tables to read again. */
export function imagingAnswers(changed: (tables: string[]) => void): Answers {
  const scanOf = (part: (scan: Scan) => boolean): Scan => scans.find(part) ?? refuse('This is not here any more.');
  const touch = (scan: Scan, tables: string[] = ['scans']) => {
    scan.version += 1;
    changed([...tables, 'scan_queue_entries']);
    return {};
  };
  const line = (id: unknown) => queue.find((each) => each.line.scan_id === id || each.line.entry_id === id) ?? refuse('This entry of the queue is not here any more.');
  const reportOf = (id: unknown) => {
    const scan = scanOf((each) => each.reports.some((report) => report.id === id));
    const report = scan.reports.find((each) => each.id === id);
    return report ? { scan, report } : refuse('This report is not here any more.');
  };
  return {
    'place.resources': () => [
      { id: 'r1', version: 0, status: 'available', is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, department_id: null, kind: 'imaging_machine', name: 'CT Somatom', code: null, capacity: null, service_interval_days: null, service_interval_hours: null, notes: null },
      { id: 'r2', version: 0, status: 'out_of_order', is_active: true, is_in_use: false, in_use_until: null, next_booking_at: null, bed: null, maintenance: null, department_id: null, kind: 'ultrasound', name: 'Ultrasound 2', code: null, capacity: null, service_interval_days: null, service_interval_hours: null, notes: null },
    ],
    'imaging.worklist': ({ stage, only_mine }) => {
      const urgency = ['stat', 'asap', 'urgent', 'routine'];
      return queue.filter((each) => each.stage === stage && (!only_mine || each.line.assigned_to === 'u1')).map((each) => each.line).sort((a, b) => urgency.indexOf(a.priority) - urgency.indexOf(b.priority) || a.queued_at - b.queued_at);
    },
    'imaging.order': (raw) => {
      const request = raw as RequestOf<'imaging.order'>;
      if (request.modality === 'CT' && !request.accept_warnings) return refuse('The patient is flagged as pregnant and this scan uses radiation. Weigh whether it can wait or be done without.', 'warned');
      const added = waiting('acquisition', patients.findIndex((each) => each.id === request.patient_id), request.modality, request.body_part, request.reason, 0, { priority: request.priority as Line['priority'], clinical_question: request.clinical_question });
      queue.push(added);
      changed(['scan_queue_entries']);
      return { id: added.line.scan_id, scan_number: added.line.scan_number };
    },
    'imaging.schedule': ({ id, scheduled_at, room }) => {
      Object.assign(line(id).line, { scan_status: 'scheduled', scheduled_at, room });
      Object.assign(scanFor(String(id)), { status: 'scheduled', scheduled_at, room });
      return touch(scanFor(String(id)));
    },
    'imaging.start': ({ id }) => {
      Object.assign(line(id).line, { scan_status: 'in_progress', status: 'in_progress', assigned_to: 'u1', assignee: 'Dr Ngozi Okafor' });
      scanFor(String(id)).status = 'in_progress';
      return touch(scanFor(String(id)));
    },
    'imaging.acquire': ({ id, dose_text, notes }) => {
      const entry = line(id);
      entry.stage = 'reading';
      Object.assign(entry.line, { scan_status: 'acquired', status: 'waiting', assigned_to: null, assignee: null });
      Object.assign(scanFor(String(id)), { status: 'acquired', acquired_at: nowMicros(), dose_text, notes });
      return touch(scanFor(String(id)));
    },
    'imaging.cancel': ({ id, reason }) => {
      const scan = scanFor(String(id));
      Object.assign(scan, { status: 'cancelled', cancel_reason: reason });
      queue.splice(queue.indexOf(line(id)), 1);
      return touch(scan);
    },
    'imaging.assign': ({ id, assigned_to }) => {
      if (assigned_to === 'u3') return refuse('This person does not do this work. Choose somebody of imaging; images are read by a radiologist.', null, 'assigned_to');
      Object.assign(line(id).line, { status: 'assigned', assigned_to, assignee: assigned_to === 'u1' ? 'Dr Ngozi Okafor' : 'Iria Castro' });
      changed(['scan_queue_entries']);
      return {};
    },
    'imaging.start_entry': ({ id }) => {
      Object.assign(line(id).line, { status: 'in_progress', assigned_to: 'u1', assignee: 'Dr Ngozi Okafor' });
      changed(['scan_queue_entries']);
      return {};
    },
    'imaging.complete_entry': ({ id }) => {
      queue.splice(queue.indexOf(line(id)), 1);
      changed(['scan_queue_entries']);
      return {};
    },
    'imaging.scan': ({ id }) => scanFor(String(id)),
    'imaging.scans': ({ patient_id }) => ({ patient_id: String(patient_id), scans: scans.filter((each) => each.patient.id === patient_id).sort((a, b) => b.ordered_at - a.ordered_at).map(scanLine), older: null }),
    'imaging.image': ({ scan_file_id }) => {
      const attachment = scans.flatMap((each) => each.series).flatMap((each) => each.files).find((each) => each.id === scan_file_id)?.attachment_id;
      if (!attachment || standing.get(attachment)?.state === 'elsewhere') return refuse('This image is not on this PC. Fetch it first.');
      return phantomImage(String(scan_file_id)) ?? refuse('This file is no image that can be shown.');
    },
    'imaging.methods': () => methods,
    'imaging.report_templates': ({ modality }) => templates.filter((each) => !modality || !each.modality || each.modality === modality),
    'imaging.add_report_template': (request) => {
      templates.push({ id: `t${templates.length + 1}`, version: 0, ...(request as RequestOf<'imaging.add_report_template'>) });
      changed(['report_templates']);
      return {};
    },
    'imaging.update_report_template': (request) => {
      Object.assign(templates.find((each) => each.id === request.id) ?? {}, request);
      changed(['report_templates']);
      return {};
    },
    'imaging.retire_report_template': ({ id }) => {
      templates.splice(templates.findIndex((each) => each.id === id), 1);
      changed(['report_templates']);
      return {};
    },
    'imaging.add_model': (raw) => {
      const request = raw as RequestOf<'imaging.add_model'>;
      if (methods.some((each) => each.name === request.name && each.model_version === request.model_version)) return refuse('This model is there already in this version. Give the version that is new.', null, 'model_version');
      methods.push({ ...request, id: `m${methods.length + 1}`, version: 1, is_active: true, is_run_here: false, is_federated: request.federated_over !== null, decided: 0, accepted: 0, waiting: 0, accuracy: null });
      changed(['ai_models']);
      return {};
    },
    'imaging.install_model': ({ path }) => (String(path).includes('chest') ? { id: 'm1', known: true } : refuse('model.json cannot be read: No such file or directory (os error 2)', null, 'path')),
    'imaging.analysis': ({ id }) => {
      const scan = scanOf((each) => each.analyses.some((analysis) => analysis.id === id));
      const analysis = scan.analyses.find((each) => each.id === id);
      const method = methods.find((each) => each.name === analysis?.model);
      return {
        ...analysis, patient_id: scan.patient.id, scan_id: scan.id, kind: method?.kind ?? 'network', purpose: method?.purpose ?? '', method_text: method?.method_text ?? '', source_text: method?.source_text ?? null, manifest: method?.is_run_here ? {} : null, requested_by: 'Iria Castro',
        raw_output: id === 'an2'
          ? { files: [{ scan_file_id: 'file0', measured: { frames: 1, sharpness: 88.2, contrast: 0.21, darkest_share: 0.12, brightest_share: 0.01 }, look_again: [] }, { scan_file_id: 'file1', measured: { frames: 1, sharpness: 11.4, contrast: 0.19, darkest_share: 0.31, brightest_share: 0.004 }, look_again: ['blurred'] }, { scan_file_id: 'file2', problem: 'This image is coded in a way that is not read here.' }] }
          : { images: [{ scan_file_id: 'file0', frame_number: 1, scores: [{ label: 'nodule', score: 0.81 }], seen: 2 }] },
      };
    },
    'imaging.request_analysis': ({ scan_id, ai_model_id }) => {
      const scan = scanFor(String(scan_id));
      const method = methods.find((each) => each.id === ai_model_id);
      scan.analyses.unshift({ id: `an${++made}`, version: 0, model: method?.name ?? '', model_version: method?.model_version ?? '', limits_text: method?.limits_text ?? null, status: 'queued', started_at: null, ended_at: null, confidence: null, overall_result: null, problem_text: null });
      return touch(scan, ['ai_analyses']);
    },
    'imaging.run_analysis': () => refuse('The file of this model is not on this PC. Install the model here, or carry the analysis out on a PC that has it; it goes on waiting.'),
    'imaging.stop_analysis': () => ({}),
    'imaging.fail_analysis': ({ id, reason }) => {
      const scan = scanOf((each) => each.analyses.some((analysis) => analysis.id === id));
      Object.assign(scan.analyses.find((each) => each.id === id) ?? {}, { status: 'failed', problem_text: reason, ended_at: nowMicros() });
      return touch(scan, ['ai_analyses']);
    },
    'imaging.check_quality': () => ({ id: 'an2', overall_result: 'look_again', problem_text: null, look_again: [{ scan_file_id: 'file1', reasons: ['blurred'] }], elsewhere: 1 }),
    'imaging.take_file': ({ path }) => (String(path).endsWith('.dcm') ? { image: { known: false } } : refuse('This file is not a DICOM file.', null, 'path')),
    'document.file_state': ({ id }) => standing.get(String(id)) ?? standing.get('at0'),
    'document.fetch_attachment': ({ id }) => {
      const here: FileOnThisPc = { state: 'here', fetched_bytes: 10_240_512, total_bytes: 10_240_512, sentence: null };
      standing.set(String(id), here);
      changed(['attachments']);
      return here;
    },
    'document.save_attachment': () => ({ path: '/home/clinic/Documents/Holdfast/IM0001.dcm' }),
    'imaging.add_finding': (raw) => {
      const { scan_id, finding } = raw as RequestOf<'imaging.add_finding'>;
      const scan = scanFor(scan_id);
      scan.findings.push({ ...finding, id: `f${++made}`, version: 0, ai_analysis_id: null, status: 'accepted', decided_by: 'Dr Ngozi Okafor', decided_at: nowMicros(), decision_reason: null });
      return touch(scan, ['findings']);
    },
    'imaging.decide_finding': ({ id, accept, reason }) => {
      const scan = scanOf((each) => each.findings.some((finding) => finding.id === id));
      Object.assign(scan.findings.find((each) => each.id === id) ?? {}, { status: accept ? 'accepted' : 'rejected', decision_reason: reason, decided_by: 'Dr Ngozi Okafor', decided_at: nowMicros() });
      return touch(scan, ['findings']);
    },
    'imaging.start_report': ({ scan_id, template_id }) => {
      const scan = scanFor(String(scan_id));
      const template = templates.find((each) => each.id === template_id);
      const id = `rep${++made}`;
      scan.reports.unshift({ id, version: 0, kind: template?.kind ?? 'final', status: 'draft', findings_text: template?.findings_text ?? null, impression: template?.impression_text ?? null, recommendations: template?.recommendations_text ?? null, overall_result: null, signed_at: null, signed_by: null, amends_id: null, amendment_reason: null, told_to: null, told_at: null, told_by: null, cancel_reason: null });
      touch(scan, ['reports']);
      return { id };
    },
    'imaging.save_report': (request) => {
      const { scan, report } = reportOf(request.id);
      const { findings_text, impression, recommendations, overall_result, preliminary } = request as RequestOf<'imaging.save_report'>;
      if (preliminary && !impression) return refuse('A preliminary report must say its impression.', null, 'impression');
      Object.assign(report, { findings_text, impression, recommendations, overall_result, version: report.version + 1, status: preliminary ? 'preliminary' : report.status });
      return touch(scan, ['reports']);
    },
    'imaging.sign_report': ({ id }) => {
      const { scan, report } = reportOf(id);
      if (!report.overall_result) return refuse('Choose the overall result before you sign.', null, 'overall_result');
      Object.assign(report, { status: 'signed', signed_at: nowMicros(), signed_by: 'Dr Ngozi Okafor', version: report.version + 1 });
      const before = scan.reports.find((each) => each.id === report.amends_id);
      if (before) before.status = 'amended';
      scan.status = 'reported';
      return touch(scan, ['reports']);
    },
    'imaging.amend_report': ({ id, reason }) => {
      const { scan, report } = reportOf(id);
      const next = `rep${++made}`;
      scan.reports.unshift({ ...report, id: next, version: 0, status: 'draft', signed_at: null, signed_by: null, told_to: null, told_at: null, told_by: null, amends_id: report.id, amendment_reason: String(reason) });
      touch(scan, ['reports']);
      return { id: next };
    },
    'imaging.cancel_report': ({ id, reason }) => {
      const { scan, report } = reportOf(id);
      Object.assign(report, { status: 'cancelled', cancel_reason: reason });
      return touch(scan, ['reports']);
    },
    'imaging.tell_result': ({ id, told_to }) => {
      const { scan, report } = reportOf(id);
      Object.assign(report, { told_to, told_at: nowMicros(), told_by: 'Dr Ngozi Okafor', version: report.version + 1 });
      return touch(scan, ['reports']);
    },
  };
}

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PatientLine } from '../../../api/commands';
import type { DicomImage, PixelsAsked } from '../../../api/shell';
import { router } from '../../../app/router';
import { expectAccessible } from '../../../test/accessible';
import { openSession, openWindow, refusal, tablesChanged } from '../../../test/window';
// The page is fetched when it is first opened; here it is there from the beginning.
import './ViewerPage';
import type { Finding, Scan } from '../types';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: 38, gender: 'female', phone: null, deceased: false, allergies: 0 };
const file = (id: string, frame_count = 1) => ({ id, sop_instance_uid: null, instance_number: Number(id.slice(-1)), frame_count, row_count: 4, column_count: 4, size_bytes: 32, sha256: id, file_name: null, attachment_id: `at-${id}` });
const axial = { series_instance_uid: '1.1', series_number: 1, series_description: 'Axial', files: [file('ct-1'), file('ct-2'), file('ct-3')] };
const scan = (more: Partial<Scan> = {}): Scan => ({
  id: 'now', version: 5, patient: amina, scan_number: 'A-1', modality: 'CT', body_part: 'Chest', study_description: null, study_instance_uid: null, ordered_by: null, ordered_at: 0, technician: null, priority: 'routine', status: 'acquired', reason: null, clinical_question: null, scheduled_at: null,
  acquired_at: 1_790_000_000_000_000, completed_at: null, cancel_reason: null, room: null, resource: null, dose_text: null, notes: null, visit_id: null, appointment_id: null, series: [axial], analyses: [], findings: [], reports: [], ...more,
});
const before = scan({ id: 'before', acquired_at: 1_750_000_000_000_000, series: [{ ...axial, series_instance_uid: '2.1', files: [file('old-1'), file('old-2'), file('old-3')] }] });
const line = ({ id, version, scan_number, modality, body_part, study_description, status, priority, ordered_at, scheduled_at, acquired_at, visit_id }: Scan) => ({
  id, version, scan_number, modality, body_part, study_description, status, priority, ordered_at, scheduled_at, acquired_at, files: 3, is_reported: false, visit_id,
});
const nodule: Finding = { id: 'f1', version: 3, ai_analysis_id: 'an1', scan_file_id: 'ct-2', frame_number: 1, kind: 'nodule', description: null, location_text: null, shape: { kind: 'rectangle', corner: { x: 1, y: 1 }, width: 2, height: 1 }, confidence: 0.81, severity: null, is_primary: true, status: 'proposed', decided_by: null, decided_at: null, decision_reason: null };
/** 4 by 4 pixels, rows 2 mm and columns 1 mm apart, stored from -1024 on. */
const image = (scan_file_id: string, more: Partial<DicomImage> = {}): DicomImage => ({
  scan_file_id, frames: 1, columns: 4, rows: 4, planes: 1, darkest: -1024, brightest: 3071, inverted: false, rescale_slope: 1, rescale_intercept: 0, rescale_unit: 'HU', windows: [{ center: 40, width: 400, name: 'SOFT' }], pixel_spacing_mm: [2, 1], spacing_from: 'pixel_spacing', ...more,
});
/** Each pixel holds 10 times its number, as a value. */
const pixels = (): ArrayBuffer => Uint16Array.from({ length: 16 }, (_, index) => index * 10 + 1024).buffer;
const radiologist = {
  'session.state': () => openSession(['radiologist']),
  'imaging.scan': ({ id }: { id: string }) => (id === 'before' ? before : scan({ id, findings: [nodule] })),
  'imaging.scans': () => ({ patient_id: 'amina', scans: [line(scan({ id: 'p12' })), line(before), line(scan({ id: 'planned', status: 'ordered' }))], older: null }),
  'imaging.image': ({ scan_file_id }: { scan_file_id: string }) => image(scan_file_id),
};

// jsdom lays nothing out and draws nothing: a pane of 400 by 400, in which 4 by 4 pixels that are twice
// as tall as wide fit at 50 to a column and 100 to a row, with 100 left and right.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The router outlives a test and is still where the last one ended, so it is led to the address. */
async function open(hash: string, ...more: [Parameters<typeof openWindow>[1], Parameters<typeof openWindow>[2]?]) {
  const opened = openWindow(hash, ...more);
  await screen.findByTestId('nav-imaging');
  void router.load();
  await waitFor(() => expect(router.state.location.href).toBe(hash));
  return opened;
}

async function surface(testid = 'viewer-pane'): Promise<HTMLElement> {
  const pane = await screen.findByTestId(testid);
  await within(pane).findByTestId('viewer-zoom');
  return within(pane).getByRole('img').parentElement ?? pane;
}
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more });
const at = (clientX: number, clientY: number) => ({ clientX, clientY, pointerId: 1, button: 0 });

test('a place in the address opens its image, with the finding that lies there', async () => {
  const asked: PixelsAsked[] = [];
  await open('/imaging/p1/view?image=ct-2', radiologist, (each) => (asked.push(each), pixels()));
  await surface();
  expect(screen.getByTestId('viewer-place')).toHaveTextContent('Image 2 of 3');
  const mark = screen.getByTestId('finding-mark');
  expect(mark).toHaveAttribute('data-status', 'proposed');
  expect(mark).toHaveTextContent('1 nodule · Proposal, 81 %');
  // Columns 1 to 3, rows 1 to 2.
  expect(mark.querySelector('path')).toHaveAttribute('d', 'M150.0 100.0L250.0 100.0L250.0 200.0L150.0 200.0Z');
  expect(asked).toContainEqual({ scanFileId: 'ct-2', frame: 0 });
  await expectAccessible();
});

test('the value under the pointer is said with its unit', async () => {
  await open('/imaging/p2/view', radiologist, pixels);
  const pane = await surface();
  fireEvent.pointerMove(pane, at(225, 350));
  expect(screen.getByTestId('viewer-value')).toHaveTextContent('Column 2, row 3: 140 HU');
  fireEvent.pointerLeave(pane);
  expect(screen.getByTestId('viewer-value')).toBeEmptyDOMElement();
});

test('dragging changes the window, a key takes one of the list, and 0 gives it back to the file', async () => {
  await open('/imaging/p3/view', radiologist, pixels);
  const pane = await surface();
  const window_ = screen.getByTestId('viewer-window');
  expect(window_).toHaveTextContent('Centre 40 · width 400');
  fireEvent.pointerDown(pane, at(100, 100));
  fireEvent.pointerMove(pane, at(100, 150));
  fireEvent.pointerUp(pane, at(100, 150));
  // An eighth of the pane moves the centre by an eighth of the width.
  expect(window_).toHaveTextContent('Centre 90 · width 400');
  press('2');
  expect(window_).toHaveTextContent('Centre -600 · width 1,500');
  press('0');
  expect(window_).toHaveTextContent('Centre 40 · width 400');
  await userEvent.click(screen.getByTestId('viewer-windows'));
  await userEvent.click(await screen.findByText('Bone'));
  expect(window_).toHaveTextContent('Centre 400 · width 1,800');
});

test('the wheel goes through the series, and with Ctrl it zooms', async () => {
  await open('/imaging/p4/view', radiologist, pixels);
  const pane = await surface();
  fireEvent.wheel(pane, { deltaY: 100 });
  await waitFor(() => expect(screen.getByTestId('viewer-place')).toHaveTextContent('Image 2 of 3'));
  press('ArrowDown');
  press('ArrowDown');
  await waitFor(() => expect(screen.getByTestId('viewer-place')).toHaveTextContent('Image 3 of 3'));
  expect(screen.getByTestId('viewer-zoom')).toHaveTextContent('5,000 %');
  fireEvent.wheel(pane, { deltaY: -600, ctrlKey: true });
  expect(screen.getByTestId('viewer-zoom')).toHaveTextContent('13,591 %');
  press('d');
  expect(screen.getByTestId('viewer-zoom')).toHaveTextContent(/^250 %/);
  press('f');
  expect(screen.getByTestId('viewer-zoom')).toHaveTextContent('5,000 %');
});

test('a length is drawn and said in mm by the distances of rows and columns', async () => {
  await open('/imaging/p5/view', radiologist, pixels);
  const pane = await surface();
  await userEvent.click(screen.getByTestId('viewer-tool-length'));
  // 3 columns of 1 mm and 2 rows of 2 mm.
  fireEvent.pointerDown(pane, at(100, 100));
  fireEvent.pointerMove(pane, at(250, 300));
  expect(screen.getByTestId('measurement-mark')).toHaveTextContent('5 mm');
  fireEvent.pointerUp(pane, at(250, 300));
  const row = screen.getByTestId('viewer-measurement');
  expect(row).toHaveTextContent('Length 5 mm');
  press('ArrowDown');
  await waitFor(() => expect(screen.queryByTestId('measurement-mark')).toBeNull());
  await userEvent.click(within(row).getByTestId('measurement-remove'));
  expect(screen.queryByTestId('viewer-measurement')).toBeNull();
});

test('a length at the detector says so, and one without a spacing is one of pixels', async () => {
  const told = { ...radiologist, 'imaging.image': ({ scan_file_id }: { scan_file_id: string }) => image(scan_file_id, scan_file_id === 'ct-1' ? { spacing_from: 'imager_pixel_spacing' } : { pixel_spacing_mm: null, spacing_from: null }) };
  await open('/imaging/p6/view', told, pixels);
  const pane = await surface();
  press('l');
  fireEvent.pointerDown(pane, at(100, 100));
  fireEvent.pointerUp(pane, at(300, 100));
  expect(screen.getByTestId('viewer-measurement')).toHaveTextContent('Length 4 mm at the detector');
  press('ArrowDown');
  await waitFor(() => expect(screen.getByTestId('viewer-place')).toHaveTextContent('Image 2 of 3'));
  fireEvent.pointerDown(pane, at(0, 100));
  fireEvent.pointerUp(pane, at(300, 100));
  const [, second] = screen.getAllByTestId('viewer-measurement');
  expect(second).toHaveTextContent('Length 3 pixels');
  expect(second).toHaveTextContent('The file does not say how large its pixels are.');
});

test('everything of a measurement is done with keys alone', async () => {
  await open('/imaging/p7/view', radiologist, pixels);
  await surface();
  press('a');
  press('c');
  expect(screen.getByTestId('viewer-value')).toHaveTextContent('Column 2, row 2: 100 HU');
  press('m');
  press('ArrowLeft');
  press('m');
  press('ArrowUp');
  press('m');
  expect(screen.getByTestId('viewer-measurement')).toHaveTextContent('Angle 90°');
  press('m');
  press('Escape');
  expect(screen.getAllByTestId('measurement-mark')).toHaveLength(1);
  press('Delete');
  expect(screen.queryByTestId('measurement-mark')).toBeNull();
});

test('what is mirrored, turned or inverted says so', async () => {
  await open('/imaging/p8/view', radiologist, pixels);
  await surface();
  expect(screen.queryByTestId('viewer-changed')).toBeNull();
  press('h');
  press('r');
  press('i');
  expect(screen.getByTestId('viewer-changed')).toHaveTextContent('Mirrored · Turned by 90° · Black and white exchanged');
  press('u');
  expect(screen.queryByTestId('viewer-changed')).toBeNull();
});

test('a proposal is decided on beside the image, and can be hidden in it', async () => {
  const { asked } = await open('/imaging/p9/view?image=ct-2', { ...radiologist, 'imaging.decide_finding': () => ({}) }, pixels);
  await surface();
  await userEvent.click(screen.getByTestId('finding-accept'));
  expect(asked).toContainEqual({ name: 'imaging.decide_finding', request: { id: 'f1', version: 3, accept: true, reason: null } });
  press('g');
  expect(screen.queryByTestId('finding-mark')).toBeNull();
  expect(screen.getByTestId('viewer-side')).toHaveTextContent('Findings are hidden in the image.');
  press('Home');
  await waitFor(() => expect(screen.getByTestId('viewer-place')).toHaveTextContent('Image 1 of 3'));
  await userEvent.click(screen.getByTestId('viewer-finding-go'));
  expect(await screen.findByTestId('finding-mark')).toBeVisible();
});

test('a finding is marked in the image with its place', async () => {
  const { asked } = await open('/imaging/p10/view', { ...radiologist, 'imaging.add_finding': () => ({ id: 'f2' }) }, pixels);
  const pane = await surface();
  press('n');
  fireEvent.pointerDown(pane, at(260, 310));
  fireEvent.pointerUp(pane, at(140, 90));
  fireEvent.change(await screen.findByTestId('finding-kind'), { target: { value: 'cyst' } });
  await userEvent.click(screen.getByTestId('finding-submit'));
  await waitFor(() => expect(asked.some((each) => each.name === 'imaging.add_finding')).toBe(true));
  expect(asked.find((each) => each.name === 'imaging.add_finding')?.request).toEqual({
    scan_id: 'p10',
    finding: { kind: 'cyst', description: null, location_text: null, severity: null, scan_file_id: 'ct-1', frame_number: null, shape: { kind: 'rectangle', corner: { x: 1, y: 1 }, width: 2, height: 2 }, confidence: null, is_primary: false },
  });
});

test('whoever only reads marks nothing and decides on nothing', async () => {
  await open('/imaging/p11/view?image=ct-2', { ...radiologist, 'session.state': () => openSession(['nurse']) }, pixels);
  await surface();
  expect(screen.queryByTestId('viewer-tool-mark')).toBeNull();
  expect(screen.queryByTestId('finding-accept')).toBeNull();
});

test('an earlier scan stands beside this one and moves with it until it is let go', async () => {
  await open('/imaging/p12/view?image=ct-2', radiologist, pixels);
  await surface();
  press('s');
  const choices = await screen.findAllByTestId('viewer-prior');
  expect(choices).toHaveLength(1);
  await userEvent.click(choices[0] as HTMLElement);
  const beside = await screen.findByTestId('viewer-pane-beside');
  const places = () => screen.getAllByTestId('viewer-place').map((each) => each.textContent);
  await waitFor(() => expect(places()).toEqual(['Image 2 of 3', 'Image 2 of 3']));
  expect(beside).toHaveTextContent(/Earlier, .*2025/);
  press('ArrowDown');
  press('h');
  await waitFor(() => expect(places()).toEqual(['Image 3 of 3', 'Image 3 of 3']));
  expect(screen.getAllByTestId('viewer-changed')).toHaveLength(2);
  press('j');
  press('b');
  press('ArrowUp');
  await waitFor(() => expect(places()).toEqual(['Image 3 of 3', 'Image 2 of 3']));
});

test('an image that is elsewhere says so and is fetched from there', async () => {
  let here = false;
  const { asked } = await open(
    '/imaging/p13/view',
    {
      ...radiologist,
      'imaging.image': ({ scan_file_id }) => (here ? image(scan_file_id) : refusal(null, 'This image is not on this PC.')),
      'document.file_state': () => ({ state: 'elsewhere', fetched_bytes: 0, total_bytes: 32, sentence: null }),
      'document.fetch_attachment': () => {
        here = true;
        return { state: 'here', fetched_bytes: 32, total_bytes: 32, sentence: null };
      },
    },
    pixels,
  );
  expect(await screen.findByTestId('viewer-not-shown')).toHaveTextContent('This image is not on this PC.');
  await userEvent.click(await screen.findByTestId('viewer-fetch'));
  expect(asked).toContainEqual({ name: 'document.fetch_attachment', request: { id: 'at-ct-1' } });
  await tablesChanged('attachments');
  await surface();
  expect(screen.queryByTestId('viewer-not-shown')).toBeNull();
});

test('an image whose pixels are cut short is not shown', async () => {
  await open('/imaging/p14/view', { ...radiologist, 'document.file_state': () => ({ state: 'here', fetched_bytes: 32, total_bytes: 32, sentence: null }) }, () => new ArrayBuffer(30));
  expect(await screen.findByTestId('viewer-not-shown')).toHaveTextContent('The pixels of this image came incompletely.');
  expect(screen.queryByTestId('viewer-fetch')).toBeNull();
});

test('frames of one file play around, and wait for what is being decoded', async () => {
  const cine = { ...axial, files: [file('us-1', 3)] };
  await open('/imaging/p15/view', { ...radiologist, 'imaging.scan': ({ id }) => scan({ id, modality: 'US', series: [cine] }), 'imaging.image': ({ scan_file_id }) => image(scan_file_id, { frames: 3, windows: [], rescale_unit: null }) }, pixels);
  await surface();
  // The darkest and the brightest of the pixels are 0 and 150.
  expect(screen.getByTestId('viewer-window')).toHaveTextContent('Centre 76 · width 151');
  const seen = new Set<string | null>();
  const place = screen.getByTestId('viewer-place');
  new MutationObserver(() => seen.add(place.textContent)).observe(place, { characterData: true, subtree: true, childList: true });
  press('k');
  await waitFor(() => expect([...seen]).toEqual(expect.arrayContaining(['Image 1 of 3', 'Image 2 of 3', 'Image 3 of 3'])));
  press('k');
  expect(screen.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a scan without images teaches where they come from', async () => {
  await open('/imaging/p16/view', { ...radiologist, 'imaging.scan': ({ id }) => scan({ id, series: [] }) });
  expect(await screen.findByText('This scan has no images')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Report and findings' })).toBeVisible();
});

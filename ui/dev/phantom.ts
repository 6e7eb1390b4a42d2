// Computed images for the made-up clinic: ellipsoids that stand for a chest, seen by CT, by X-ray and,
// moving, by a Doppler ultrasound. No patient has ever been in any of them.

import type { ScanLine } from '../src/api/commands';
import type { DicomImage, PixelsAsked } from '../src/api/shell';
import type { ResponseOf } from '../src/api/commands';

type Scan = ResponseOf<'imaging.scan'>;

interface Body {
  at: [x: number, y: number, z: number];
  radius: [x: number, y: number, z: number];
  hu: number;
}

/** In millimetres from the middle of the chest: left on the image, front to back, head to feet. */
const chest: Body[] = [
  { at: [0, 0, 0], radius: [168, 118, 400], hu: -95 },
  { at: [0, 0, 0], radius: [158, 108, 400], hu: 45 },
  { at: [-76, -2, 5], radius: [62, 80, 125], hu: -855 },
  { at: [80, 0, 8], radius: [58, 78, 122], hu: -850 },
  { at: [20, -28, 35], radius: [52, 46, 58], hu: 48 },
  { at: [16, 48, 0], radius: [13, 13, 300], hu: 185 },
  { at: [0, 66, 0], radius: [21, 18, 400], hu: 420 },
  { at: [0, 66, 0], radius: [15, 13, 400], hu: 190 },
  { at: [0, 88, 0], radius: [8, 8, 400], hu: 25 },
  { at: [0, -96, 0], radius: [17, 7, 160], hu: 340 },
  { at: [-112, 40, 20], radius: [9, 9, 40], hu: -40 },
  ...[-150, -110, -70, -30, 10, 50, 90, 130].flatMap((z): Body[] => [
    { at: [-149, 10, z], radius: [5, 46, 7], hu: 380 },
    { at: [149, 10, z + 6], radius: [5, 46, 7], hu: 380 },
  ]),
  ...[-60, -30, 0, 30, 60].flatMap((z): Body[] => [
    { at: [-62, 8, z], radius: [18, 4, 4], hu: 20 },
    { at: [66, 6, z + 8], radius: [18, 4, 4], hu: 20 },
    { at: [-82, -22, z + 12], radius: [4, 18, 4], hu: 10 },
    { at: [84, -20, z - 9], radius: [4, 16, 4], hu: 10 },
  ]),
];
const nodule = (radius: number): Body => ({ at: [-92, -24, -20], radius: [radius, radius, radius], hu: 55 });

/** A number between -1 and 1 that looks like noise and is the same each time. */
function grain(seed: number): number {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2_147_483_648 - 1;
}

const CT = { columns: 512, rows: 512, spacing: 0.72, slices: 40, thickness: 5, darkest: -2048 };

function slice(bodies: readonly Body[], index: number): ArrayBuffer {
  const values = new Uint16Array(CT.columns * CT.rows);
  const z = (index - CT.slices / 2) * CT.thickness;
  for (let row = 0; row < CT.rows; row += 1) {
    const y = (row + 0.5 - CT.rows / 2) * CT.spacing;
    for (let column = 0; column < CT.columns; column += 1) {
      const x = (column + 0.5 - CT.columns / 2) * CT.spacing;
      let hu = -1000;
      for (const { at, radius, hu: own } of bodies) {
        const [dx, dy, dz] = [(x - at[0]) / radius[0], (y - at[1]) / radius[1], (z - at[2]) / radius[2]];
        if (dx * dx + dy * dy + dz * dz < 1) hu = own;
      }
      // Stored without the 1024 that the rescale takes off.
      values[row * CT.columns + column] = Math.round(hu + 14 * grain(row * 977 + column * 31 + index * 7919)) + 1024 - CT.darkest;
    }
  }
  return values.buffer;
}

const DX = { columns: 2048, rows: 2500, spacing: 0.168 };

function projection(lateral: boolean): ArrayBuffer {
  const values = new Uint16Array(DX.columns * DX.rows);
  const bodies = [...chest, { at: [(1228 - 1024) * DX.spacing, -10, (684 - 1250) * DX.spacing], radius: [7.5, 7.5, 7], hu: 300 } satisfies Body];
  for (let row = 0; row < DX.rows; row += 1) {
    const z = (row + 0.5 - DX.rows / 2) * DX.spacing;
    for (let column = 0; column < DX.columns; column += 1) {
      const x = (column + 0.5 - DX.columns / 2) * DX.spacing;
      let water = 0;
      let below = -1000;
      for (const { at, radius, hu } of bodies) {
        const [middle, wide, deep] = lateral ? [at[1], radius[1], radius[0]] : [at[0], radius[0], radius[1]];
        const dx = (x - middle) / wide;
        const dz = (z - at[2]) / radius[2];
        const inside = 1 - dx * dx - dz * dz;
        if (inside <= 0) continue;
        // What lies inside of something replaces it, so only the difference counts.
        below = hu === -95 ? -1000 : hu < -500 || hu === 45 ? (hu === 45 ? -95 : 45) : at[1] > 30 || Math.abs(at[0]) > 100 || Math.abs(at[0]) < 40 ? 45 : -850;
        water += ((hu - below) / 1000) * 2 * deep * Math.sqrt(inside);
      }
      values[row * DX.columns + column] = Math.max(0, Math.min(4095, Math.round(300 + water * 15 + 22 * grain(row * 6007 + column))));
    }
  }
  return values.buffer;
}

const US = { columns: 480, rows: 360, frames: 36 };

function doppler(frame: number): ArrayBuffer {
  const plane = US.columns * US.rows;
  const values = new Uint16Array(plane * 3);
  const beat = Math.max(0, Math.sin((frame / US.frames) * Math.PI * 4)) ** 3;
  for (let row = 0; row < US.rows; row += 1) {
    for (let column = 0; column < US.columns; column += 1) {
      const pixel = row * US.columns + column;
      const [x, y] = [column - US.columns / 2, row + 60];
      const depth = Math.hypot(x, y);
      const fan = depth > 70 && depth < 400 && Math.abs(Math.atan2(x, y)) < 0.6;
      const wall = Math.abs(row - 190 - 14 * Math.sin(column / 60));
      let grey = fan ? 70 + 40 * Math.sin(depth / 17) + 46 * grain(pixel * 13 + frame) : 0;
      if (fan && wall < 26) grey *= 0.2;
      if (fan && wall > 24 && wall < 30) grey = 190 + 30 * grain(pixel);
      const flow = fan && wall < 22 && Math.abs(x) < 110 ? (1 - wall / 22) * (0.25 + beat) : 0;
      values[pixel] = Math.max(0, Math.min(255, grey + flow * 220));
      values[pixel + plane] = Math.max(0, Math.min(255, grey + flow * 60));
      values[pixel + 2 * plane] = Math.max(0, Math.min(255, grey));
    }
  }
  return values.buffer;
}

const described = { inverted: false, rescale_slope: 1, rescale_intercept: 0, rescale_unit: null, windows: [], pixel_spacing_mm: null, spacing_from: null };

/** What `imaging.image` says of a made-up file; nothing where its file is elsewhere. */
export function phantomImage(scan_file_id: string): DicomImage | null {
  if (/^ct[01]-/.test(scan_file_id)) {
    return {
      ...described, scan_file_id, frames: 1, columns: CT.columns, rows: CT.rows, planes: 1, darkest: CT.darkest, brightest: 6143, rescale_intercept: -1024, rescale_unit: 'HU',
      windows: [{ center: 40, width: 400, name: 'MEDIASTINUM' }, { center: -550, width: 1600, name: 'LUNG' }], pixel_spacing_mm: [CT.spacing, CT.spacing], spacing_from: 'pixel_spacing',
    };
  }
  if (scan_file_id === 'us1-0') return { ...described, scan_file_id, frames: US.frames, columns: US.columns, rows: US.rows, planes: 3, darkest: 0, brightest: 255 };
  if (scan_file_id.startsWith('file')) return { ...described, scan_file_id, frames: 1, columns: DX.columns, rows: DX.rows, planes: 1, darkest: 0, brightest: 4095, pixel_spacing_mm: [DX.spacing, DX.spacing], spacing_from: 'imager_pixel_spacing' };
  return null;
}

export function phantomPixels({ scanFileId, frame }: PixelsAsked): ArrayBuffer {
  const [study, number] = scanFileId.split('-');
  if (study === 'ct1') return slice([...chest, nodule(9)], Number(number));
  if (study === 'ct0') return slice([...chest, nodule(5)], Number(number));
  if (study === 'us1') return doppler(frame);
  return projection(scanFileId !== 'file0');
}

const file = (id: string, instance_number: number, more: Partial<Scan['series'][number]['files'][number]>) => ({
  id, sop_instance_uid: null, instance_number, frame_count: 1, row_count: CT.rows, column_count: CT.columns, size_bytes: 526_336, sha256: id, file_name: `${id}.dcm`, attachment_id: `at-${id}`, ...more,
});

/** Two CTs a year apart and an ultrasound, beside the chest X-ray that `scan` is. */
export function phantomScans(scan: Scan, now: number): Scan[] {
  const year = 365 * 86_400_000_000;
  const bare = { ...scan, analyses: [], findings: [], reports: [], visit_id: null, notes: null, resource: null };
  const ct = (id: string, at: number, more: Partial<Scan>): Scan => ({
    ...bare, id, modality: 'CT', body_part: 'Chest', study_description: 'With contrast', scan_number: id === 'ct1' ? 'A-000433' : 'A-000102', ordered_at: at, acquired_at: at, scheduled_at: null, status: 'acquired', room: 'CT', dose_text: 'DLP 312 mGy·cm',
    series: [
      { series_instance_uid: `${id}.1`, series_number: 1, series_description: 'Axial 5 mm', files: Array.from({ length: CT.slices }, (_, index) => file(`${id}-${index}`, index + 1, {})) },
      { series_instance_uid: `${id}.2`, series_number: 2, series_description: 'Axial 5 mm, second reading', files: Array.from({ length: 12 }, (_, index) => file(`${id}-${index + 10}`, index + 1, {})) },
    ],
    ...more,
  });
  const one = { version: 0, ai_analysis_id: null, frame_number: null, description: null, confidence: null, severity: null, is_primary: false, decided_by: 'Dr Ngozi Okafor', decided_at: now, decision_reason: null };
  const [x, y] = [256 - 92 / CT.spacing, 256 - 24 / CT.spacing];
  return [
    ct('ct1', now - 2 * 3_600_000_000, {
      findings: [
        { ...one, id: 'cf1', scan_file_id: 'ct1-16', kind: 'nodule', location_text: 'Right upper lobe', shape: { kind: 'ellipse', centre: { x, y }, radius_x: 18, radius_y: 18 }, status: 'proposed', ai_analysis_id: 'an1', confidence: 0.81, is_primary: true, decided_by: null, decided_at: null },
        { ...one, id: 'cf2', scan_file_id: 'ct1-16', kind: 'aortic calcification', location_text: null, shape: { kind: 'polygon', corners: [{ x: 258, y: 302 }, { x: 300, y: 302 }, { x: 304, y: 330 }, { x: 262, y: 342 }] }, status: 'accepted' },
        { ...one, id: 'cf3', scan_file_id: 'ct1-16', kind: 'nodule', location_text: 'Left', shape: { kind: 'rectangle', corner: { x: 350, y: 215 }, width: 40, height: 34 }, status: 'rejected', ai_analysis_id: 'an1', decision_reason: 'A vessel' },
        { ...one, id: 'cf4', scan_file_id: 'ct1-16', kind: 'pleural plaque', location_text: null, shape: { kind: 'point', at: { x: 440, y: 330 } }, status: 'accepted' },
        { ...one, id: 'cf5', scan_file_id: null, kind: 'emphysema', location_text: 'Both lungs', shape: null, status: 'accepted' },
      ],
    }),
    { ...bare, id: 'us1', modality: 'US', body_part: 'Carotid arteries', study_description: 'Doppler', scan_number: 'A-000391', ordered_at: now - year / 3, acquired_at: now - year / 3, status: 'reported', series: [{ series_instance_uid: 'us1.1', series_number: 1, series_description: 'Right, colour', files: [file('us1-0', 1, { frame_count: US.frames, row_count: US.rows, column_count: US.columns })] }] },
    ct('ct0', now - year, { status: 'reported' }),
  ];
}

export function scanLine(scan: Scan): ScanLine {
  const { id, version, scan_number, modality, body_part, study_description, status, priority, ordered_at, scheduled_at, acquired_at, visit_id } = scan;
  return { id, version, scan_number, modality, body_part, study_description, status, priority, ordered_at, scheduled_at, acquired_at, files: scan.series.flatMap((each) => each.files).length, is_reported: status === 'reported', visit_id };
}

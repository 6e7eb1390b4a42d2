// Pictures that were decoded a moment ago, so that scrolling back does not decode them again. They are
// in memory only, and forgotten when the viewer is left.

import { call, readPixels } from '../../../api/call';
import { Failure } from '../../../api/failure';
import type { DicomImage } from '../../../api/shell';
import { t } from '../../../app/messages';
import { extent, wholeRange, type GreyWindow } from './grey';
import { ownWindows } from './presets';

export interface Decoded {
  image: DicomImage;
  frame: number;
  samples: Uint16Array<ArrayBuffer>;
  /** How it is shown until somebody changes it. */
  window: GreyWindow;
}

const MOST_BYTES = 256 * 1024 * 1024;

const decoded = new Map<string, Promise<Decoded>>();
const bytes = new Map<string, number>();
const images = new Map<string, Promise<DicomImage>>();
/** One window for all frames of a file that names none, so that its frames do not flicker. */
const windows = new Map<string, GreyWindow>();

export function forgetPictures(): void {
  decoded.clear();
  bytes.clear();
  images.clear();
  windows.clear();
}

function describe(scan_file_id: string): Promise<DicomImage> {
  let image = images.get(scan_file_id);
  if (!image) {
    image = call('imaging.image', { scan_file_id });
    images.set(scan_file_id, image);
    image.catch(() => images.delete(scan_file_id));
  }
  return image;
}

async function decode(scan_file_id: string, frame: number): Promise<Decoded> {
  const image = await describe(scan_file_id);
  const answer = await readPixels({ scanFileId: scan_file_id, frame });
  if (answer.byteLength !== image.columns * image.rows * image.planes * 2) throw new Failure(null, t('viewer.cut_short'), null);
  // Both the shell and every machine it runs on write the lower byte first.
  const samples = new Uint16Array(answer);
  const window = windows.get(scan_file_id) ?? ownWindows(image)[0]?.window ?? (image.planes === 3 ? wholeRange(0, image.brightest - image.darkest, image) : wholeRange(...extent(samples), image));
  windows.set(scan_file_id, window);
  return { image, frame, samples, window };
}

export function pictureOf(scan_file_id: string, frame: number): Promise<Decoded> {
  const key = `${scan_file_id} ${frame}`;
  const known = decoded.get(key);
  if (known) {
    // The last that was asked for is the last to be forgotten.
    decoded.delete(key);
    decoded.set(key, known);
    return known;
  }
  const coming = decode(scan_file_id, frame);
  decoded.set(key, coming);
  coming.then(
    (picture) => {
      if (decoded.get(key) !== coming) return;
      bytes.set(key, picture.samples.byteLength);
      let held = [...bytes.values()].reduce((sum, each) => sum + each, 0);
      for (const oldest of decoded.keys()) {
        if (held <= MOST_BYTES || oldest === key) break;
        held -= bytes.get(oldest) ?? 0;
        decoded.delete(oldest);
        bytes.delete(oldest);
      }
    },
    () => {
      if (decoded.get(key) === coming) decoded.delete(key);
    },
  );
  return coming;
}

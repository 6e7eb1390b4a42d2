// From stored values to what the screen shows. The formulas are those of DICOM PS3.3 C.11.1 (rescale)
// and C.11.2.1.2 (window); nothing here knows of React or of a canvas.

import type { DicomImage } from '../../../api/shell';

export interface GreyWindow {
  center: number;
  width: number;
  /**
   * LINEAR is what a file's window means when it says nothing else, and it knows no width below 1.
   * Values whose steps are smaller than 1 (PET, doses) need LINEAR_EXACT.
   */
  exact: boolean;
}

/** What a stored value means, such as HU in a CT. `sample` is counted from the darkest stored value. */
export function valueOf(sample: number, image: Pick<DicomImage, 'darkest' | 'rescale_slope' | 'rescale_intercept'>): number {
  return (sample + image.darkest) * image.rescale_slope + image.rescale_intercept;
}

/** From 0 to 1: how bright a value is in a window. */
export function brightness(value: number, { center, width, exact }: GreyWindow): number {
  const middle = exact ? center : center - 0.5;
  const span = exact ? width : width - 1;
  if (value <= middle - span / 2) return 0;
  if (value > middle + span / 2) return 1;
  return (value - middle) / span + 0.5;
}

/** The brightness 0 to 255 of every stored value of an image, by how far it lies above the darkest. */
export function lookupTable(image: Pick<DicomImage, 'darkest' | 'brightest' | 'rescale_slope' | 'rescale_intercept'>, window: GreyWindow, inverted: boolean): Uint8ClampedArray {
  const table = new Uint8ClampedArray(Math.min(65_536, Math.max(1, image.brightest - image.darkest + 1)));
  for (let sample = 0; sample < table.length; sample += 1) {
    const shown = brightness(valueOf(sample, image), window) * 255;
    table[sample] = inverted ? 255 - shown : shown;
  }
  return table;
}

/** The window that shows everything between two stored values, for files that name none. */
export function wholeRange(lowest: number, highest: number, image: Pick<DicomImage, 'darkest' | 'rescale_slope' | 'rescale_intercept'>): GreyWindow {
  const [one, other] = [valueOf(lowest, image), valueOf(highest, image)];
  const [low, high] = one < other ? [one, other] : [other, one];
  if (Math.abs(image.rescale_slope) < 1) return { center: (low + high) / 2, width: Math.max(high - low, Math.abs(image.rescale_slope)), exact: true };
  return { center: (low + high + 1) / 2, width: high - low + 1, exact: false };
}

/** A window that is moved and stretched; it never becomes narrower than its formula allows. */
export function changed(window: GreyWindow, by: { shift: number; stretch: number }): GreyWindow {
  const least = window.exact ? 1e-6 : 1;
  return { ...window, center: window.center + by.shift * window.width, width: Math.max(least, window.width * by.stretch) };
}

/** Grey or colour samples, plane by plane, through the table into the four bytes of each pixel. */
export function paint(samples: Uint16Array, planes: 1 | 3, table: Uint8ClampedArray, into: Uint32Array): void {
  const count = into.length;
  const last = table.length - 1;
  // One whole word for each pixel: every machine that runs this writes the lowest byte, red, first.
  const word = new Uint32Array(table.length);
  for (let sample = 0; sample <= last; sample += 1) word[sample] = 0xff000000 | ((table[sample] ?? 0) * 0x010101);
  if (planes === 1) {
    for (let pixel = 0; pixel < count; pixel += 1) into[pixel] = word[Math.min(samples[pixel] ?? 0, last)] ?? 0;
    return;
  }
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = table[Math.min(samples[pixel] ?? 0, last)] ?? 0;
    const green = table[Math.min(samples[pixel + count] ?? 0, last)] ?? 0;
    const blue = table[Math.min(samples[pixel + 2 * count] ?? 0, last)] ?? 0;
    into[pixel] = 0xff000000 | (blue << 16) | (green << 8) | red;
  }
}

/** The lowest and the highest sample. */
export function extent(samples: Uint16Array): [lowest: number, highest: number] {
  let lowest = 65_535;
  let highest = 0;
  for (const sample of samples) {
    if (sample < lowest) lowest = sample;
    if (sample > highest) highest = sample;
  }
  return lowest > highest ? [0, 0] : [lowest, highest];
}

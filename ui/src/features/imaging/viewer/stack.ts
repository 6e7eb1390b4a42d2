// The pictures of a series in their order: a CT has one file for each slice, an ultrasound one file
// with many frames, and whoever scrolls does not care.

import type { Scan, ScanFile } from '../types';

export interface Picture {
  file: ScanFile;
  /** Counted from 0. */
  frame: number;
}

export type Series = Scan['series'][number];

export function stackOf(series: Series | undefined): readonly Picture[] {
  return (series?.files ?? []).flatMap((file) => Array.from({ length: Math.max(1, file.frame_count ?? 1) }, (_, frame) => ({ file, frame })));
}

/** Where a picture lies: its series and its place there; the beginning where there is no such file. */
export function placeOf(series: readonly Series[], scan_file_id: string | null, frame: number): { series: number; position: number } {
  for (const [index, each] of series.entries()) {
    const stack = stackOf(each);
    const exact = stack.findIndex((picture) => picture.file.id === scan_file_id && picture.frame === frame);
    const position = exact >= 0 ? exact : stack.findIndex((picture) => picture.file.id === scan_file_id);
    if (position >= 0) return { series: index, position };
  }
  return { series: 0, position: 0 };
}

/**
 * Where an earlier scan is likely to show the same as `position` of `series`: in the series of the same
 * name, as far along it.
 */
export function counterpart(others: readonly Series[], series: Series | undefined, position: number): { series: number; position: number } {
  const same = others.findIndex((each) => each.series_description !== null && each.series_description === series?.series_description);
  const index = Math.max(0, same);
  const [here, there] = [stackOf(series).length, stackOf(others[index]).length];
  return { series: index, position: here < 2 ? 0 : Math.round((position / (here - 1)) * Math.max(0, there - 1)) };
}

// Lengths and angles between places in an image.

import type { DicomImage } from '../../../api/shell';
import type { Point } from './view';

export type Spacing = DicomImage['pixel_spacing_mm'];

/** From one place to another in millimetres where the spacing is known, else in pixels. */
function between(from: Point, to: Point, spacing: Spacing): Point {
  // The first number is the distance of rows, so it measures what lies above each other.
  const [row, column] = spacing ?? [1, 1];
  return { x: (to.x - from.x) * column, y: (to.y - from.y) * row };
}

export function lengthOf(from: Point, to: Point, spacing: Spacing): number {
  const { x, y } = between(from, to, spacing);
  return Math.hypot(x, y);
}

/** The angle at `corner`, 0 to 180 degrees; nothing where a leg has no length. */
export function angleAt(one: Point, corner: Point, other: Point, spacing: Spacing): number | null {
  const [first, second] = [between(corner, one, spacing), between(corner, other, spacing)];
  if (Math.hypot(first.x, first.y) === 0 || Math.hypot(second.x, second.y) === 0) return null;
  const cross = first.x * second.y - first.y * second.x;
  const dot = first.x * second.x + first.y * second.y;
  return (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI;
}

export interface Measurement {
  id: number;
  kind: 'length' | 'angle';
  points: readonly Point[];
  /** Which picture it was drawn on. */
  scan_file_id: string;
  frame: number;
  spacing: Spacing;
  spacing_from: DicomImage['spacing_from'];
}

export const POINTS = { length: 2, angle: 3 } as const;

/** In mm, pixels or degrees; nothing where two places fall together. */
export function sizeOf({ kind, points, spacing }: Pick<Measurement, 'kind' | 'points' | 'spacing'>): number | null {
  const [one, two, three] = points;
  if (!one || !two) return null;
  if (kind === 'length') return lengthOf(one, two, spacing);
  return three ? angleAt(one, two, three, spacing) : null;
}

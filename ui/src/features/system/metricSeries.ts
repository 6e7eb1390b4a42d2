// Measurements as pictures: one for each name, and the last value of each PC.

import type { ResponseOf } from '../../api/commands';
import { showDuration, showNumber } from '../../shared/time/format';

type Total = ResponseOf<'system.metric_totals'>[number];
type Line = ResponseOf<'system.metrics'>[number];

/** How far back one looks, and how finely. */
export const stretches = {
  day: { days: 1, by: 'hour' },
  week: { days: 7, by: 'hour' },
  month: { days: 30, by: 'day' },
  quarter: { days: 90, by: 'day' },
} as const;

export type Stretch = keyof typeof stretches;

export interface Picture {
  key: string;
  name: string;
  unit: string | null;
  devices: number;
  least: number;
  most: number;
  points: { starts_at: number; mean: number; most: number }[];
}

/** One picture for each name and unit, by name. */
export function series(totals: readonly Total[]): Picture[] {
  const pictures = new Map<string, Picture>();
  for (const total of totals) {
    const key = `${total.name}/${total.unit ?? ''}`;
    const picture = pictures.get(key) ?? { key, name: total.name, unit: total.unit, devices: 0, least: total.least, most: total.most, points: [] };
    picture.devices = Math.max(picture.devices, total.devices);
    picture.least = Math.min(picture.least, total.least);
    picture.most = Math.max(picture.most, total.most);
    picture.points.push({ starts_at: total.starts_at, mean: total.mean, most: total.most });
    pictures.set(key, picture);
  }
  return [...pictures.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** The newest value of each name on each PC; the list has the newest first. */
export function newest(lines: readonly Line[]): Line[] {
  const seen = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.name}/${line.device_id ?? ''}`;
    if (!seen.has(key)) seen.set(key, line);
  }
  return [...seen.values()].sort((a, b) => a.name.localeCompare(b.name));
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A measured value with its unit as people say it: `18.9 MB`, `3 min`, `0.2 s`. */
export function showMeasure(value: number, unit: string | null): string {
  if (unit === 'By') {
    const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
    return `${showNumber(value / 1000 ** step)} ${sizes[step] ?? 'B'}`;
  }
  if (unit === 's') return value >= 60 ? showDuration(value) : `${showNumber(value, value < 1 ? 3 : 1)} s`;
  return [showNumber(value), unit === '1' ? null : unit].filter(Boolean).join(' ');
}

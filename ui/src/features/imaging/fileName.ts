import { t } from '../../app/messages';
import type { Scan, ScanFile } from './types';

/** What an image of a scan is called: its number in its series, or the file's own name. */
export function imageName(file: ScanFile, series: Scan['series'][number]): string {
  const name = series.series_description ?? (series.series_number === null ? null : t('imaging.series', { number: series.series_number }));
  const image = file.instance_number === null ? file.file_name : t('imaging.image', { number: file.instance_number });
  return [name, image].filter(Boolean).join(' · ') || t('imaging.image.unnamed');
}

/** The same, for whoever only knows the file's id. */
export function imageNameOf(scan: Scan, id: string): string {
  for (const series of scan.series) {
    const file = series.files.find((each) => each.id === id);
    if (file) return imageName(file, series);
  }
  return t('imaging.image.unnamed');
}

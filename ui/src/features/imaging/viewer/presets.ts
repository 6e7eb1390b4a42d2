import type { DicomImage } from '../../../api/shell';
import { t, type MessageKey } from '../../../app/messages';
import type { GreyWindow } from './grey';

export interface Preset {
  name: string;
  window: GreyWindow;
}

/**
 * Windows for CT, whose scale is the same on every machine. Width and level as published by A. Murphy
 * and others, “Windowing (CT)”, Radiopaedia.org, https://radiopaedia.org/articles/windowing-ct. Other
 * kinds of images have no scale in common, so only their own files can name windows for them.
 */
const ct = [
  ['viewer.preset.lung', -600, 1500],
  ['viewer.preset.mediastinum', 50, 350],
  ['viewer.preset.abdomen', 50, 400],
  ['viewer.preset.liver', 30, 150],
  ['viewer.preset.bone', 400, 1800],
  ['viewer.preset.brain', 40, 80],
  ['viewer.preset.stroke', 40, 40],
] as const satisfies readonly (readonly [MessageKey, number, number])[];

/** The windows that the file names. */
export function ownWindows(image: DicomImage): readonly Preset[] {
  return image.windows.map(({ center, width, name }, index) => ({
    name: name ?? t('viewer.preset.file', { number: index + 1 }),
    window: { center, width: Math.max(1, width), exact: false },
  }));
}

export function modalityWindows(modality: string, image: DicomImage): readonly Preset[] {
  const hounsfield = image.rescale_unit === 'HU' || image.rescale_unit === null;
  if (modality !== 'CT' || image.planes !== 1 || !hounsfield) return [];
  return ct.map(([key, center, width]) => ({ name: t(key), window: { center, width, exact: false } }));
}

import type { Analysis } from './types';

/** The name under which the built-in check of how images are taken is written down, in every language. */
const QUALITY = 'Image quality';

/** Whether an analysis judges how the images are taken, rather than what they show. */
export function isQuality(analysis: Pick<Analysis, 'model'>): boolean {
  return analysis.model === QUALITY;
}

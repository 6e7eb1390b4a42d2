import { word } from '../../app/messages';
import type { ScanAtHand, WorklistLine } from './types';

/** What a scan is called on the screen: kind and part of the body. */
export function scanName(scan: { modality: string; body_part: string | null }): string {
  return [word('modality', scan.modality), scan.body_part].filter(Boolean).join(' · ');
}

export function scanOfLine(line: WorklistLine): ScanAtHand {
  return { id: line.scan_id, version: line.scan_version, name: scanName(line) };
}

// Names for what the commands of imaging answer.

import type { ResponseOf } from '../../api/commands';

export type WorklistLine = ResponseOf<'imaging.worklist'>[number];
export type Stage = 'acquisition' | 'analysis' | 'reading';
export type Scan = ResponseOf<'imaging.scan'>;
export type ScanFile = Scan['series'][number]['files'][number];
export type Analysis = Scan['analyses'][number];
export type Finding = Scan['findings'][number];
export type Report = Scan['reports'][number];
export type Method = ResponseOf<'imaging.methods'>[number];
export type ReportTemplate = ResponseOf<'imaging.report_templates'>[number];

/** What a step in the work needs to know of a scan, from the list or from its own page. */
export interface ScanAtHand {
  id: string;
  version: number;
  /** What the scan is, such as `CT · Chest`. */
  name: string;
}

/** The parts of a patient's whole record, in the order of its tabs. */
export const recordParts = ['timeline', 'results', 'medicines', 'documents', 'immunizations', 'procedures', 'plans', 'history', 'chained'] as const;

export type RecordPart = (typeof recordParts)[number];

export function isRecordPart(part: unknown): part is RecordPart {
  return recordParts.some((each) => each === part);
}

import type { WorklistLine } from './types';

export type Sorting = 'priority' | 'waits' | 'status' | 'assignee';

const urgency = ['stat', 'asap', 'urgent', 'routine'];
const progress = ['in_progress', 'assigned', 'waiting'];

const rank = (values: readonly string[], value: string) => {
  const at = values.indexOf(value);
  return at < 0 ? values.length : at;
};

/** The lines in another order. The clinic's own, the most urgent first, breaks ties. */
export function sortLines(lines: readonly WorklistLine[], by: Sorting): WorklistLine[] {
  const clinic = (a: WorklistLine, b: WorklistLine) => rank(urgency, a.priority) - rank(urgency, b.priority) || a.queued_at - b.queued_at;
  const first: Record<Sorting, (a: WorklistLine, b: WorklistLine) => number> = {
    priority: clinic,
    waits: (a, b) => a.queued_at - b.queued_at,
    status: (a, b) => rank(progress, a.status) - rank(progress, b.status) || (a.scheduled_at ?? Infinity) - (b.scheduled_at ?? Infinity) || 0,
    assignee: (a, b) => (a.assignee === null ? 1 : 0) - (b.assignee === null ? 1 : 0) || (a.assignee ?? '').localeCompare(b.assignee ?? ''),
  };
  // Two scans without a time are Infinity − Infinity, which is no number; they fall through to the tie.
  return [...lines].sort((a, b) => first[by](a, b) || clinic(a, b));
}

export interface Filter {
  text: string;
  priority: string | null;
  status: string | null;
}

/** What fits a search: each word somewhere in the patient's or the scan's facts. */
export function fits(line: WorklistLine, filter: Filter, name: string): boolean {
  if (filter.priority && line.priority !== filter.priority) return false;
  if (filter.status && line.scan_status !== filter.status) return false;
  const facts = [line.patient.display_name, line.patient.mrn, line.scan_number, name, line.study_description, line.reason, line.clinical_question, line.room, line.assignee].filter(Boolean).join(' ').toLowerCase();
  return filter.text.toLowerCase().split(/\s+/).every((part) => facts.includes(part));
}

// What an entry of the chained record holds, line by line. It is JSON as it was written, by this version
// or by one before it, and columns have the names of the record.

import { t, word } from '../../../app/messages';
import { showDate, showDayAndTime } from '../../../shared/time/format';

/** Names of rows mean nothing to a reader. */
const ROW_NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What stands for a word of the clinic, by the kind of entry and its part. */
const WORDS: Readonly<Record<string, string>> = {
  'visit_note.kind': 'visit_kind',
  'visit_note.status': 'visit_status',
  'other.change': 'condition_change',
  'other.status': 'condition_status',
  'other.severity': 'severity',
  'other.verification': 'condition_verification',
  'lab_result.status': 'lab_status',
  'lab_result.abnormal_flag': 'flag',
  'procedure.status': 'procedure_status',
  'triage.priority': 'triage',
  'triage.computed_priority': 'triage',
};

function shown(column: string, value: unknown, zone: string): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return t(value ? 'rule.yes' : 'rule.no');
  if (typeof value === 'number') return column === 'at' || column.endsWith('_at') ? showDayAndTime(value, zone) : String(value);
  if (typeof value === 'string') return ROW_NAME.test(value) ? '' : DAY.test(value) ? showDate(value) : value;
  if (Array.isArray(value)) return value.map((each) => shown(column, each, zone)).filter((each) => each !== '').join('\n');
  return Object.entries(value)
    .filter(([inner]) => inner !== 'version')
    .map(([inner, each]) => shown(inner, each, zone))
    .filter((each) => each !== '')
    .join(' · ');
}

/** Label and text of each part that says something, in the order in which they were written. */
export function chainedLines(type: string, content: string, zone: string): [string, string][] {
  let read: unknown;
  try {
    read = JSON.parse(content);
  } catch {
    return [['', content]];
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return [['', shown('', read, zone)]];
  return Object.entries(read)
    .filter(([column]) => column !== 'version')
    .map(([column, value]): [string, string] => {
      const group = WORDS[`${type}.${column}`];
      return [word('chained_field', column), group && typeof value === 'string' ? word(group, value) : shown(column, value, zone)];
    })
    .filter(([, text]) => text !== '');
}

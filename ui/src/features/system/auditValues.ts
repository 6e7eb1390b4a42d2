import { t } from '../../app/messages';
import { showDayAndTime } from '../../shared/time/format';

export interface ChangedField {
  column: string;
  before: string;
  after: string;
}

function read(text: string | null): Readonly<Record<string, unknown>> {
  if (!text) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : { '': value };
  } catch {
    return { '': text };
  }
}

function shown(column: string, value: unknown, zone: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && column.endsWith('_at')) return showDayAndTime(value, zone);
  if (typeof value === 'boolean') return t(value ? 'rule.yes' : 'rule.no');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What stood before and what stands after, column by column. */
export function changedFields(before: string | null, after: string | null, zone: string): ChangedField[] {
  const [old, fresh] = [read(before), read(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].map((column) => ({ column, before: shown(column, old[column], zone), after: shown(column, fresh[column], zone) }));
}

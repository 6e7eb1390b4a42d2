// A result as it is typed in one field: a number with or without a comparator, or words.

import { locale } from '../../../app/messages';

export interface TypedResult {
  value_number: number | null;
  value_comparator: '<' | '<=' | '>=' | '>' | null;
  value_text: string | null;
}

const comparators: Readonly<Record<string, TypedResult['value_comparator']>> = { '<': '<', '<=': '<=', '≤': '<=', '>=': '>=', '≥': '>=', '>': '>' };

/** What stands between whole and parts where the reader lives. */
function decimalSign(tag: string): string {
  return new Intl.NumberFormat(tag).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
}

/**
 * Reads what was typed; `comma` where a comma could mean a decimal point or thousands, which nobody
 * may guess of a potassium.
 */
export function readResult(text: string, tag: string = locale()): TypedResult | 'comma' | null {
  const plain = text.trim();
  if (plain === '') return null;
  const match = /^(<=|>=|[<>≤≥])?\s*([-−]?\d+(?:[.,]\d+)*)$/.exec(plain);
  if (!match?.[2]) return { value_number: null, value_comparator: null, value_text: plain };
  const signs = match[2].replaceAll(/[^.,]/g, '');
  if (signs.length > 1 || (signs === ',' && decimalSign(tag) !== ',')) return 'comma';
  const number = Number(match[2].replace(',', '.').replace('−', '-'));
  return { value_number: number, value_comparator: comparators[match[1] ?? ''] ?? null, value_text: null };
}

import { orNull } from '../../shared/forms/text';
import type { Report } from './types';

export const reportFields = ['findings_text', 'impression', 'recommendations', 'overall_result'] as const;
export type ReportField = (typeof reportFields)[number];
export type ReportText = Record<ReportField, string>;

export function textOf(report: Report): ReportText {
  return {
    findings_text: report.findings_text ?? '',
    impression: report.impression ?? '',
    recommendations: report.recommendations ?? '',
    overall_result: report.overall_result ?? '',
  };
}

/** The fields as the command takes them: blank is nothing. */
export function cellsOf(text: ReportText): Record<ReportField, string | null> {
  return { findings_text: orNull(text.findings_text), impression: orNull(text.impression), recommendations: orNull(text.recommendations), overall_result: orNull(text.overall_result) };
}

export function isSame(a: ReportText, b: ReportText): boolean {
  // The clinic stores text without blanks around it, which is no change by anybody.
  return reportFields.every((field) => a[field].trim() === b[field].trim());
}

/**
 * One report, two writers. `text` has every untouched field as it came in and every touched one as
 * typed; `theirs` holds what came in for the fields that both have changed, each differently.
 */
export function mergeText(stored: ReportText, typed: ReportText, incoming: ReportText): { text: ReportText; theirs: Partial<ReportText> } {
  const text = { ...incoming };
  const theirs: Partial<ReportText> = {};
  for (const field of reportFields) {
    if (typed[field] === stored[field]) continue;
    text[field] = typed[field];
    if (incoming[field] !== stored[field] && incoming[field].trim() !== typed[field].trim()) theirs[field] = incoming[field];
  }
  return { text, theirs };
}

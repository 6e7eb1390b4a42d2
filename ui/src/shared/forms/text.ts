import { t } from '../../app/messages';

/** What a form's text means to a command: blank is nothing. */
export function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** A number field's value: Mantine hands over '' while it is empty. */
export function numberOrNull(value: string | number): number | null {
  if (value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** What is wrong with a text that must be there, if anything. */
export function needed(text: string): string | null {
  return text.trim() === '' ? t('form.required') : null;
}

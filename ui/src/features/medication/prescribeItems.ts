// One medicine on a prescription: as it is typed, what is missing, and what goes to the clinic.

import type { PrescribeItem } from '../../api/commands';
import { t } from '../../app/messages';
import { numberOrNull, orNull } from '../../shared/forms/text';

export interface ItemValues {
  medication_text: string;
  /** A dose is amount, unit, route and timing; or words, where it cannot be said that way. */
  in_words: boolean;
  dose_amount: number | string;
  dose_unit: string;
  route: string;
  frequency_text: string;
  dosage_text: string;
  duration_days: number | string;
  quantity: number | string;
  refills_allowed: number | string;
  quantity_unit: string;
  as_needed: boolean;
  /** Blank is today. */
  start_on: string;
  /** Whether the pharmacy may hand out nothing else in its place. */
  only_this: boolean;
  instructions: string;
  indication: string;
}

export const blankItem: ItemValues = {
  medication_text: '',
  in_words: false,
  dose_amount: '',
  dose_unit: 'tablet',
  route: 'oral',
  frequency_text: '',
  dosage_text: '',
  duration_days: '',
  quantity: '',
  refills_allowed: 0,
  quantity_unit: '',
  as_needed: false,
  start_on: '',
  only_this: false,
  instructions: '',
  indication: '',
};

export function itemTroubles(item: ItemValues): Partial<Record<keyof ItemValues, string>> {
  const troubles: Partial<Record<keyof ItemValues, string>> = {};
  if (item.medication_text.trim() === '') troubles.medication_text = t('medication.text.missing');
  if (item.in_words) {
    if (item.dosage_text.trim() === '') troubles.dosage_text = t('medication.dosage.missing');
    return troubles;
  }
  const amount = numberOrNull(item.dose_amount);
  if (amount === null || amount <= 0) troubles.dose_amount = t('medication.amount.missing');
  if (item.dose_unit.trim() === '') troubles.dose_unit = t('form.required');
  if (item.route.trim() === '') troubles.route = t('form.required');
  if (item.frequency_text.trim() === '') troubles.frequency_text = t('medication.frequency.missing');
  return troubles;
}

export function toItem(typed: ItemValues): PrescribeItem {
  // A draft that was kept before a field was there has nothing in it.
  const item = { ...blankItem, ...typed };
  const coded = !item.in_words;
  return {
    medication_text: item.medication_text.trim(),
    dose_amount: coded ? numberOrNull(item.dose_amount) : null,
    dose_unit: coded ? orNull(item.dose_unit) : null,
    route: coded ? orNull(item.route) : null,
    frequency_text: coded ? orNull(item.frequency_text) : null,
    dosage_text: coded ? null : orNull(item.dosage_text),
    is_free_text_dosage: !coded,
    duration_days: numberOrNull(item.duration_days),
    as_needed: item.as_needed,
    quantity: numberOrNull(item.quantity),
    quantity_unit: orNull(item.quantity_unit),
    substitution_allowed: item.only_this ? false : null,
    start_on: orNull(item.start_on),
    refills_allowed: numberOrNull(item.refills_allowed) ?? 0,
    instructions: orNull(item.instructions),
    indication: orNull(item.indication),
  };
}

// The lines of a new invoice as they are typed, and their sum in whole minor units.

import { t } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { parseMoney } from '../../shared/money';

export interface LineValues {
  description: string;
  quantity: number | string;
  price: string;
  procedure_code: string;
  diagnosis_code: string;
}

export const blankLine: LineValues = { description: '', quantity: 1, price: '', procedure_code: '', diagnosis_code: '' };

export function lineTroubles(line: LineValues, currency: string): Partial<Record<keyof LineValues, string>> {
  const troubles: Partial<Record<keyof LineValues, string>> = {};
  if (line.description.trim() === '') troubles.description = t('billing.line.missing');
  const quantity = Number(line.quantity);
  if (line.quantity === '' || !Number.isFinite(quantity) || quantity <= 0) troubles.quantity = t('billing.quantity.wrong');
  if (parseMoney(line.price, currency) === null) troubles.price = t('billing.amount.wrong');
  return troubles;
}

export function toLine(line: LineValues, currency: string) {
  return {
    description: line.description.trim(),
    quantity: Number(line.quantity),
    unit_price_minor: parseMoney(line.price, currency) ?? 0,
    procedure_code: orNull(line.procedure_code),
    diagnosis_code: orNull(line.diagnosis_code),
  };
}

/**
 * Quantity times price in whole minor units, half a unit rounded up. It is reckoned with the digits
 * that were typed, as the clinic does, because 1.005 × 1000 is not 1005 in binary fractions.
 */
export function amountMinor(quantity: number | string, price: number): number | null {
  const match = /^(\d*)\.?(\d*)$/.exec(String(quantity).trim());
  const digits = `${match?.[1] ?? ''}${match?.[2] ?? ''}`;
  if (digits === '') return null;
  const scale = 10n ** BigInt(match?.[2]?.length ?? 0);
  return Number((BigInt(digits) * BigInt(price) * 2n + scale) / (scale * 2n));
}

/** Lines that cannot be read yet count as nothing. */
export function totalMinor(lines: readonly LineValues[], currency: string): number {
  return lines.reduce((sum, line) => {
    const price = parseMoney(line.price, currency);
    return sum + (price === null ? 0 : (amountMinor(line.quantity, price) ?? 0));
  }, 0);
}

// Lots to take a medicine from, and how much of each.

import { t } from '../../app/messages';
import { numberOrNull } from '../../shared/forms/text';
import { showDate } from '../../shared/time/format';

export interface TakeLot {
  id: string;
  name: string;
  lot_number: string | null;
  expires_on: string | null;
  unit: string;
  level: number;
  expired: boolean;
  /** How much is proposed to be taken. */
  take: number;
}

/** What was typed over the proposal, by lot; nothing while it is taken as proposed. */
export type Takes = Readonly<Record<string, number | string>>;

/** Fills `quantity` from what expires first. What the lots do not hold comes from the last of them, as the clinic does it. */
export function takeFirstExpiring(lots: readonly Omit<TakeLot, 'take'>[], quantity: number): TakeLot[] {
  const last = (lot: Omit<TakeLot, 'take'>) => lot.expires_on ?? '9999-12-31';
  const sorted = [...lots].sort((a, b) => last(a).localeCompare(last(b)));
  let left = quantity;
  const taken = sorted.map((lot) => {
    const take = lot.expired ? 0 : Math.min(left, Math.max(0, lot.level));
    left -= take;
    return { ...lot, take };
  });
  const end = taken.findLast((lot) => !lot.expired);
  if (end) end.take += left;
  return taken;
}

/** The shares that go to the clinic; lots of which nothing is taken are left out. */
export function shares(lots: readonly TakeLot[], takes: Takes | null): { inventory_item_id: string; quantity: number }[] {
  return lots
    .filter((lot) => !lot.expired)
    .map((lot) => ({ inventory_item_id: lot.id, quantity: takes === null ? lot.take : (numberOrNull(takes[lot.id] ?? '') ?? 0) }))
    .filter((share) => share.quantity > 0);
}

/** `21`, not `21.000000001`, where shares are added up. */
export function sumOf(quantities: readonly { quantity: number }[]): number {
  return Math.round(quantities.reduce((sum, each) => sum + each.quantity, 0) * 1e6) / 1e6;
}

export function lotName(lot: { lot_number: string | null }): string {
  return lot.lot_number ?? t('pharmacy.lot.none');
}

export function lastDay(lot: { expires_on: string | null }): string {
  return lot.expires_on ? showDate(lot.expires_on) : t('pharmacy.expires.never');
}

// What is kept at this site, each thing with its lots.

import type { ResponseOf } from '../../api/commands';

export type Stock = ResponseOf<'medication.stock'>;
export type StockLot = Stock['lots'][number];
export type Stocked = Stock['medicines'][number];

export interface StockThing {
  key: string;
  name: string;
  unit: string;
  /** Nothing where only retired lots are left of it. */
  medicine: Stocked | null;
  lots: StockLot[];
}

export type StockFilter = 'all' | 'to_order' | 'expiring';

/** Lots count as the same thing by their medicine of the list, otherwise by their words; as the clinic does it. */
function keyOf(lot: { medication_id: string | null; name: string }): string {
  return lot.medication_id ?? `name:${lot.name.trim().toLowerCase()}`;
}

export function things(stock: Stock): StockThing[] {
  const byKey = new Map<string, StockThing>();
  for (const lot of stock.lots) {
    const key = keyOf(lot);
    const thing = byKey.get(key) ?? { key, name: lot.name, unit: lot.unit, medicine: null, lots: [] };
    thing.lots.push(lot);
    byKey.set(key, thing);
  }
  for (const medicine of stock.medicines) {
    const thing = byKey.get(keyOf(medicine));
    if (thing) Object.assign(thing, { medicine, name: medicine.name, unit: medicine.unit });
  }
  return [...byKey.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function belongs(thing: StockThing, filter: StockFilter): boolean {
  if (filter === 'to_order') return thing.medicine?.reorder.due === true;
  if (filter === 'expiring') return thing.lots.some((lot) => lot.is_active && lot.level > 0 && (lot.expiring || lot.expired));
  return true;
}

export function answersTo(thing: StockThing, words: string): boolean {
  const typed = words.trim().toLocaleLowerCase();
  return typed === '' || [thing.name, ...thing.lots.flatMap((lot) => [lot.lot_number ?? '', lot.location ?? ''])].some((text) => text.toLocaleLowerCase().includes(typed));
}

// The pharmacy and its stock of the made-up clinic.

import type { PatientLine, ResponseOf } from '../src/api/commands';
import { addDays, dateAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Waiting = ResponseOf<'medication.waiting'>[number];
type Line = ResponseOf<'medication.dispensed'>[number];
type Lot = ResponseOf<'medication.stock'>['lots'][number];
type Request = Record<string, unknown>;
type Refuse = (sentence: string, code?: string | null, field?: string) => never;

const minute = 60_000_000;
const now = nowMicros();
const today = dateAt(now, 'Europe/London');

function patient(index: number): PatientLine {
  const found = patients[index];
  if (!found) throw new Error('no such patient');
  return found;
}

const waiting: Waiting[] = [
  { item_id: 'w1', prescription_id: 'rxa', patient: patient(0), prescribed_at: now - 47 * minute, medication_text: 'Amoxicillin 500 mg capsule', dosage: '1 capsule, oral, every 8 hours, for 7 days', quantity: 21, quantity_unit: 'capsule', handed_out: 0, refills_left: 0, substitution_allowed: false, pharmacy_notes: 'Prescribed despite: Amina Yusuf is allergic to Penicillin. Reason: tested negative in 2024.' },
  { item_id: 'w2', prescription_id: 'rxa', patient: patient(0), prescribed_at: now - 47 * minute, medication_text: 'Paracetamol 500 mg tablet', dosage: '2 tablets, oral, as needed, at most 4 times a day', quantity: 30, quantity_unit: 'tablet', handed_out: 10, refills_left: 1, substitution_allowed: true, pharmacy_notes: null },
  { item_id: 'w3', prescription_id: 'rxb', patient: patient(3), prescribed_at: now - 26 * minute, medication_text: 'Metformin 850 mg tablet', dosage: '1 tablet, oral, twice a day with meals', quantity: 180, quantity_unit: 'tablet', handed_out: 0, refills_left: 2, substitution_allowed: true, pharmacy_notes: null },
  { item_id: 'w4', prescription_id: 'rxc', patient: patient(4), prescribed_at: now - 12 * minute, medication_text: 'Ibuprofen 100 mg/5 ml suspension', dosage: '5 ml, oral, three times a day', quantity: 100, quantity_unit: 'ml', handed_out: 0, refills_left: 0, substitution_allowed: null, pharmacy_notes: null },
  { item_id: 'w5', prescription_id: 'rxd', patient: patient(8), prescribed_at: now - 5 * minute, medication_text: 'Warfarin 5 mg tablet', dosage: '1 tablet, oral, once a day', quantity: 28, quantity_unit: 'tablet', handed_out: 0, refills_left: 5, substitution_allowed: true, pharmacy_notes: null },
];

let made = 0;
function lot(medication: string, name: string, lot_number: string | null, days: number | null, unit: string, level: number, location: string | null, minimum: number | null = null): Lot {
  const expires_on = days === null ? null : addDays(today, days);
  return { id: `lot${made++}`, version: 1, medication_id: medication, name, lot_number, expires_on, unit, location, minimum_quantity: minimum, lead_time_days: 6, unit_cost_minor: null, currency: null, supplier: null, notes: null, is_active: true, level, expired: days !== null && days < 0, expiring: days !== null && days >= 0 && days <= 90 && level > 0 };
}

const lots: Lot[] = [
  lot('amox', 'Amoxicillin 500 mg capsule', 'AX-2207', -12, 'capsule', 14, 'Shelf A2'), lot('amox', 'Amoxicillin 500 mg capsule', 'AX-3310', 41, 'capsule', 12, 'Shelf A2'), lot('amox', 'Amoxicillin 500 mg capsule', 'AX-4108', 420, 'capsule', 160, 'Shelf A2'),
  lot('amlo', 'Amlodipine 5 mg tablet', 'AM-119', 300, 'tablet', 44, 'Shelf A1', 60), lot('doxy', 'Doxycycline 100 mg capsule', 'DX-88', 510, 'capsule', 220, 'Shelf A3'),
  lot('ibu', 'Ibuprofen 100 mg/5 ml suspension', 'IB-7', 200, 'bottle', 9, 'Shelf C1', 6), lot('insu', 'Insulin glargine 100 units/ml pen', 'GL-5512', 66, 'pen', 18, 'Refrigerator'),
  lot('metf', 'Metformin 850 mg tablet', 'MF-901', 25, 'tablet', 60, 'Shelf B1'), lot('metf', 'Metformin 850 mg tablet', 'MF-915', 320, 'tablet', 84, 'Shelf B1'), lot('para', 'Paracetamol 500 mg tablet', 'PC-1', 700, 'tablet', 960, 'Shelf B2'),
  lot('para', 'Paracetamol 500 mg tablet', 'PC-2', 760, 'tablet', 1000, 'Store room'), lot('salb', 'Salbutamol 100 mcg inhaler', 'SB-40', 150, 'inhaler', -2, 'Shelf C2', 5), lot('ring', 'Ringer lactate 500 ml', null, 900, 'bag', 36, 'Store room'),
];

const days: Record<string, number> = { amox: 6.4, amlo: 8.1, metf: 21, para: 34, insu: 0.6, doxy: 2.2 };

const handed: Line[] = [
  { id: 'd1', prescription_item_id: 'w2', patient: patient(0), medication_text: 'Paracetamol 500 mg tablet', dispensed_at: now - 31 * minute, dispensed_by: 'Pilar Soto', quantity: 10, unit: 'tablet', lot_number: 'PC-1', days_supplied: 2, substitution_text: null, despite_text: null, no_lot_reason: null, correction_reason: null, struck: false },
  { id: 'd2', prescription_item_id: 'x2', patient: patient(1), medication_text: 'Amlodipine 5 mg tablet', dispensed_at: now - 55 * minute, dispensed_by: 'Pilar Soto', quantity: 28, unit: 'tablet', lot_number: 'AM-119', days_supplied: 28, substitution_text: null, despite_text: null, no_lot_reason: null, correction_reason: 'Miscounted: one strip too many.', struck: false },
  { id: 'd3', prescription_item_id: 'x2', patient: patient(1), medication_text: 'Amlodipine 5 mg tablet', dispensed_at: now - 55 * minute, dispensed_by: 'Pilar Soto', quantity: 42, unit: 'tablet', lot_number: 'AM-119', days_supplied: 42, substitution_text: null, despite_text: null, no_lot_reason: null, correction_reason: null, struck: true },
  { id: 'd4', prescription_item_id: 'x4', patient: patient(9), medication_text: 'Diclofenac 50 mg tablet', dispensed_at: now - 80 * minute, dispensed_by: 'Pilar Soto', quantity: 20, unit: 'tablet', lot_number: null, days_supplied: 10, substitution_text: 'Ibuprofen 400 mg tablet', despite_text: 'Handed out despite: Ibuprofen with Warfarin: bleeding. Reason: the doctor was asked on the telephone.', no_lot_reason: 'Brought from the hospital', correction_reason: null, struck: false },
];

function ofItem(id: unknown): Lot[] {
  const item = waiting.find((each) => each.item_id === id);
  return lots.filter((each) => each.name === item?.medication_text && each.is_active);
}

/** The answers of the pharmacy and the store room. */
export function medicines(changed: (tables: string[]) => void, refuse: Refuse): Record<string, (request: Request) => unknown> {
  const move = (sign: number) => ({ inventory_item_id, quantity }: Request) => {
    const found = lots.find((each) => each.id === inventory_item_id);
    if (found) found.level += sign * Number(quantity);
    changed(['inventory_movements']);
    return { id: 'mv', level: found?.level ?? 0 };
  };
  return {
    'medication.waiting': () => waiting.filter((each) => each.quantity === null || each.handed_out < each.quantity),
    'medication.propose_lots': ({ prescription_item_id, quantity }) => {
      const item = waiting.find((each) => each.item_id === prescription_item_id);
      const of = ofItem(prescription_item_id);
      const same = of.every((each) => each.unit === item?.quantity_unit);
      const wanted = quantity === null ? (same ? (item?.quantity ?? 0) - (item?.handed_out ?? 0) : 0) : Number(quantity);
      let left = wanted;
      const taken = of.map((each) => {
        const take = each.expired ? 0 : Math.min(left, Math.max(0, each.level));
        left -= take;
        return { inventory_item_id: each.id, name: each.name, lot_number: each.lot_number, expires_on: each.expires_on, unit: each.unit, level: each.level, expired: each.expired, take };
      });
      const last = taken.findLast((each) => !each.expired);
      if (last) last.take += left;
      return { quantity: wanted, days_supplied: same && wanted > 0 ? Math.floor(wanted / 3) : null, refills_left: item?.refills_left ?? 0, lots: taken, short: left > 0 };
    },
    'medication.dispense': ({ prescription_item_id, quantity, accept_warnings, accept_reason }) => {
      if (prescription_item_id === 'w5' && !accept_warnings) refuse('Warfarin 5 mg with Ibuprofen 400 mg: the risk of bleeding is high. This has come up since the doctor prescribed it.', 'warned');
      if (prescription_item_id === 'w5' && !accept_reason) refuse('Say why this is handed out all the same; the doctor reads it.', 'reason_needed', 'accept_reason');
      const item = waiting.find((each) => each.item_id === prescription_item_id);
      if (item) item.handed_out += Number(quantity);
      if (item) handed.unshift({ id: `d${made++}`, prescription_item_id: item.item_id, patient: item.patient, medication_text: item.medication_text, dispensed_at: nowMicros(), dispensed_by: 'Pilar Soto', quantity: Number(quantity), unit: item.quantity_unit, lot_number: ofItem(item.item_id)[0]?.lot_number ?? null, days_supplied: 7, substitution_text: null, despite_text: null, no_lot_reason: null, correction_reason: null, struck: false });
      changed(['dispensings', 'inventory_movements']);
      return { dispensing_ids: ['d'], days_supplied: 7, refills_left: item?.refills_left ?? 0 };
    },
    'medication.dispensed': ({ on }) => (on === today ? handed : []),
    'medication.correct_dispensing': ({ dispensing_id, quantity, reason }) => {
      const line = handed.find((each) => each.id === dispensing_id);
      if (line) {
        handed.splice(handed.indexOf(line), 0, { ...line, id: `d${made++}`, quantity: Number(quantity), correction_reason: String(reason) });
        line.struck = true;
      }
      changed(['dispensings']);
      return { id: 'd' };
    },
    'medication.record': ({ patient_id }) => ({
      patient: patient(0),
      items: [
        ...waiting.filter((each) => each.patient.id === patient_id).map((each) => ({ item_id: each.item_id, version: 1, prescription_id: each.prescription_id, renews_id: null, medication_text: each.medication_text, dosage: each.dosage, status: 'active', status_reason: null, start_on: today, end_on: null, quantity: each.quantity, quantity_unit: each.quantity_unit, handed_out: each.handed_out, last_handed_out_at: null, refills_allowed: 0, refills_left: each.refills_left, pharmacy_notes: each.pharmacy_notes })),
        { item_id: 'h1', version: 1, prescription_id: 'rxo', renews_id: null, medication_text: 'Simvastatin 20 mg tablet', dosage: '1 tablet, oral, at night', status: 'on_hold', status_reason: 'Muscle pain', start_on: today, end_on: null, quantity: 28, quantity_unit: 'tablet', handed_out: 28, last_handed_out_at: null, refills_allowed: 5, refills_left: 4, pharmacy_notes: null },
      ],
      statements: [{ id: 'st', version: 1, medication_text: 'Ibuprofen 400 mg', dosage_text: 'when her back hurts', status: 'active', started_on: null, ended_on: null, source_text: 'the patient', reason_text: null, notes: null }],
      dispensings: handed, administrations: [],
    }),
    'medication.hold': () => (changed(['prescription_items']), {}),
    'medication.resume': () => (changed(['prescription_items']), {}),
    'medication.undo_stop': () => (changed(['prescription_items']), {}),
    'messages.create_task': () => ({ id: 'task' }),
    'medication.stock': ({ retired }) => {
      const shown = lots.filter((each) => retired || each.is_active);
      const names = [...new Set(lots.filter((each) => each.is_active).map((each) => each.medication_id))];
      return {
        lots: shown, expiring_within_days: 90, more: false,
        medicines: names.map((id) => {
          const of = lots.filter((each) => each.medication_id === id && each.is_active);
          const level = of.filter((each) => !each.expired).reduce((sum, each) => sum + each.level, 0);
          const mean = days[id ?? ''] ?? null;
          const minimum = of.find((each) => each.minimum_quantity !== null)?.minimum_quantity ?? null;
          const threshold = mean === null ? minimum : mean * 6 + 1.645 * mean * 0.4 * Math.sqrt(6);
          return {
            medication_id: id, name: of[0]?.name ?? '', unit: of[0]?.unit ?? '', level,
            reorder: {
              due: threshold === null ? null : level <= threshold, threshold, basis: mean === null ? (minimum === null ? 'none' : 'fixed_minimum') : 'computed', mean_per_day: mean, deviation: mean === null ? null : mean * 0.4, lead_time_days: 6, days: mean === null ? 12 : 90,
              reasons: mean === null ? ['Its use is known for 12 days; from 30 days on it is computed.', minimum === null ? 'No fixed minimum is noted on any lot.' : `The fixed minimum is ${minimum}; ${level} is left.`] : [`${mean} a day on average over 90 days, standard deviation ${(mean * 0.4).toFixed(2)}.`, `A delivery takes 6 days: order at ${(threshold ?? 0).toFixed(2)} or less; ${level} is left.`],
            },
          };
        }),
      };
    },
    'medication.receive_stock': move(1), 'medication.return_stock': move(1), 'medication.waste_stock': move(-1), 'medication.expire_stock': move(-1), 'medication.transfer_stock': (request) => ({ ...move(-1)(request), to_inventory_item_id: 'there' }),
    'medication.count_stock': ({ inventory_item_id, counted }) => {
      const found = lots.find((each) => each.id === inventory_item_id);
      if (found) found.level = Number(counted);
      changed(['inventory_movements']);
      return { id: 'mv', level: Number(counted) };
    },
    'medication.add_lot': (request) => {
      const added = lot(String(request.medication_id ?? request.name), String(request.name), request.lot_number as string | null, 365, String(request.unit), Number(request.received ?? 0), request.location as string | null);
      lots.push({ ...added, expires_on: request.expires_on as string | null });
      changed(['inventory_items']);
      return { id: added.id };
    },
    'medication.update_lot': () => (changed(['inventory_items']), {}),
    'medication.retire_lot': ({ id }) => {
      const found = lots.find((each) => each.id === id);
      if (found && Math.abs(found.level) > 0) refuse('By the record something is left of this lot. Count it, or note it as wasted, first.');
      if (found) found.is_active = false;
      changed(['inventory_items']);
      return {};
    },
    'medication.set_expiry_warning': () => (changed(['system_settings']), {}),
    'medication.review_stock': () => ({ alerts: 3 }),
    'medication.medicines': () => [...new Map(lots.map((each) => [each.medication_id, each])).values()].map((each) => ({ id: each.medication_id, version: 1, label: each.name, name: each.name, strength: null, form: null, unit: each.unit, code_system: null, code: null, ingredients: [], classes: [], default_dose_text: null, notes: null, is_active: true })),
    'organization.sites': () => [
      { id: 's1', version: 1, name: 'Canal Street', code: null, kind: null, time_zone: 'Europe/London', currency: 'GBP', address_line: null, city: null, state: null, postal_code: null, country: null, phone: null, email: null, is_active: true },
      { id: 's2', version: 1, name: 'Harbour Clinic', code: null, kind: null, time_zone: 'Europe/London', currency: 'GBP', address_line: null, city: null, state: null, postal_code: null, country: null, phone: null, email: null, is_active: true },
    ],
  };
}

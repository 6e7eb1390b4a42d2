// The way from bed to bed: who has medicines to be given, ward by ward, and what of them is due when.

import type { PatientLine } from '../../api/commands';
import { addMinutes } from '../../shared/time/siteTime';
import type { Bed, Ward } from '../place/bedWords';
import type { DueDose } from './medicineWords';

export interface Sorted {
  /** Due by now or within the time that is looked at, the most overdue first. */
  due: DueDose[];
  later: DueDose[];
  /** Those that no clock calls. */
  by_need: DueDose[];
}

export interface PatientOnRound {
  patient: PatientLine;
  bed: Bed | null;
  doses: DueDose[];
}

export interface WardOnRound {
  /** Nothing for those who have no bed. */
  ward: string | null;
  in_bed: boolean;
  patients: PatientOnRound[];
}

/** What is due until so many minutes from now, what comes later, and what has no time. */
export function sortDoses(doses: readonly DueDose[], now: number, within_minutes: number): Sorted {
  const until = addMinutes(now, within_minutes);
  const timed = doses.flatMap((dose) => (dose.due_at === null ? [] : [{ dose, due_at: dose.due_at }])).sort((a, b) => a.due_at - b.due_at);
  return {
    due: timed.filter((each) => each.due_at <= until).map((each) => each.dose),
    later: timed.filter((each) => each.due_at > until).map((each) => each.dose),
    by_need: doses.filter((dose) => dose.due_at === null),
  };
}

export function isOverdue(dose: DueDose, now: number): boolean {
  return dose.due_at !== null && dose.due_at < now;
}

/** In the order in which the beds stand; whoever has none comes last, the most urgent first. */
export function roundOf(doses: readonly DueDose[], wards: readonly Ward[]): WardOnRound[] {
  const of = new Map<string, PatientOnRound>();
  for (const dose of doses) {
    const known = of.get(dose.patient.id);
    if (known) known.doses.push(dose);
    else of.set(dose.patient.id, { patient: dose.patient, bed: null, doses: [dose] });
  }
  const round: WardOnRound[] = [];
  for (const ward of wards) {
    const patients = ward.beds.flatMap((bed) => {
      const found = bed.stay ? of.get(bed.stay.patient.id) : undefined;
      if (!found || found.bed) return [];
      found.bed = bed;
      return [found];
    });
    if (patients.length > 0) round.push({ ward: ward.ward, in_bed: true, patients });
  }
  const rest = [...of.values()].filter((each) => !each.bed);
  if (rest.length > 0) round.push({ ward: null, in_bed: false, patients: rest });
  return round;
}

/** Whether the patient, the bed or one of the medicines fits what was typed. */
export function onRoundFits(each: PatientOnRound, typed: string): boolean {
  const words = [each.patient.display_name, each.patient.mrn, each.bed?.ward, each.bed?.room, each.bed?.label, ...each.doses.map((dose) => dose.medication_text)].filter(Boolean).join(' ').toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.includes(part));
}

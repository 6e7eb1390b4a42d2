import type { ResponseOf } from '../../api/commands';
import { t } from '../../app/messages';

export type Ward = ResponseOf<'place.wards'>[number];
export type Bed = Ward['beds'][number];
export type Stay = NonNullable<Bed['stay']>;

export const bedKinds = ['standard', 'intensive_care', 'maternity', 'paediatric', 'isolation', 'day_care'] as const;

/** What the board asks again for: who lies where, and what stands there. */
export const WARD_TABLES = ['beds', 'bed_stays', 'patients', 'resources', 'resource_events'] as const;

export function bedName(bed: { label: string; room: string }): string {
  return t('ward.bed_in_room', { label: bed.label, room: bed.room });
}

/** Nobody lies in it. A stay that the centre could not grant does not take the bed. */
export function isFree(bed: Bed): boolean {
  return bed.stay === null;
}

/** The free beds, ward by ward, for a list to choose from. */
export function freeBeds(wards: readonly Ward[]): { group: string; items: { value: string; label: string }[] }[] {
  return wards
    .map((ward) => ({ group: ward.ward ?? t('ward.none'), items: ward.beds.filter(isFree).map((bed) => ({ value: bed.id, label: bedName(bed) })) }))
    .filter((ward) => ward.items.length > 0);
}

/** Whether the bed or who lies in it fits what was typed. */
export function fits(bed: Bed, typed: string): boolean {
  const words = [bed.ward, bed.room, bed.label, bed.stay?.patient.display_name, bed.stay?.patient.mrn].filter(Boolean).join(' ').toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.includes(part));
}

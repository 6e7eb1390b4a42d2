// Which screens and buttons a role is shown. This only keeps the screen tidy: what a person may really
// do is decided by the clinic for every command, and again by the server.

export type Ability =
  | 'see_calendar'
  | 'book'
  | 'find_patients'
  | 'register_patients'
  | 'see_clinical'
  | 'write_visit'
  | 'record_vitals'
  | 'prescribe'
  | 'see_money'
  | 'take_money'
  | 'write_invoices'
  | 'keep_staff'
  | 'keep_hours'
  | 'keep_devices'
  | 'see_beds'
  | 'place_patients'
  | 'keep_beds'
  | 'move_machines'
  | 'see_acute'
  | 'assess_acute'
  | 'keep_limits'
  | 'give_therapy'
  | 'see_therapy'
  | 'see_wellness'
  | 'write_wellness'
  | 'tick_wellness'
  | 'record_stress';

const clinicalReaders: readonly Ability[] = ['find_patients', 'see_clinical'];

const abilities: Readonly<Record<string, readonly Ability[]>> = {
  admin: ['see_calendar', 'find_patients', 'see_clinical', 'see_money', 'keep_staff', 'keep_hours', 'keep_devices'],
  doctor: [
    'see_calendar', 'book', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'prescribe', 'see_money',
  ],
  nurse: ['see_calendar', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals'],
  receptionist: ['see_calendar', 'book', 'find_patients', 'register_patients', 'see_money', 'take_money'],
  finance: ['find_patients', 'see_money', 'take_money', 'write_invoices'],
  pharmacist: clinicalReaders,
  lab_technician: clinicalReaders,
  therapist: ['see_calendar', ...clinicalReaders],
  radiologist: clinicalReaders,
  imaging_technician: clinicalReaders,
  manager: [],
  it_admin: ['keep_devices'],
};

/** Beds, those who cannot wait, therapy and wellness. */
const careAbilities: Readonly<Record<string, readonly Ability[]>> = {
  admin: ['see_beds', 'keep_beds', 'move_machines', 'see_acute', 'keep_limits', 'see_therapy', 'see_wellness'],
  doctor: [
    'see_beds', 'place_patients', 'move_machines', 'see_acute', 'assess_acute', 'see_therapy', 'see_wellness', 'write_wellness', 'tick_wellness',
    'record_stress',
  ],
  nurse: ['see_beds', 'place_patients', 'move_machines', 'see_acute', 'assess_acute', 'see_wellness', 'tick_wellness', 'record_stress'],
  receptionist: ['see_beds', 'place_patients'],
  pharmacist: ['see_beds'],
  lab_technician: ['see_beds', 'move_machines'],
  radiologist: ['see_beds', 'move_machines'],
  imaging_technician: ['see_beds', 'move_machines'],
  therapist: ['give_therapy', 'see_therapy', 'see_wellness', 'write_wellness', 'tick_wellness', 'record_stress'],
};

/** True when any of the person's roles allows it. */
export function allows(roles: readonly string[], ability: Ability): boolean {
  return roles.some((role) => (abilities[role]?.includes(ability) ?? false) || (careAbilities[role]?.includes(ability) ?? false));
}

/** The roles that can be given to a member of staff, in the order a clinic thinks of them. */
export const staffRoles: readonly string[] = [
  'receptionist', 'doctor', 'nurse', 'finance', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician',
  'therapist', 'manager', 'admin', 'it_admin',
];

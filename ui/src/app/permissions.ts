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
  | 'administer'
  | 'keep_clinic'
  | 'keep_systems'
  | 'merge_patients';

const clinicalReaders: readonly Ability[] = ['find_patients', 'see_clinical'];

const abilities: Readonly<Record<string, readonly Ability[]>> = {
  admin: ['see_calendar', 'find_patients', 'see_clinical', 'see_money', 'keep_staff', 'keep_hours', 'keep_devices', 'administer', 'keep_clinic', 'keep_systems'],
  doctor: [
    'see_calendar', 'book', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'prescribe', 'see_money', 'merge_patients',
  ],
  nurse: ['see_calendar', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals'],
  receptionist: ['see_calendar', 'book', 'find_patients', 'register_patients', 'see_money', 'take_money', 'merge_patients'],
  finance: ['find_patients', 'see_money', 'take_money', 'write_invoices'],
  pharmacist: clinicalReaders,
  lab_technician: clinicalReaders,
  therapist: ['see_calendar', ...clinicalReaders],
  radiologist: clinicalReaders,
  imaging_technician: clinicalReaders,
  manager: [],
  it_admin: ['keep_devices', 'administer', 'keep_systems'],
};

/** True when any of the person's roles allows it. */
export function allows(roles: readonly string[], ability: Ability): boolean {
  return roles.some((role) => abilities[role]?.includes(ability) ?? false);
}

/** The roles that can be given to a member of staff, in the order a clinic thinks of them. */
export const staffRoles: readonly string[] = [
  'receptionist', 'doctor', 'nurse', 'finance', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician',
  'therapist', 'manager', 'admin', 'it_admin',
];

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
  | 'see_alerts'
  | 'answer_alerts'
  | 'name_in_alerts'
  | 'see_response_times'
  | 'see_notes'
  | 'see_chats'
  | 'write_chats'
  | 'do_tasks'
  | 'see_accounts'
  | 'see_revenue'
  | 'keep_prices'
  | 'see_totals';
  | 'see_imaging'
  | 'order_scans'
  | 'take_scans'
  | 'read_scans'
  | 'keep_imaging';
  | 'see_pharmacy'
  | 'dispense'
  | 'see_stock'
  | 'keep_stock'
  | 'waste_stock'
  | 'set_expiry_warning'
  | 'see_laboratory'
  | 'take_specimen'
  | 'work_laboratory'
  | 'review_results';
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
  | 'administer'
  | 'keep_clinic'
  | 'keep_systems'
  | 'merge_patients';

const clinicalReaders: readonly Ability[] = ['find_patients', 'see_clinical'];

const abilities: Readonly<Record<string, readonly Ability[]>> = {
  admin: ['see_calendar', 'find_patients', 'see_clinical', 'see_money', 'keep_staff', 'keep_hours', 'keep_devices', 'see_accounts', 'see_revenue', 'keep_prices', 'see_totals'],
  admin: ['see_calendar', 'find_patients', 'see_clinical', 'see_money', 'keep_staff', 'keep_hours', 'keep_devices', 'see_imaging', 'keep_imaging'],
  doctor: [
    'see_calendar', 'book', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'prescribe', 'see_money',
    'see_imaging', 'order_scans',
  ],
  nurse: ['see_calendar', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals'],
  receptionist: ['see_calendar', 'book', 'find_patients', 'register_patients', 'see_money', 'take_money', 'see_accounts'],
  finance: ['find_patients', 'see_money', 'take_money', 'write_invoices', 'see_accounts', 'see_revenue', 'keep_prices'],
  pharmacist: clinicalReaders,
  lab_technician: clinicalReaders,
  admin: ['see_calendar', 'find_patients', 'see_clinical', 'see_money', 'keep_staff', 'keep_hours', 'keep_devices',
    'see_pharmacy', 'see_stock', 'set_expiry_warning', 'see_laboratory',
  ],
  doctor: [
    'see_calendar', 'book', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'prescribe', 'see_money',
    'see_pharmacy', 'see_stock', 'waste_stock', 'see_laboratory', 'take_specimen', 'work_laboratory', 'review_results',
  ],
  nurse: ['see_calendar', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'see_stock', 'waste_stock', 'see_laboratory', 'take_specimen'],
  receptionist: ['see_calendar', 'book', 'find_patients', 'register_patients', 'see_money', 'take_money'],
  finance: ['find_patients', 'see_money', 'take_money', 'write_invoices'],
  pharmacist: [...clinicalReaders, 'see_pharmacy', 'dispense', 'see_stock', 'keep_stock', 'waste_stock'],
  lab_technician: [...clinicalReaders, 'see_laboratory', 'take_specimen', 'work_laboratory'],
  therapist: ['see_calendar', ...clinicalReaders],
  radiologist: clinicalReaders,
  imaging_technician: clinicalReaders,
  manager: ['see_totals'],
  nurse: ['see_calendar', 'find_patients', 'see_clinical', 'write_visit', 'record_vitals', 'see_imaging'],
  receptionist: ['see_calendar', 'book', 'find_patients', 'register_patients', 'see_money', 'take_money'],
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
  radiologist: [...clinicalReaders, 'see_imaging', 'order_scans', 'take_scans', 'read_scans', 'keep_imaging'],
  imaging_technician: [...clinicalReaders, 'see_imaging', 'order_scans', 'take_scans'],
  manager: [],
  it_admin: ['keep_devices', 'administer', 'keep_systems'],
};

const atPatients: readonly string[] = ['doctor', 'nurse', 'receptionist', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician'];
const atWork: readonly string[] = ['admin', ...atPatients, 'finance'];

/** What most roles share is said the other way round: who may. */
const shared: Readonly<Partial<Record<Ability, readonly string[]>>> = {
  see_alerts: [...atWork, 'manager', 'it_admin'],
  see_notes: [...atWork, 'manager', 'it_admin'],
  answer_alerts: atWork,
  name_in_alerts: ['admin', ...atPatients],
  see_response_times: ['admin', 'manager', 'it_admin'],
  see_chats: ['admin', 'doctor', 'nurse', 'receptionist', 'therapist'],
  write_chats: ['doctor', 'nurse', 'receptionist', 'therapist'],
  do_tasks: atWork,
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
  return roles.some((role) => (abilities[role]?.includes(ability) ?? false) || (shared[ability]?.includes(role) ?? false));
  return roles.some((role) => (abilities[role]?.includes(ability) ?? false) || (careAbilities[role]?.includes(ability) ?? false));
}

/** The roles that can be given to a member of staff, in the order a clinic thinks of them. */
export const staffRoles: readonly string[] = [
  'receptionist', 'doctor', 'nurse', 'finance', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician',
  'therapist', 'manager', 'admin', 'it_admin',
];

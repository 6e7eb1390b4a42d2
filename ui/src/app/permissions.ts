// Which screens and buttons a role is shown. This only keeps the screen tidy: what a person may really
// do is decided by the clinic for every command, and again by the server.

const atWork = ['admin', 'doctor', 'nurse', 'receptionist', 'finance', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician'];
const everybody = [...atWork, 'manager', 'it_admin'];

/** Who may, by what they may do: the calendar and the desk first, then each part of the house. */
const who = {
  see_calendar: ['admin', 'doctor', 'nurse', 'receptionist', 'therapist'],
  book: ['doctor', 'receptionist'],
  find_patients: atWork,
  register_patients: ['receptionist'],
  see_clinical: ['admin', 'doctor', 'nurse', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician'],
  write_visit: ['doctor', 'nurse'],
  record_vitals: ['doctor', 'nurse'],
  prescribe: ['doctor'],
  see_money: ['admin', 'doctor', 'receptionist', 'finance'],
  take_money: ['receptionist', 'finance'],
  write_invoices: ['finance'],
  keep_staff: ['admin'],
  keep_hours: ['admin'],
  keep_devices: ['admin', 'it_admin'],
  see_alerts: everybody,
  answer_alerts: atWork,
  name_in_alerts: ['admin', 'doctor', 'nurse', 'receptionist', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician'],
  see_response_times: ['admin', 'manager', 'it_admin'],
  see_notes: everybody,
  see_chats: ['admin', 'doctor', 'nurse', 'receptionist', 'therapist'],
  write_chats: ['doctor', 'nurse', 'receptionist', 'therapist'],
  do_tasks: atWork,
  decide_conflicts: atWork,
  see_imaging: ['admin', 'doctor', 'nurse', 'radiologist', 'imaging_technician'],
  order_scans: ['doctor', 'radiologist', 'imaging_technician'],
  take_scans: ['radiologist', 'imaging_technician'],
  read_scans: ['radiologist'],
  keep_imaging: ['admin', 'radiologist'],
  see_pharmacy: ['admin', 'doctor', 'pharmacist'],
  dispense: ['pharmacist'],
  see_stock: ['admin', 'doctor', 'nurse', 'pharmacist'],
  keep_stock: ['pharmacist'],
  waste_stock: ['doctor', 'nurse', 'pharmacist'],
  set_expiry_warning: ['admin'],
  see_laboratory: ['admin', 'doctor', 'nurse', 'lab_technician'],
  take_specimen: ['doctor', 'nurse', 'lab_technician'],
  work_laboratory: ['doctor', 'lab_technician'],
  review_results: ['doctor'],
  see_beds: ['admin', 'doctor', 'nurse', 'receptionist', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician'],
  place_patients: ['doctor', 'nurse', 'receptionist'],
  keep_beds: ['admin'],
  move_machines: ['admin', 'doctor', 'nurse', 'lab_technician', 'radiologist', 'imaging_technician'],
  see_acute: ['admin', 'doctor', 'nurse'],
  assess_acute: ['doctor', 'nurse'],
  keep_limits: ['admin'],
  give_therapy: ['therapist'],
  see_therapy: ['admin', 'doctor', 'therapist'],
  see_wellness: ['admin', 'doctor', 'nurse', 'therapist'],
  write_wellness: ['doctor', 'therapist'],
  tick_wellness: ['doctor', 'nurse', 'therapist'],
  record_stress: ['doctor', 'nurse', 'therapist'],
  see_accounts: ['admin', 'receptionist', 'finance'],
  see_revenue: ['admin', 'finance'],
  keep_prices: ['admin', 'finance'],
  see_totals: ['admin', 'manager'],
  administer: ['admin', 'it_admin'],
  keep_clinic: ['admin'],
  keep_systems: ['admin', 'it_admin'],
  merge_patients: ['doctor', 'receptionist'],
  record_death: ['doctor', 'receptionist'],
  end_after_death: ['doctor', 'nurse', 'receptionist'],
  flag_patients: ['doctor', 'nurse'],
  see_policies: ['admin', 'doctor', 'receptionist', 'finance'],
  keep_policies: ['receptionist'],
  keep_contacts: ['doctor', 'receptionist'],
  remove_contacts: ['receptionist'],
  take_consents: ['receptionist'],
  withdraw_consents: ['doctor', 'receptionist'],
  see_care_team: ['admin', 'doctor', 'nurse', 'receptionist', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician'],
  keep_care_team: ['admin', 'doctor'],
  name_own_doctor: ['doctor'],
  keep_lab_tests: ['admin'],
  see_formulary: ['admin', 'doctor', 'nurse', 'pharmacist'],
  add_to_formulary: ['admin', 'doctor', 'pharmacist'],
  keep_formulary: ['admin', 'pharmacist'],
  keep_retention: ['admin'],
  keep_machines: ['admin'],
  record_machines: ['admin', 'doctor', 'nurse', 'lab_technician', 'radiologist', 'imaging_technician', 'it_admin'],
  see_metrics: ['admin', 'manager', 'it_admin'],
  see_own_day: ['doctor'],
  see_visits: ['admin', 'doctor', 'nurse'],
  reopen_visits: ['doctor', 'nurse'],
  order_tests: ['doctor'],
  see_orders: ['admin', 'doctor', 'nurse', 'lab_technician'],
  see_results: ['admin', 'doctor', 'nurse', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician'],
  see_procedures: ['admin', 'doctor', 'nurse', 'lab_technician', 'radiologist', 'imaging_technician'],
  write_procedures: ['doctor'],
  give_immunizations: ['doctor', 'nurse'],
  see_referrals: ['admin', 'doctor', 'nurse', 'therapist'],
  write_referrals: ['doctor'],
  see_care_plans: ['admin', 'doctor', 'nurse'],
  write_care_plans: ['doctor', 'nurse'],
  see_proposals: ['admin', 'doctor', 'nurse'],
  ask_proposals: ['doctor', 'nurse'],
  decide_proposals: ['doctor'],
  see_documents: ['admin', 'doctor', 'nurse', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician'],
  add_documents: ['doctor', 'nurse', 'receptionist', 'lab_technician', 'radiologist', 'imaging_technician'],
  correct_documents: ['doctor', 'nurse'],
  see_history: ['admin', 'doctor', 'nurse', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician'],
  write_history: ['doctor', 'nurse'],
} as const satisfies Record<string, readonly string[]>;

export type Ability = keyof typeof who;

/** True when any of the person's roles allows it. */
export function allows(roles: readonly string[], ability: Ability): boolean {
  const may: readonly string[] = who[ability];
  return roles.some((role) => may.includes(role));
}

/** True for a patient who does not work here as well: they see their own record and no screen of the staff. */
export function isPatient(roles: readonly string[]): boolean {
  return roles.length === 1 && roles[0] === 'patient';
}

/** The roles that can be given to a member of staff, in the order a clinic thinks of them. */
export const staffRoles: readonly string[] = [
  'receptionist', 'doctor', 'nurse', 'finance', 'pharmacist', 'lab_technician', 'radiologist', 'imaging_technician',
  'therapist', 'manager', 'admin', 'it_admin',
];

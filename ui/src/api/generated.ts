// The clinic's commands as the Rust side declares them. Written by `cargo xtask types`; do not edit by hand.

export type Id = string;
export type Micros = number;
export type LocalDate = string;
export type Minor = number;

export interface PatientLine {
  id: Id;
  mrn: string | null;
  display_name: string;
  date_of_birth: LocalDate | null;
  date_of_birth_precision: string;
  age_years: number | null;
  gender: string;
  phone: string | null;
  deceased: boolean;
  allergies: number;
}

export interface PatientDetails {
  given_name: string | null;
  middle_name: string | null;
  family_name: string | null;
  date_of_birth: LocalDate | null;
  date_of_birth_precision: 'day' | 'month' | 'year' | 'estimated' | 'unknown';
  gender: 'male' | 'female' | 'other' | 'prefer_not_to_say' | 'unknown';
  phone: string | null;
  email: string | null;
  address_line: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
  preferred_language: string | null;
  national_id: string | null;
  blood_type: string | null;
  emergency_contact_name: string | null;
  emergency_contact_phone: string | null;
  emergency_contact_relationship: string | null;
  notes: string | null;
}

export interface FieldDifference {
  column: string;
  label: string;
  canonical: string | null;
  candidate: string | null;
}

export interface FreeSlot {
  practitioner_id: Id;
  practitioner: string;
  starts_at: Micros;
  ends_at: Micros;
}

export interface ConflictItem {
  id: Id;
  kind: 'latest' | 'review' | 'held' | 'duplicate_insert' | 'delete_edit';
  table: string;
  row_id: Id;
  title: string;
  patient: PatientLine | null;
  made_at: Micros;
  fields: FieldDifference[];
  canonical_by: string | null;
  canonical_at: Micros | null;
  candidate_by: string | null;
  candidate_at: Micros | null;
  reason: string;
  status: 'open' | 'decided' | 'undone';
  decision: string | null;
  decided_by: string | null;
  decided_at: Micros | null;
  alternatives: FreeSlot[];
  may_decide: boolean;
}

export interface StaffUser {
  id: Id;
  version: number;
  username: string;
  display_name: string;
  given_name: string | null;
  family_name: string | null;
  roles: string[];
  is_active: boolean;
  practitioner_id: Id | null;
}

export interface PractitionerLine {
  id: Id;
  display_name: string;
  specialization: string | null;
  user_id: Id | null;
}

export interface DuplicateMatch {
  patient: PatientLine;
  score: number;
  reasons: string[];
}

export interface AllergyRow {
  id: Id;
  version: number;
  substance_text: string;
  category: string | null;
  criticality: string | null;
  reaction_text: string | null;
  severity: string | null;
  status: string;
  candidate: boolean;
}

export interface ProblemRow {
  id: Id;
  version: number;
  condition_name: string;
  icd10_code: string | null;
  foreign_code: string | null;
  foreign_system: string | null;
  status: string;
  severity: string | null;
  onset_on: LocalDate | null;
  recorded_at: Micros | null;
}

export interface MedicineRow {
  id: Id;
  version: number;
  prescription_id: Id;
  medication_text: string;
  dosage: string;
  status: string;
  start_on: LocalDate | null;
  end_on: LocalDate | null;
  prescriber: string | null;
  expired: boolean;
}

export interface VitalsRow {
  id: Id;
  recorded_at: Micros;
  systolic_mmhg: number | null;
  diastolic_mmhg: number | null;
  heart_rate_bpm: number | null;
  respiratory_rate_bpm: number | null;
  temperature_celsius: number | null;
  oxygen_saturation_percent: number | null;
  weight_kg: number | null;
  height_cm: number | null;
  bmi: number | null;
  pain_score: number | null;
  recorded_by: string | null;
  notes: string | null;
}

export interface VisitLine {
  id: Id;
  started_at: Micros;
  ended_at: Micros | null;
  kind: string;
  status: string;
  reason: string | null;
  practitioner: string | null;
  problems: string[];
}

export interface ResultRow {
  id: Id;
  test_name: string;
  value: string | null;
  unit: string | null;
  reference_range: string | null;
  abnormal_flag: string | null;
  status: string;
  resulted_at: Micros | null;
}

export interface ProcedureRow {
  id: Id;
  name: string;
  performed_at: Micros | null;
  code: string | null;
}

export interface ImmunizationRow {
  id: Id;
  vaccine: string;
  occurred_at: Micros | null;
}

export interface AppointmentLine {
  id: Id;
  version: number;
  patient: PatientLine;
  practitioner_id: Id;
  practitioner: string;
  starts_at: Micros;
  ends_at: Micros;
  kind: string;
  status: string;
  priority: string;
  reason: string | null;
  room: string | null;
  overbooked: boolean;
  held_reason: string | null;
  walk_in: boolean;
  checked_in_at: Micros | null;
  started_at: Micros | null;
  completed_at: Micros | null;
  visit_id: Id | null;
  pending: boolean;
}

export interface InvoiceLine {
  id: Id;
  version: number;
  number: string | null;
  patient: PatientLine;
  status: 'draft' | 'issued' | 'written_off' | 'void';
  payment_state: 'pending' | 'partial' | 'paid' | 'overdue' | 'refunded' | null;
  issued_on: LocalDate | null;
  due_on: LocalDate | null;
  currency: string;
  total_minor: Minor;
  paid_minor: Minor;
  due_minor: Minor;
  credit_minor: Minor;
}

export interface Chart {
  patient: PatientLine & PatientDetails & { version: number };
  allergies: AllergyRow[];
  problems: ProblemRow[];
  medicines: MedicineRow[];
  vitals: VitalsRow[];
  visits: VisitLine[];
  visit_count: number;
  results: ResultRow[];
  procedures: ProcedureRow[];
  immunizations: ImmunizationRow[];
  appointments: AppointmentLine[];
  invoices: InvoiceLine[];
  conflicts: number;
  balance_minor: Minor;
  currency: string;
}

export interface PractitionerDay {
  id: Id;
  display_name: string;
  specialization: string | null;
  hours: { starts_at: Micros; ends_at: Micros }[];
}

export interface QueueLine {
  appointment: AppointmentLine;
  stage: 'arrived' | 'roomed' | 'with_doctor' | 'done';
  since: Micros;
  visit_id: Id | null;
  visit_version: number | null;
}

export interface WorkingHours {
  weekday: number;
  starts: string;
  ends: string;
  slot_minutes: number;
}

export interface PrescriptionItemRow {
  id: Id;
  version: number;
  medication_text: string;
  dosage: string;
  status: string;
}

export interface PrescriptionRow {
  id: Id;
  version: number;
  status: string;
  prescribed_at: Micros;
  items: PrescriptionItemRow[];
}

export interface Visit {
  id: Id;
  version: number;
  patient: PatientLine;
  practitioner: string | null;
  practitioner_id: Id | null;
  appointment_id: Id | null;
  started_at: Micros;
  ended_at: Micros | null;
  kind: string;
  status: string;
  reason: string | null;
  subjective: string | null;
  objective: string | null;
  assessment: string | null;
  plan: string | null;
  follow_up_instructions: string | null;
  signed_at: Micros | null;
  signed_by: string | null;
  vitals: VitalsRow[];
  conditions: ProblemRow[];
  prescriptions: PrescriptionRow[];
  procedures: ProcedureRow[];
  results: ResultRow[];
  invoice_id: Id | null;
}

export interface RecordVitals {
  patient_id: Id;
  visit_id: Id | null;
  systolic_mmhg: number | null;
  diastolic_mmhg: number | null;
  heart_rate_bpm: number | null;
  respiratory_rate_bpm: number | null;
  temperature: number | null;
  temperature_unit: 'C' | 'F';
  oxygen_saturation_percent: number | null;
  weight: number | null;
  weight_unit: 'kg' | 'lb';
  height_cm: number | null;
  height_feet: number | null;
  height_inches: number | null;
  pain_score: number | null;
  on_oxygen: boolean | null;
  consciousness: string | null;
  notes: string | null;
  confirm_unusual: boolean;
}

export interface Warning {
  kind: 'allergy' | 'duplicate' | 'unchecked';
  severity: 'high' | 'moderate' | 'info';
  sentence: string;
}

export interface PrescribeItem {
  medication_text: string;
  dose_amount: number | null;
  dose_unit: string | null;
  route: string | null;
  frequency_text: string | null;
  dosage_text: string | null;
  is_free_text_dosage: boolean;
  duration_days: number | null;
  quantity: number | null;
  refills_allowed: number;
  instructions: string | null;
  indication: string | null;
}

export interface InvoiceItem {
  id: Id;
  version: number;
  service_on: LocalDate | null;
  description: string;
  procedure_code: string | null;
  diagnosis_code: string | null;
  quantity: number;
  unit_price_minor: Minor;
  amount_minor: Minor;
}

export interface PaymentRow {
  id: Id;
  kind: string;
  amount_minor: Minor;
  method: string;
  received_at: Micros;
  received_by: string | null;
  reference: string | null;
}

export type Nothing = Record<string, never>;

export interface Commands {
  'system.conflicts': { request: { include_decided: boolean }; response: ConflictItem[] };
  'system.decide_conflict': { request: { id: Id; choice: 'canonical' | 'candidate' }; response: Nothing };
  'system.decide_held_appointment': {
    request: { id: Id; choice: 'move' | 'overbook' | 'cancel'; starts_at: Micros | null; practitioner_id: Id | null };
    response: Nothing;
  };
  'system.undo_decision': { request: { id: Id }; response: Nothing };

  'organization.staff': { request: Nothing; response: { users: StaffUser[] } };
  'organization.add_user': {
    request: {
      given_name: string;
      family_name: string;
      username: string;
      password: string;
      roles: string[];
      is_practitioner: boolean;
      specialization: string | null;
    };
    response: { id: Id };
  };
  'organization.reset_password': { request: { user_id: Id; version: number; new_password: string }; response: Nothing };
  'organization.deactivate_user': { request: { user_id: Id; version: number }; response: Nothing };
  'organization.practitioners': { request: Nothing; response: PractitionerLine[] };

  'people.recent': { request: Nothing; response: PatientLine[] };
  'people.find': { request: { query: string; limit: number }; response: PatientLine[] };
  'people.duplicates': {
    request: {
      given_name: string | null;
      family_name: string | null;
      date_of_birth: LocalDate | null;
      phone: string | null;
      gender: string | null;
      national_id: string | null;
    };
    response: DuplicateMatch[];
  };
  'people.register': {
    request: PatientDetails & { accept_duplicates: boolean };
    response: { id: Id; mrn: string };
  };
  'people.details': { request: { id: Id }; response: PatientDetails & { id: Id; version: number; mrn: string | null } };
  'people.update': { request: PatientDetails & { id: Id; version: number }; response: Nothing };
  'people.add_allergy': {
    request: {
      patient_id: Id;
      substance_text: string;
      category: string | null;
      criticality: 'low' | 'high' | 'unable_to_assess' | null;
      reaction_text: string | null;
      severity: string | null;
    };
    response: { id: Id };
  };
  'people.end_allergy': {
    request: { id: Id; version: number; status: 'inactive' | 'resolved' | 'entered_in_error' };
    response: Nothing;
  };
  'people.chart': { request: { patient_id: Id }; response: Chart };

  'scheduling.day': {
    request: { on: LocalDate };
    response: { site_time_zone: string; practitioners: PractitionerDay[]; appointments: AppointmentLine[] };
  };
  'scheduling.book': {
    request: {
      patient_id: Id;
      practitioner_id: Id;
      starts_at: Micros;
      ends_at: Micros;
      kind: string;
      priority: string;
      reason: string | null;
      room: string | null;
      overbook: boolean;
    };
    response: { id: Id };
  };
  'scheduling.move': {
    request: { id: Id; version: number; practitioner_id: Id; starts_at: Micros; ends_at: Micros; overbook: boolean };
    response: Nothing;
  };
  'scheduling.cancel': { request: { id: Id; version: number; reason: string }; response: Nothing };
  'scheduling.confirm': { request: { id: Id; version: number }; response: Nothing };
  'scheduling.check_in': { request: { id: Id; version: number }; response: Nothing };
  'scheduling.no_show': { request: { id: Id; version: number }; response: Nothing };
  'scheduling.walk_in': {
    request: { patient_id: Id; practitioner_id: Id; reason: string | null; kind: string };
    response: { id: Id };
  };
  'scheduling.free_slots': {
    request: { practitioner_id: Id | null; from: Micros; minutes: number; count: number };
    response: FreeSlot[];
  };
  'scheduling.queue': { request: { on: LocalDate }; response: QueueLine[] };
  'scheduling.set_hours': { request: { practitioner_id: Id; weekdays: WorkingHours[] }; response: Nothing };
  'scheduling.hours': { request: { practitioner_id: Id }; response: WorkingHours[] };

  'encounters.start_visit': {
    request: {
      appointment_id: Id | null;
      patient_id: Id;
      practitioner_id: Id | null;
      kind: string;
      reason: string | null;
    };
    response: { id: Id };
  };
  'encounters.room': { request: { appointment_id: Id; version: number; room: string }; response: Nothing };
  'encounters.visit': { request: { id: Id }; response: Visit };
  'encounters.write_note': {
    request: {
      id: Id;
      version: number;
      reason: string | null;
      subjective: string | null;
      objective: string | null;
      assessment: string | null;
      plan: string | null;
      follow_up_instructions: string | null;
    };
    response: { version: number };
  };
  'encounters.record_vitals': { request: RecordVitals; response: { id: Id; bmi: number | null } };
  'encounters.find_icd10': {
    request: { query: string; limit: number };
    response: { code: string; description: string; is_leaf: boolean }[];
  };
  'encounters.diagnose': {
    request: {
      patient_id: Id;
      visit_id: Id | null;
      icd10_code: string | null;
      condition_name: string;
      severity: string | null;
      status: string;
      onset_on: LocalDate | null;
      notes: string | null;
    };
    response: { id: Id; warnings: string[] };
  };
  'encounters.end_visit': { request: { id: Id; version: number }; response: Nothing };
  'encounters.sign_visit': { request: { id: Id; version: number }; response: Nothing };

  'medication.check': { request: { patient_id: Id; medication_text: string }; response: { warnings: Warning[] } };
  'medication.prescribe': {
    request: {
      patient_id: Id;
      visit_id: Id | null;
      items: PrescribeItem[];
      notes: string | null;
      accept_warnings: boolean;
    };
    response: { id: Id };
  };
  'medication.stop': { request: { item_id: Id; version: number; reason: string }; response: Nothing };
  'medication.suggest': { request: { query: string }; response: string[] };

  'billing.invoices': { request: { status: 'open' | 'all'; query: string | null }; response: InvoiceLine[] };
  'billing.invoice': {
    request: { id: Id };
    response: InvoiceLine & { visit_id: Id | null; notes: string | null; lines: InvoiceItem[]; payments: PaymentRow[] };
  };
  'billing.create_invoice': {
    request: {
      patient_id: Id;
      visit_id: Id | null;
      lines: {
        description: string;
        quantity: number;
        unit_price_minor: Minor;
        procedure_code: string | null;
        diagnosis_code: string | null;
      }[];
      due_on: LocalDate | null;
      notes: string | null;
      issue: boolean;
    };
    response: { id: Id };
  };
  'billing.issue_invoice': { request: { id: Id; version: number }; response: { number: string } };
  'billing.take_payment': {
    request: { invoice_id: Id; amount_minor: Minor; method: string; reference: string | null };
    response: { id: Id };
  };
  'billing.refund': {
    request: { invoice_id: Id; amount_minor: Minor; method: string; reason: string };
    response: { id: Id };
  };
}

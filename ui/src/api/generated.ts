// Written by `cargo xtask types` from crates/clinic. Do not edit.

export type Action = { "do": "add_task", 
/**
 * What is to be done; it names no patient, the task is linked to one.
 */
title: string, 
/**
 * Who can do it.
 */
for_role: string | null, 
/**
 * One of `priority`.
 */
priority: string, 
/**
 * Until when, from the moment on.
 */
due_in_hours: number | null, } | { "do": "notify", 
/**
 * Whom.
 */
role: string, 
/**
 * One line.
 */
title: string, } | { "do": "open_alert", 
/**
 * One of `alert_kind`.
 */
kind: string, 
/**
 * What has happened.
 */
title: string, 
/**
 * 1, the most urgent, to 5.
 */
urgency: number, 
/**
 * For whom; empty means everybody at the site.
 */
roles: Array<string>, };

export type AddAllergy = { patient_id: string, substance_text: string, category: string | null, criticality: "low" | "high" | "unable_to_assess" | null, reaction_text: string | null, severity: string | null, };

export type AddDocument = { patient_id: string, visit_id: string | null, kind: string, title: string, description: string | null, documented_on: string | null, attachment_id: string | null, };

export type AddUser = { given_name: string, family_name: string, username: string, password: string, roles: Array<string>, is_practitioner: boolean, specialization: string | null, };

export type Allergy = { id: string, version: number, substance_text: string, category: string | null, criticality: string | null, reaction_text: string | null, severity: string | null, status: string, 
/**
 * Whether another value stands beside it until somebody decides.
 */
candidate: boolean, };

export type AllergyEnd = "inactive" | "resolved" | "entered_in_error";

export type AppointmentLine = { id: string, version: number, patient: PatientLine, 
/**
 * The nil id where no practitioner was chosen, as in some imported records.
 */
practitioner_id: string, practitioner: string, starts_at: number, ends_at: number, kind: string, status: string, priority: string, reason: string | null, room: string | null, overbooked: boolean, held_reason: string | null, walk_in: boolean, checked_in_at: number | null, started_at: number | null, completed_at: number | null, visit_id: string | null, 
/**
 * Whether something about it has not reached the centre yet.
 */
pending: boolean, };

export type AtWork = { id: string, display_name: string, specialization: string | null, hours: Array<Stretch>, };

export type Attach = { patient_id: string, 
/**
 * As the person's file was called, without folders.
 */
file_name: string, 
/**
 * Such as `application/pdf`.
 */
media_type: string, size_bytes: number, 
/**
 * Over the plain bytes.
 */
sha256: string, 
/**
 * Over the encrypted file, which is also its name.
 */
sealed_sha256: string, 
/**
 * Opens the file.
 */
content_key: string, };

export type AttachmentAsked = { id: string, };

export type AuditAsked = { patient_id: string | null, user_id: string | null, 
/**
 * One of `audit_action`.
 */
action: string | null, 
/**
 * Microseconds; from this moment on.
 */
from: number | null, 
/**
 * Microseconds; before this moment. The `occurred_at` of the last entry shown asks for more.
 */
until: number | null, };

export type AuditLine = { id: string, user_id: string | null, user_name: string | null, device_id: string | null, device_name: string | null, action: string, command: string | null, table_name: string | null, row_id: string | null, patient_id: string | null, reason: string | null, before: string | null, after: string | null, occurred_at: number, };

export type BadEntry = { id: string, chain_sequence: number, recorded_at: number, 
/**
 * In words for the person who looks into it.
 */
reason: string, };

export type BilledService = { description: string, quantity: number, unit_price_minor: number, procedure_code: string | null, diagnosis_code: string | null, };

export type Book = { patient_id: string, practitioner_id: string, starts_at: number, ends_at: number, kind: string, priority: string, reason: string | null, room: string | null, overbook: boolean, };

export type BreakGlass = { patient_id: string, reason: string, };

export type Cancel = { id: string, version: number, reason: string, };

export type Chart = { patient: ChartPatient, allergies: Array<Allergy>, problems: Array<Problem>, medicines: Array<MedicineLine>, vitals: Array<VitalsRow>, visits: Array<VisitLine>, visit_count: number, results: Array<ResultLine>, procedures: Array<ProcedureLine>, immunizations: Array<Immunization>, appointments: Array<AppointmentLine>, invoices: Array<InvoiceLine>, 
/**
 * Open decisions about this patient.
 */
conflicts: number, balance_minor: number, currency: string, };

export type ChartAsked = { patient_id: string, };

export type ChartPatient = PatientLine & PatientDetails & { version: number };

export type Check = { patient_id: string, medication_text: string, };

export type Checked = { warnings: Array<Warning>, };

export type Choice = "canonical" | "candidate";

export type Comparison = "equals" | "differs" | "above" | "below" | "contains" | "is_empty" | "is_filled";

export type Condition = { 
/**
 * A column of the trigger's table.
 */
field: string, 
/**
 * How it compares.
 */
is: Comparison, 
/**
 * With what.
 */
value: string | null, };

export type ConflictField = { column: string, label: string, canonical: string | null, candidate: string | null, };

export type ConflictItem = { id: string, kind: "latest" | "review" | "held" | "duplicate_insert" | "delete_edit", table: string, row_id: string, title: string, patient: PatientLine | null, made_at: number, fields: Array<ConflictField>, canonical_by: string | null, canonical_at: number | null, candidate_by: string | null, candidate_at: number | null, reason: string, status: "open" | "decided" | "undone", decision: string | null, decided_by: string | null, decided_at: number | null, 
/**
 * Of a held appointment: the next free times.
 */
alternatives: Array<FreeSlot>, may_decide: boolean, };

export type Conflicts = { include_decided: boolean, };

export type CorrectDocument = { id: string, version: number, 
/**
 * `superseded` or `entered_in_error`.
 */
status: string, reason: string, };

export type CreateInvoice = { patient_id: string, visit_id: string | null, lines: Array<BilledService>, due_on: string | null, notes: string | null, issue: boolean, };

export type Dashboard = { days: Array<DashboardDay>, money: Array<DashboardMoney>, alerts: DashboardAlerts, methods: Array<DashboardMethod>, 
/**
 * Lots that expire within 90 days or have expired, with something left.
 */
lots_expiring: number, beds: number, beds_occupied: number, };

export type DashboardAlerts = { raised: number, acknowledged: number, minutes_to_acknowledge_median: number | null, };

export type DashboardAsked = { 
/**
 * ISO day.
 */
from_on: string, 
/**
 * ISO day.
 */
until_on: string, 
/**
 * Every site that is on this PC where nothing is said.
 */
site_id: string | null, };

export type DashboardDay = { day: string, appointments: number, missed: number, cancelled: number, visits: number, 
/**
 * Between coming and being seen, of half of the patients at most; `None` where nobody waited.
 */
wait_minutes_median: number | null, };

export type DashboardMethod = { name: string, decided: number, accepted: number, };

export type DashboardMoney = { currency: string, taken_minor: number, refunded_minor: number, };

export type Day = { on: string, };

export type DayShown = { site_time_zone: string, practitioners: Array<AtWork>, appointments: Array<AppointmentLine>, };

export type DeactivateUser = { user_id: string, version: number, };

export type DecideConflict = { id: string, choice: Choice, };

export type DecideHeldAppointment = { id: string, choice: HeldChoice, starts_at: number | null, practitioner_id: string | null, };

export type Details = { id: string, };

export type Diagnose = { patient_id: string, visit_id: string | null, icd10_code: string | null, condition_name: string, severity: string | null, status: string, onset_on: string | null, notes: string | null, };

export type Diagnosed = { id: string, warnings: Array<string>, };

export type DocumentLine = { id: string, version: number, visit_id: string | null, kind: string, title: string, description: string | null, status: string, documented_on: string | null, uploaded_at: number, uploaded_by: string | null, attachment_id: string | null, file_name: string | null, media_type: string | null, size_bytes: number | null, };

export type Documents = { patient_id: string, documents: Array<DocumentLine>, };

export type DocumentsAsked = { patient_id: string, 
/**
 * The `uploaded_at` of the last one shown.
 */
before: number | null, };

export type DryRun = { 
/**
 * How many of the newest rows were looked at.
 */
tried: number, 
/**
 * Those that meet the conditions, the newest first.
 */
matched: Array<string>, table: string, };

export type Duplicate = { patient: PatientLine, score: number, reasons: Array<string>, };

export type Duplicates = { given_name: string | null, family_name: string | null, date_of_birth: string | null, phone: string | null, gender: string | null, national_id: string | null, };

export type EmergencyAccess = { id: string, version: number, patient: PatientLine, user_id: string, user_name: string, reason: string, granted_at: number, expires_at: number, };

export type EmergencyAccesses = { accesses: Array<EmergencyAccess>, };

export type EndAllergy = { id: string, version: number, status: AllergyEnd, };

export type Entries = { patient_id: string, entries: Array<EntryLine>, };

export type EntriesAsked = { patient_id: string, 
/**
 * The `recorded_at` of the last one shown.
 */
before: number | null, };

export type EntryLine = { id: string, record_type: string, 
/**
 * JSON, as it was recorded.
 */
content: string, hash: string, previous_hash: string | null, chain_sequence: number, recorded_at: number, author: string | null, table_name: string | null, row_id: string | null, };

export type Find = { query: string, limit: number, };

export type FindIcd10 = { query: string, limit: number, };

export type FreeSlot = { 
/**
 * With whom.
 */
practitioner_id: string, 
/**
 * How they are called.
 */
practitioner: string, 
/**
 * From here.
 */
starts_at: number, 
/**
 * Until here.
 */
ends_at: number, };

export type FreeSlots = { practitioner_id: string | null, from: number, minutes: number, count: number, };

export type GlassBroken = { id: string, expires_at: number, };

export type HeldChoice = "move" | "overbook" | "cancel";

export type HoldLine = { id: string, version: number, patient: PatientLine, reason: string, placed_at: number, released_at: number | null, release_reason: string | null, };

export type Hours = { practitioner_id: string, };

export type Icd10Found = { code: string, description: string, is_leaf: boolean, };

export type Immunization = { id: string, vaccine: string, occurred_at: number | null, };

export type IntegrationForm = { name: string, 
/**
 * One of `integration_kind`.
 */
kind: string, 
/**
 * One of `integration_direction`.
 */
direction: string, endpoint: string | null, settings: unknown, 
/**
 * Left out, the one that is stored stays.
 */
credential: string | null, is_active: boolean, };

export type IntegrationLine = { id: string, version: number, name: string, kind: string, direction: string, endpoint: string | null, settings: unknown, has_credential: boolean, is_active: boolean, last_contact_at: number | null, };

export type Invoice = { visit_id: string | null, notes: string | null, lines: Array<InvoicedService>, payments: Array<PaymentLine>, id: string, version: number, number: string | null, patient: PatientLine, status: "draft" | "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, 
/**
 * Never below zero.
 */
due_minor: number, 
/**
 * What was paid beyond the total.
 */
credit_minor: number, };

export type InvoiceAsked = { id: string, };

export type InvoiceFilter = "open" | "all";

export type InvoiceLine = { id: string, version: number, number: string | null, patient: PatientLine, status: "draft" | "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, 
/**
 * Never below zero.
 */
due_minor: number, 
/**
 * What was paid beyond the total.
 */
credit_minor: number, };

export type InvoicedService = { id: string, version: number, service_on: string | null, description: string, procedure_code: string | null, diagnosis_code: string | null, quantity: number, unit_price_minor: number, amount_minor: number, };

export type Invoices = { status: InvoiceFilter, query: string | null, };

export type IssueInvoice = { id: string, version: number, };

export type Issued = { number: string, };

export type KnownDetails = { id: string, version: number, mrn: string | null, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, };

export type Made = { 
/**
 * A new row.
 */
id: string, };

export type Measurement = { 
/**
 * What part of the program, such as `sync`.
 */
kind: string, 
/**
 * What was measured, unit last, such as `sync_seconds`.
 */
name: string, value: number, unit: string | null, };

export type MedicineLine = { id: string, version: number, prescription_id: string, medication_text: string, dosage: string, status: string, start_on: string | null, end_on: string | null, prescriber: string | null, 
/**
 * Whether it stands as active and its last day has passed.
 */
expired: boolean, };

export type MetricLine = { name: string, value_number: number, unit: string | null, recorded_at: number, device_id: string | null, };

export type MetricsAsked = { kind: string, 
/**
 * Microseconds; from this moment on.
 */
from: number, 
/**
 * Microseconds; before this moment.
 */
until: number, };

export type Move = { id: string, version: number, practitioner_id: string, starts_at: number, ends_at: number, overbook: boolean, };

export type NoteTransfer = { integration_id: string | null, 
/**
 * One of `integration_direction`.
 */
direction: string, 
/**
 * One of `sync_log_status`.
 */
status: string, started_at: number, records_seen: number, records_stored: number, records_left: number, 
/**
 * What went wrong, without anybody's data.
 */
problem: string | null, 
/**
 * Where it came from or went to, such as a file's name.
 */
source: string | null, };

export type Nothing = Record<symbol, never>;

export type OwnRecord = { patient: PatientLine, allergies: Array<Allergy>, problems: Array<Problem>, medicines: Array<MedicineLine>, results: Array<ResultLine>, immunizations: Array<Immunization>, appointments: Array<AppointmentLine>, invoices: Array<InvoiceLine>, balance_minor: number, currency: string, 
/**
 * Notes to the patient that have not been read.
 */
unread: number, };

export type PatientDetails = { given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, };

export type PatientLine = { 
/**
 * The patient.
 */
id: string, 
/**
 * The record number.
 */
mrn: string | null, 
/**
 * Never empty: where no name is known it says so.
 */
display_name: string, 
/**
 * `YYYY-MM-DD`.
 */
date_of_birth: string | null, 
/**
 * How exactly it is known.
 */
date_of_birth_precision: string, 
/**
 * Whole years, today or at death.
 */
age_years: number | null, 
/**
 * As in the patient's details.
 */
gender: string, 
/**
 * The first number to call.
 */
phone: string | null, 
/**
 * Whether the patient has died.
 */
deceased: boolean, 
/**
 * How many active allergies are known; 0 to those who do not see allergies.
 */
allergies: number, };

export type PaymentLine = { id: string, kind: string, amount_minor: number, method: string, received_at: number, received_by: string | null, reference: string | null, };

export type PaymentState = "pending" | "partial" | "paid" | "overdue" | "refunded";

export type PlaceHold = { patient_id: string, reason: string, };

export type Practitioner = { 
/**
 * The practitioner.
 */
id: string, 
/**
 * As people call them.
 */
display_name: string, 
/**
 * Their field.
 */
specialization: string | null, 
/**
 * Who they sign in as, if they do.
 */
user_id: string | null, };

export type Prescribe = { patient_id: string, visit_id: string | null, items: Array<PrescribedItem>, notes: string | null, accept_warnings: boolean, };

export type PrescribedItem = { medication_text: string, dose_amount: number | null, dose_unit: string | null, route: string | null, frequency_text: string | null, dosage_text: string | null, is_free_text_dosage: boolean, duration_days: number | null, quantity: number | null, refills_allowed: number, instructions: string | null, indication: string | null, };

export type PrescriptionItemRow = { id: string, version: number, medication_text: string, dosage: string, instructions: string | null, indication: string | null, quantity: number | null, refills_allowed: number, status: string, start_on: string | null, end_on: string | null, };

export type PrescriptionShown = { id: string, version: number, status: string, prescribed_at: number, items: Array<PrescriptionItemRow>, };

export type Problem = { id: string, version: number, condition_name: string, icd10_code: string | null, foreign_code: string | null, foreign_system: string | null, status: string, severity: string | null, onset_on: string | null, recorded_at: number | null, };

export type ProcedureLine = { id: string, name: string, performed_at: number | null, code: string | null, };

export type Queue = { on: string, };

export type QueueLine = { appointment: AppointmentLine, stage: Stage, 
/**
 * Since when at this stage.
 */
since: number, visit_id: string | null, visit_version: number | null, };

export type RecordMetrics = { measurements: Array<Measurement>, };

export type RecordVitals = { patient_id: string, visit_id: string | null, systolic_mmhg: number | null, diastolic_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature: number | null, temperature_unit: TemperatureUnit, weight: number | null, weight_unit: WeightUnit, height_cm: number | null, height_feet: number | null, height_inches: number | null, pain_score: number | null, oxygen_saturation_percent: number | null, on_oxygen: boolean | null, consciousness: string | null, notes: string | null, confirm_unusual: boolean, };

export type Recorded = { id: string, 
/**
 * Where weight and height were measured together.
 */
bmi: number | null, };

export type Refund = { invoice_id: string, amount_minor: number, method: string, reason: string, };

export type Register = { accept_duplicates: boolean, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, };

export type Registered = { id: string, mrn: string, };

export type ReleaseHold = { id: string, version: number, reason: string, };

export type ResetPassword = { user_id: string, version: number, new_password: string, };

export type ResultLine = { id: string, test_name: string, value: string | null, unit: string | null, reference_range: string | null, abnormal_flag: string | null, status: string, resulted_at: number | null, };

export type RetentionLine = { id: string, version: number, table_name: string, keep_years: number, basis_text: string | null, action: string, };

export type ReviewAccess = { id: string, version: number, outcome: string, notes: string | null, };

export type Room = { appointment_id: string, version: number, room: string, };

export type SealedFile = { id: string, patient_id: string, file_name: string, media_type: string, size_bytes: number, sha256: string, sealed_sha256: string, content_key: string, };

export type SecurityAsked = { 
/**
 * Microseconds; from this moment on.
 */
from: number, 
/**
 * Microseconds; before this moment.
 */
until: number | null, };

export type SecurityLine = { id: string, user_name: string | null, device_name: string | null, action: string, resource_kind: string | null, resource_id: string | null, succeeded: boolean, failure_reason: string | null, occurred_at: number, };

export type SessionLine = { id: string, user_name: string | null, device_name: string | null, started_at: number, expires_at: number, ended_at: number | null, end_reason: string | null, };

export type SessionsAsked = { user_id: string, };

export type SetHours = { practitioner_id: string, weekdays: Array<WeekdayHours>, };

export type SetRetention = { 
/**
 * A table of the record.
 */
table: string, keep_years: number, basis: string | null, 
/**
 * One of `retention_action`.
 */
action: string, };

export type SetSetting = { 
/**
 * NULL means every site.
 */
site_id: string | null, name: string, content: unknown, };

export type SettingLine = { id: string, version: number, site_id: string | null, name: string, content: unknown, };

export type Staff = { users: Array<User>, };

export type Stage = "arrived" | "roomed" | "with_doctor" | "done";

export type StartVisit = { appointment_id: string | null, patient_id: string, practitioner_id: string | null, kind: string, reason: string | null, };

export type Stop = { item_id: string, version: number, reason: string, };

export type Stretch = { 
/**
 * Where it begins.
 */
starts_at: number, 
/**
 * Where it ends.
 */
ends_at: number, };

export type Suggest = { query: string, };

export type TakePayment = { invoice_id: string, amount_minor: number, method: string, reference: string | null, };

export type TemperatureUnit = "C" | "F";

export type ThisAppointment = { 
/**
 * The appointment.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisIntegration = { id: string, version: number, };

export type ThisVisit = { 
/**
 * The visit.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisWorkflowRule = { id: string, version: number, };

export type TransferLine = { id: string, integration_name: string | null, direction: string, status: string, started_at: number, ended_at: number | null, records_seen: number | null, records_stored: number | null, records_left: number | null, problem_text: string | null, source_text: string | null, };

export type UndoDecision = { id: string, };

export type UpdateDetails = { id: string, version: number, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, };

export type UpdateIntegration = { id: string, version: number, integration: IntegrationForm, };

export type UpdateWorkflowRule = { id: string, version: number, rule: WorkflowRuleForm, };

export type User = { id: string, version: number, username: string, display_name: string, given_name: string | null, family_name: string | null, roles: Array<string>, is_active: boolean, practitioner_id: string | null, };

export type VerifiedEntries = { patient_id: string, chains: number, entries: number, bad: Array<BadEntry>, };

export type VerifyEntries = { patient_id: string, };

export type Visit = { id: string, version: number, patient: PatientLine, practitioner: string | null, practitioner_id: string | null, appointment_id: string | null, started_at: number, ended_at: number | null, kind: string, status: string, reason: string | null, subjective: string | null, objective: string | null, assessment: string | null, plan: string | null, follow_up_instructions: string | null, signed_at: number | null, signed_by: string | null, vitals: Array<VitalsRow>, conditions: Array<Problem>, prescriptions: Array<PrescriptionShown>, procedures: Array<ProcedureLine>, results: Array<ResultLine>, invoice_id: string | null, };

export type VisitAsked = { id: string, };

export type VisitLine = { id: string, started_at: number, ended_at: number | null, kind: string, status: string, reason: string | null, practitioner: string | null, problems: Array<string>, };

export type VitalsRow = { id: string, recorded_at: number, systolic_mmhg: number | null, diastolic_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature_celsius: number | null, oxygen_saturation_percent: number | null, weight_kg: number | null, height_cm: number | null, bmi: number | null, pain_score: number | null, recorded_by: string | null, notes: string | null, };

export type WalkIn = { patient_id: string, practitioner_id: string, reason: string | null, kind: string, };

export type Warning = { 
/**
 * What it is about.
 */
kind: WarningKind, 
/**
 * How much it weighs.
 */
severity: WarningSeverity, 
/**
 * In words for the doctor; it is shown and never logged.
 */
sentence: string, };

export type WarningKind = "allergy" | "duplicate" | "unchecked";

export type WarningSeverity = "high" | "moderate" | "info";

export type WeekdayHours = { 
/**
 * 1 is Monday, 7 is Sunday.
 */
weekday: number, 
/**
 * `HH:MM` on the site's clock.
 */
starts: string, 
/**
 * `HH:MM` on the site's clock.
 */
ends: string, 
/**
 * How long an ordinary appointment lasts.
 */
slot_minutes: number, };

export type WeightUnit = "kg" | "lb";

export type WorkflowRuleForm = { name: string, description: string | null, 
/**
 * One of `workflow_trigger`.
 */
trigger: string, conditions: Array<Condition>, actions: Array<Action>, priority: number | null, runs_max_per_hour: number | null, is_active: boolean, };

export type WorkflowRuleLine = { id: string, version: number, name: string, description: string | null, trigger: string, conditions: Array<Condition>, actions: Array<Action>, priority: number | null, runs_max_per_hour: number | null, is_active: boolean, 
/**
 * Whether what stands in it can be read; one that cannot never runs.
 */
is_readable: boolean, };

export type WorkflowRunLine = { id: string, rule_name: string | null, trigger_kind: string, source_table: string | null, source_row_id: string | null, status: string, reason: string | null, ran_at: number, };

export type WorkflowRunsAsked = { rule_id: string, };

export type WriteNote = { id: string, version: number, reason: string | null, subjective: string | null, objective: string | null, assessment: string | null, plan: string | null, follow_up_instructions: string | null, };

export type Written = { version: number, };

export interface Commands {
  "organization.staff": { request: Nothing; response: Staff };
  "organization.add_user": { request: AddUser; response: Made };
  "organization.reset_password": { request: ResetPassword; response: Nothing };
  "organization.deactivate_user": { request: DeactivateUser; response: Nothing };
  "organization.practitioners": { request: Nothing; response: Array<Practitioner> };
  "people.recent": { request: Nothing; response: Array<PatientLine> };
  "people.find": { request: Find; response: Array<PatientLine> };
  "people.duplicates": { request: Duplicates; response: Array<Duplicate> };
  "people.register": { request: Register; response: Registered };
  "people.details": { request: Details; response: KnownDetails };
  "people.update": { request: UpdateDetails; response: Nothing };
  "people.add_allergy": { request: AddAllergy; response: Made };
  "people.end_allergy": { request: EndAllergy; response: Nothing };
  "people.break_glass": { request: BreakGlass; response: GlassBroken };
  "people.emergency_accesses": { request: Nothing; response: EmergencyAccesses };
  "people.review_access": { request: ReviewAccess; response: Nothing };
  "people.own_record": { request: Nothing; response: OwnRecord };
  "people.chart": { request: ChartAsked; response: Chart };
  "scheduling.day": { request: Day; response: DayShown };
  "scheduling.book": { request: Book; response: Made };
  "scheduling.move": { request: Move; response: Nothing };
  "scheduling.cancel": { request: Cancel; response: Nothing };
  "scheduling.confirm": { request: ThisAppointment; response: Nothing };
  "scheduling.check_in": { request: ThisAppointment; response: Nothing };
  "scheduling.own_check_in": { request: ThisAppointment; response: Nothing };
  "scheduling.no_show": { request: ThisAppointment; response: Nothing };
  "scheduling.walk_in": { request: WalkIn; response: Made };
  "scheduling.free_slots": { request: FreeSlots; response: Array<FreeSlot> };
  "scheduling.queue": { request: Queue; response: Array<QueueLine> };
  "scheduling.set_hours": { request: SetHours; response: Nothing };
  "scheduling.hours": { request: Hours; response: Array<WeekdayHours> };
  "encounters.start_visit": { request: StartVisit; response: Made };
  "encounters.room": { request: Room; response: Nothing };
  "encounters.visit": { request: VisitAsked; response: Visit };
  "encounters.write_note": { request: WriteNote; response: Written };
  "encounters.record_vitals": { request: RecordVitals; response: Recorded };
  "encounters.find_icd10": { request: FindIcd10; response: Array<Icd10Found> };
  "encounters.diagnose": { request: Diagnose; response: Diagnosed };
  "encounters.end_visit": { request: ThisVisit; response: Nothing };
  "encounters.sign_visit": { request: ThisVisit; response: Nothing };
  "medication.check": { request: Check; response: Checked };
  "medication.prescribe": { request: Prescribe; response: Made };
  "medication.stop": { request: Stop; response: Nothing };
  "medication.suggest": { request: Suggest; response: Array<string> };
  "billing.invoices": { request: Invoices; response: Array<InvoiceLine> };
  "billing.invoice": { request: InvoiceAsked; response: Invoice };
  "billing.create_invoice": { request: CreateInvoice; response: Made };
  "billing.issue_invoice": { request: IssueInvoice; response: Issued };
  "billing.take_payment": { request: TakePayment; response: Made };
  "billing.refund": { request: Refund; response: Made };
  "records.attach": { request: Attach; response: Made };
  "records.attachment": { request: AttachmentAsked; response: SealedFile };
  "records.add_document": { request: AddDocument; response: Made };
  "records.correct_document": { request: CorrectDocument; response: Nothing };
  "records.documents": { request: DocumentsAsked; response: Documents };
  "records.entries": { request: EntriesAsked; response: Entries };
  "records.verify": { request: VerifyEntries; response: VerifiedEntries };
  "system.conflicts": { request: Conflicts; response: Array<ConflictItem> };
  "system.decide_conflict": { request: DecideConflict; response: Nothing };
  "system.decide_held_appointment": { request: DecideHeldAppointment; response: Nothing };
  "system.undo_decision": { request: UndoDecision; response: Nothing };
  "system.dashboard": { request: DashboardAsked; response: Dashboard };
  "system.workflow_rules": { request: Nothing; response: Array<WorkflowRuleLine> };
  "system.add_workflow_rule": { request: WorkflowRuleForm; response: Made };
  "system.update_workflow_rule": { request: UpdateWorkflowRule; response: Nothing };
  "system.remove_workflow_rule": { request: ThisWorkflowRule; response: Nothing };
  "system.try_workflow_rule": { request: WorkflowRuleForm; response: DryRun };
  "system.workflow_runs": { request: WorkflowRunsAsked; response: Array<WorkflowRunLine> };
  "system.settings": { request: Nothing; response: Array<SettingLine> };
  "system.set_setting": { request: SetSetting; response: Nothing };
  "system.audit": { request: AuditAsked; response: Array<AuditLine> };
  "system.security": { request: SecurityAsked; response: Array<SecurityLine> };
  "system.sessions": { request: SessionsAsked; response: Array<SessionLine> };
  "system.record_metrics": { request: RecordMetrics; response: Nothing };
  "system.metrics": { request: MetricsAsked; response: Array<MetricLine> };
  "system.integrations": { request: Nothing; response: Array<IntegrationLine> };
  "system.add_integration": { request: IntegrationForm; response: Made };
  "system.update_integration": { request: UpdateIntegration; response: Nothing };
  "system.remove_integration": { request: ThisIntegration; response: Nothing };
  "system.note_transfer": { request: NoteTransfer; response: Made };
  "system.transfers": { request: Nothing; response: Array<TransferLine> };
  "system.retention": { request: Nothing; response: Array<RetentionLine> };
  "system.set_retention": { request: SetRetention; response: Made };
  "system.holds": { request: Nothing; response: Array<HoldLine> };
  "system.place_hold": { request: PlaceHold; response: Made };
  "system.release_hold": { request: ReleaseHold; response: Nothing };
}

export const enumerations = {
  administration_status: ["given", "partial", "refused", "withheld", "entered_in_error"],
  ai_model_kind: ["score", "rule", "chart", "statistics", "template", "network"],
  alert_event: ["created", "delivered", "acknowledged", "escalated", "resolved", "cancelled", "note"],
  alert_kind: ["cardiac_arrest", "trauma", "stroke", "sepsis", "deterioration", "obstetric", "violence", "fire", "missing_person", "critical_result", "threshold", "equipment", "stock", "system", "medical", "other"],
  alert_status: ["open", "acknowledged", "resolved", "cancelled"],
  allergy_category: ["food", "medication", "environment", "biologic"],
  allergy_kind: ["allergy", "intolerance"],
  allergy_severity: ["mild", "moderate", "severe"],
  allergy_status: ["active", "inactive", "resolved", "entered_in_error"],
  allergy_verification: ["unconfirmed", "presumed", "confirmed", "refuted", "entered_in_error"],
  analysis_status: ["queued", "running", "completed", "failed", "cancelled"],
  appointment_kind: ["consultation", "follow_up", "emergency", "surgery", "diagnostic"],
  appointment_status: ["scheduled", "confirmed", "checked_in", "in_progress", "completed", "cancelled", "no_show", "entered_in_error"],
  audit_action: ["create", "read", "update", "delete", "login", "logout", "export", "print", "sign", "merge", "break_glass"],
  audit_outcome: ["succeeded", "refused", "failed"],
  bed_end: ["discharged", "transferred", "died", "left", "entered_in_error"],
  bed_kind: ["standard", "intensive_care", "maternity", "paediatric", "isolation", "day_care"],
  birth_sex: ["male", "female", "unknown"],
  blood_type: ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"],
  care_plan_status: ["draft", "active", "completed", "on_hold", "cancelled", "entered_in_error"],
  care_team_kind: ["primary_physician", "attending_physician", "consultant", "resident", "attending_nurse", "nurse", "therapist", "pharmacist", "other"],
  caution_kind: ["interaction", "allergy"],
  caution_severity: ["contraindicated", "major", "moderate", "minor"],
  claim_status: ["draft", "submitted", "acknowledged", "approved", "settled", "denied", "cancelled", "entered_in_error"],
  comparator: ["<", "<=", ">=", ">"],
  condition_category: ["problem_list_item", "encounter_diagnosis", "health_concern"],
  condition_severity: ["mild", "moderate", "severe", "critical"],
  condition_status: ["active", "chronic", "recurrence", "relapse", "in_remission", "inactive", "resolved"],
  condition_verification: ["unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered_in_error"],
  consciousness: ["alert", "confusion", "voice", "pain", "unresponsive"],
  consent_kind: ["treatment", "privacy", "research", "advance_directive", "photography", "data_sharing", "telemedicine", "other"],
  consent_status: ["draft", "given", "refused", "withdrawn", "entered_in_error"],
  contact_kind: ["emergency", "next_of_kin", "employer", "insurer", "federal_agency", "state_agency", "guardian", "billing", "other"],
  coverage_rank: ["primary", "secondary", "tertiary"],
  criticality: ["low", "high", "unable_to_assess"],
  date_of_birth_precision: ["day", "month", "year", "estimated", "unknown"],
  device_profile: ["front_desk", "clinical", "pharmacy", "laboratory", "imaging", "finance", "administration"],
  device_status: ["pending", "active", "revoked"],
  document_kind: ["prescription", "lab_report", "imaging", "clinical_note", "consent", "referral", "other"],
  document_status: ["current", "superseded", "entered_in_error"],
  ehr_type: ["visit_note", "addendum", "prescription", "lab_result", "report", "triage", "procedure", "document", "observation", "other"],
  finding_severity: ["mild", "moderate", "severe", "critical"],
  flag_kind: ["pregnancy", "breastfeeding", "code_status", "infection", "fall_risk", "behaviour", "implant", "anticoagulation", "communication", "other"],
  flag_severity: ["info", "caution", "danger"],
  gender: ["male", "female", "other", "unknown", "prefer_not_to_say"],
  history_kind: ["condition", "operation", "family", "social", "medication", "other"],
  history_status: ["current", "past", "entered_in_error"],
  identifier_kind: ["mrn", "national_id", "social_security", "passport", "drivers_license", "insurance_member", "patient_number", "visit_number", "account_number", "other"],
  imaging_result: ["normal", "abnormal", "critical", "inconclusive"],
  immunization_status: ["completed", "not_done", "entered_in_error"],
  integration_direction: ["incoming", "outgoing", "both"],
  integration_kind: ["fhir", "hl7v2", "dicom", "csv", "other"],
  invoice_status: ["draft", "issued", "written_off", "void"],
  lab_category: ["blood", "urine", "imaging", "pathology", "microbiology", "other"],
  lab_flag: ["normal", "abnormal", "low", "high", "critical_low", "critical_high"],
  lab_status: ["ordered", "collected", "in_progress", "preliminary", "completed", "corrected", "cancelled", "entered_in_error"],
  leave_kind: ["vacation", "illness", "training", "other"],
  leave_status: ["requested", "approved", "refused", "cancelled"],
  marital_status: ["never_married", "married", "divorced", "widowed", "separated", "domestic_partner", "common_law", "annulled", "interlocutory", "polygamous", "unmarried", "unknown"],
  metric: ["systolic", "diastolic", "heart_rate", "respiratory_rate", "temperature", "oxygen_saturation", "weight", "glucose", "peak_flow", "steps", "sleep_hours", "other"],
  mobility: ["walking", "with_help", "stretcher"],
  modality: ["CT", "MR", "US", "DX", "CR", "MG", "NM", "PT", "XA", "RF", "ES", "ECG", "IO", "OT"],
  monitor_kind: ["blood_pressure_monitor", "glucose_meter", "pulse_oximeter", "thermometer", "scale", "heart_monitor", "spirometer", "wearable", "other"],
  movement_kind: ["received", "dispensed", "administered", "returned", "counted", "wasted", "expired", "transferred"],
  name_precision: ["full", "partial", "alias", "unknown"],
  news2_risk: ["low", "low_medium", "medium", "high"],
  notification_kind: ["booking_confirmation", "reminder", "prescription", "payment", "result", "alert", "message", "task", "conflict", "general"],
  number_kind: ["mrn", "invoice", "accession"],
  observation_category: ["laboratory", "vital_signs", "imaging", "procedure", "survey", "exam", "therapy", "activity", "social_history"],
  order_priority: ["routine", "urgent", "asap", "stat"],
  patient_site_source: ["registered", "booked", "visited", "found", "transferred", "imported"],
  patient_status: ["active", "inactive", "deceased", "merged"],
  payer_kind: ["patient", "insurer", "other"],
  payment_kind: ["payment", "refund"],
  payment_method: ["cash", "check", "credit_card", "debit_card", "insurance", "mobile_money", "bank_transfer", "other"],
  period_unit: ["minute", "hour", "day", "week", "month", "year"],
  place_kind: ["hospital", "clinic", "branch", "practice", "imaging_center", "laboratory", "pharmacy", "network", "other"],
  policy_relationship: ["self", "spouse", "child", "parent", "other"],
  policy_status: ["active", "inactive", "expired"],
  prescription_status: ["draft", "active", "completed", "on_hold", "stopped", "cancelled", "entered_in_error"],
  priority: ["low", "medium", "high", "urgent"],
  procedure_status: ["preparation", "in_progress", "completed", "on_hold", "stopped", "not_done", "unknown", "entered_in_error"],
  proposal_status: ["proposed", "accepted", "rejected", "entered_in_error"],
  queue_status: ["waiting", "assigned", "in_progress", "done", "cancelled"],
  recommendation_kind: ["treatment", "investigation", "immunization", "refill", "follow_up", "lifestyle", "other"],
  referral_status: ["draft", "sent", "accepted", "completed", "declined", "cancelled"],
  report_kind: ["preliminary", "final", "addendum", "structured"],
  report_source: ["patient", "nurse", "device", "relative"],
  report_status: ["draft", "preliminary", "signed", "amended", "cancelled"],
  resource_event: ["service", "fault", "repair", "use", "check"],
  resource_kind: ["room", "operating_room", "imaging_machine", "ventilator", "monitor", "pump", "ultrasound", "vehicle", "other"],
  resource_status: ["available", "out_of_order", "in_service", "retired"],
  retention_action: ["keep", "archive", "ask"],
  review_outcome: ["justified", "not_justified", "unclear"],
  sats_age_band: ["younger_child", "older_child", "adult"],
  sats_priority: ["red", "orange", "yellow", "green", "blue"],
  scan_stage: ["acquisition", "analysis", "reading"],
  scan_status: ["ordered", "scheduled", "in_progress", "acquired", "reported", "cancelled", "entered_in_error"],
  security_action: ["sign_in", "sign_in_failed", "sign_out", "session_expired", "locked_out", "unlocked", "password_changed", "password_reset", "permission_refused", "break_glass", "export", "device_enrolled", "device_revoked", "key_changed", "restore", "settings_changed"],
  session_end: ["logout", "expired", "locked", "revoked"],
  shift_kind: ["regular", "on_call", "overtime"],
  shift_status: ["planned", "confirmed", "cancelled"],
  specimen_kind: ["blood", "serum", "plasma", "urine", "stool", "swab", "sputum", "tissue", "cerebrospinal_fluid", "other"],
  statement_status: ["active", "completed", "stopped", "unknown", "entered_in_error"],
  subscription_plan: ["free", "basic", "professional", "enterprise"],
  sync_conflict_decision: ["canonical", "candidate", "other"],
  sync_conflict_kind: ["latest", "review", "held", "duplicate_insert", "delete_edit"],
  sync_conflict_status: ["open", "decided", "undone"],
  sync_log_status: ["running", "succeeded", "partial", "failed"],
  task_kind: ["telephone_result", "merge_duplicates", "stock_below_zero", "review_access", "follow_up", "referral", "recall", "other"],
  task_status: ["open", "in_progress", "done", "cancelled"],
  temperature_unit: ["celsius", "fahrenheit"],
  therapy_kind: ["individual", "couple", "group", "intake", "script"],
  therapy_status: ["planned", "in_progress", "completed", "cancelled", "no_show"],
  visit_kind: ["routine", "emergency", "follow_up", "consultation", "surgery"],
  visit_status: ["arrived", "triaged", "roomed", "in_progress", "completed", "cancelled", "left_without_being_seen", "entered_in_error"],
  waitlist_status: ["waiting", "offered", "booked", "cancelled", "expired"],
  weekday: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  weight_unit: ["kg", "lb"],
  workflow_run_status: ["done", "not_matched", "stopped_by_guard", "failed"],
  workflow_trigger: ["appointment_booked", "appointment_cancelled", "appointment_no_show", "patient_arrived", "visit_completed", "result_abnormal", "result_critical", "invoice_overdue", "alert_raised", "stock_low", "scan_acquired", "report_signed", "prescription_written", "feedback_given"],
  role: ["admin", "doctor", "nurse", "receptionist", "finance", "pharmacist", "lab_technician", "therapist", "manager", "radiologist", "imaging_technician", "patient", "it_admin"],
} as const;

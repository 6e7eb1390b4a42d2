// Written by `cargo xtask types` from crates/clinic. Do not edit.

export type AbandonProcedure = { id: string, version: number, reason: string, };

export type AcceptDiagnosis = { id: string, version: number, visit_id: string | null, notes: string | null, 
/**
 * The version of the problem that the patient has already, as it was shown beside the
 * proposal. Needed where that has another severity than the proposed one.
 */
condition_version: number | null, };

export type AcceptOffer = { id: string, version: number, practitioner_id: string, starts_at: number, ends_at: number, room: string | null, resource_ids?: Array<string>, };

export type AcceptRecommendation = { id: string, version: number, };

export type AcceptReferral = { id: string, version: number, appointment_id: string | null, };

export type AcknowledgeAlert = { id: string, version: number, action_text?: string | null, eta_minutes?: number | null, };

export type AcknowledgeClaim = { id: string, version: number, insurer_reference: string | null, };

export type AcquireScan = { id: string, version: number, 
/**
 * The dose as the machine says it.
 */
dose_text: string | null, notes: string | null, };

export type ActedForPatients = { acted: number, };

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

export type ActivityForm = { id: string | null, text: string, due_on: string | null, 
/**
 * Whether it is not to be done any more.
 */
is_dropped: boolean, };

export type ActivityStatus = "planned" | "done" | "dropped";

export type AcuteLimit = { place: LimitPlace, group: LimitGroup, metric: string, low: number | null, high: number | null, };

export type AcuteLimitShown = { name: string, unit: string, 
/**
 * Whether the clinic set it.
 */
own: boolean, 
/**
 * Where the default was published.
 */
source: string, place: LimitPlace, group: LimitGroup, metric: string, low: number | null, high: number | null, };

export type AddAddendum = { visit_id: string, text: string, reason: string, };

export type AddAllergy = { patient_id: string, substance_text: string, 
/**
 * With its system; that of the clinic's list where nothing is said and the list knows it.
 */
code_system?: string | null, code?: string | null, kind?: "allergy" | "intolerance" | null, category: string | null, criticality: "low" | "high" | "unable_to_assess" | null, reaction_text: string | null, severity: string | null, 
/**
 * `YYYY-MM-DD`, since when.
 */
onset_on?: string | null, 
/**
 * How sure it is.
 */
verification?: "unconfirmed" | "presumed" | "confirmed" | null, };

export type AddContact = { patient_id: string, kind: "emergency" | "next_of_kin" | "employer" | "insurer" | "federal_agency" | "state_agency" | "guardian" | "billing" | "other", name_text: string, relationship: string | null, phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, is_primary: boolean, 
/**
 * Whether the patient lets this person know.
 */
may_receive_information: boolean, notes: string | null, };

export type AddDocument = { patient_id: string, visit_id: string | null, kind: string, title: string, description: string | null, documented_on: string | null, attachment_id: string | null, };

export type AddFinding = { scan_id: string, finding: FindingDetails, };

export type AddHistory = { patient_id: string, kind: "condition" | "operation" | "family" | "social" | "medication" | "other", description: string, code_system: string | null, code: string | null, relationship: string | null, started_on: string | null, ended_on: string | null, notes: string | null, };

export type AddHoliday = { site_id: string | null, day_on: string, name: string, is_half_day: boolean, notes?: string | null, };

export type AddIdentifier = { patient_id: string, kind: "mrn" | "national_id" | "social_security" | "passport" | "drivers_license" | "insurance_member" | "patient_number" | "visit_number" | "account_number" | "other", value: string, system: string | null, assigner: string | null, valid_from_on: string | null, valid_until_on: string | null, };

export type AddLine = { invoice_id: string, line: BilledService, };

export type AddLot = { received: number | null, 
/**
 * The medicine of the clinic's list, where it is one.
 */
medication_id: string | null, name: string, lot_number: string | null, 
/**
 * `YYYY-MM-DD`, its last day.
 */
expires_on: string | null, 
/**
 * What it is counted in, such as tablet.
 */
unit: string, location: string | null, 
/**
 * Below it more is ordered, as long as too little is known to compute that.
 */
minimum_quantity: number | null, 
/**
 * How long a delivery takes.
 */
lead_time_days: number | null, unit_cost_minor: number | null, currency: string | null, supplier: string | null, notes: string | null, };

export type AddPolicy = { patient_id: string, insurer_name: string, insurer_code: string | null, plan_name: string | null, plan_kind: string | null, policy_number: string | null, group_number: string | null, holder_name: string | null, 
/**
 * What the patient is to the holder.
 */
relationship_to_patient: "self" | "spouse" | "child" | "parent" | "other" | null, 
/**
 * Which policy pays first.
 */
coverage_rank: "primary" | "secondary" | "tertiary", effective_on: string | null, expires_on: string | null, copay_minor: number | null, deductible_minor: number | null, deductible_met_minor: number | null, deductible_met_on: string | null, 
/**
 * ISO 4217; the site's where nothing is said.
 */
currency: string | null, preauthorization_required: boolean, notes: string | null, };

export type AddPrice = { 
/**
 * `None` for every site.
 */
site_id: string | null, code: string | null, code_system: string | null, description: string, unit_price_minor: number, 
/**
 * The site's currency where it is left out.
 */
currency: string | null, valid_from_on: string, valid_until_on: string | null, };

export type AddReading = { patient_id: string, device_kind: string, metric: string, value_number: number, 
/**
 * The unit it was read in; readings are kept in one unit for each metric.
 */
unit: string, 
/**
 * When it was read; where nothing is said, now, or when what it corrects was.
 */
recorded_at: number | null, is_self_reported: boolean, serial_number: string | null, corrects_id: string | null, correction_reason: string | null, };

export type AddStatement = { patient_id: string, visit_id?: string | null, medication_text: string, medication_id?: string | null, dosage_text?: string | null, started_on?: string | null, 
/**
 * Who says so: the patient, a relative, a letter.
 */
source_text?: string | null, 
/**
 * Why it is taken.
 */
reason_text?: string | null, notes?: string | null, };

export type AddStressReading = { patient_id: string, 
/**
 * When it was read; now where nothing is said.
 */
recorded_at: number | null, is_self_reported: boolean, rmssd_ms: number | null, 
/**
 * Milliseconds from beat to beat, from which RMSSD is computed where it was not given.
 */
beat_intervals_ms: Array<number> | null, heart_rate_bpm: number | null, 
/**
 * The own rating, 0 to 10.
 */
self_rating: number | null, gad7_score: number | null, notes: string | null, };

export type AddToWaitlist = { patient_id: string, 
/**
 * For this doctor; any where nothing is said.
 */
practitioner_id: string | null, department_id: string | null, kind: string, priority: string, reason: string | null, 
/**
 * The first day that would do.
 */
wanted_from_on: string | null, 
/**
 * The last day that would do.
 */
wanted_until_on: string | null, 
/**
 * Such as "mornings".
 */
wanted_times: string | null, };

export type AddUser = { given_name: string, family_name: string, username: string, password: string, roles: Array<string>, is_practitioner: boolean, specialization: string | null, };

export type AddWellnessItem = { wellness_plan_id: string, title: string, category: string | null, due_on: string, };

export type AddendumLine = { id: string, author: string | null, written_at: number, text: string, reason: string, };

export type Adherence = { patient_id: string, from: string, until: string, lines: Array<AdherenceLine>, 
/**
 * The method's name, source and limits, to be shown with the figures.
 */
method: string, source: string, limits: string, };

export type AdherenceAsked = { patient_id: string, 
/**
 * The last day, `YYYY-MM-DD`; today where nothing is said.
 */
until: string | null, 
/**
 * The length of the period; a year where nothing is said.
 */
days: number | null, };

export type AdherenceLine = { 
/**
 * As the newest prescription has it.
 */
medication_text: string, 
/**
 * The prescribed items of it, renewals included.
 */
item_ids: Array<string>, 
/**
 * From the first handing-out in the period on.
 */
period_from: string | null, period_until: string, days_in_period: number | null, days_covered: number | null, 
/**
 * On how many days something was handed out.
 */
fills: number, 
/**
 * From 0 to 1; nothing where the measure does not apply.
 */
proportion_of_days_covered: number | null, 
/**
 * Why nothing is told.
 */
not_told_because: string | null, 
/**
 * How many doses were reported in the period, and how many of them as taken.
 */
reports: number, reports_taken: number, 
/**
 * From 0 to 1; nothing where nobody reported.
 */
self_report_rate: number | null, };

export type Administer = { patient_id: string, visit_id: string | null, 
/**
 * The prescribed medicine; nothing in an emergency or by standing order.
 */
prescription_item_id: string | null, 
/**
 * What was given, where nothing was prescribed.
 */
medication_text: string | null, status: DoseOutcome, 
/**
 * Why it was not given whole.
 */
status_reason: string | null, dose_amount: number | null, dose_unit: string | null, route: string | null, body_site: string | null, 
/**
 * Microseconds; now where nothing is said.
 */
given_at: number | null, 
/**
 * The lot of the ward's stock that it was taken from.
 */
inventory_item_id: string | null, 
/**
 * How much of the lot was used, in its unit.
 */
lot_quantity: number | null, notes: string | null, 
/**
 * Whether an allergy was read where nothing was prescribed, or what has come up against the
 * medicine since it was prescribed.
 */
accept_warnings: boolean, 
/**
 * Why it is right all the same, where the clinic's list calls it contraindicated or major.
 */
accept_reason?: string | null, };

export type AdministrationLine = { id: string, prescription_item_id: string | null, medication_text: string, given_at: number, status: string, status_reason: string | null, 
/**
 * What was read before it was given, and why it was right all the same.
 */
despite_text: string | null, dose_amount: number | null, dose_unit: string | null, route: string | null, lot_number: string | null, correction_reason: string | null, 
/**
 * Whether a newer row replaces it.
 */
struck: boolean, };

export type Admit = { patient_id: string, bed_id: string, visit_id: string | null, 
/**
 * Now where nothing is said.
 */
started_at: number | null, reason: string | null, expected_end_on: string | null, notes: string | null, };

export type AffectedBecause = "holiday" | "leave" | "blocked" | "hours_changed" | "practitioner_unavailable";

export type AffectedBooking = { appointment: AppointmentLine, reasons: Array<AffectedBecause>, };

export type AffectedBookings = { from_on: string, until_on: string, practitioner_id: string | null, };

export type Ageing = { 
/**
 * The day at the site from which lateness is counted.
 */
on: string, totals: Array<CurrencyAgeing>, 
/**
 * Whose part it is: an insurer's, as far as a claim is open, or the patients'.
 */
payers: Array<PayerAgeing>, 
/**
 * Those who owe most first; 300 at most.
 */
patients: Array<PatientAgeing>, 
/**
 * The sites whose bills were counted.
 */
covers: Covers, };

export type AlertAnswer = { user_id: string, name: string, answered_at: number, 
/**
 * What they are doing about it.
 */
action_text: string | null, 
/**
 * How long they said it would take.
 */
eta_minutes: number | null, };

export type AlertAsked = { id: string, };

export type AlertBoard = { department_id: string | null, include_over: boolean, };

export type AlertDetails = { alert: AlertLine, timeline: Array<AlertEventLine>, };

export type AlertEventLine = { id: string, kind: "created" | "delivered" | "acknowledged" | "escalated" | "resolved" | "cancelled" | "note", 
/**
 * When it happened; of an escalation, when it was due.
 */
occurred_at: number, 
/**
 * When a PC wrote it down.
 */
written_at: number, person: string | null, level: number | null, action_text: string | null, eta_minutes: number | null, notes: string | null, };

export type AlertGrouping = "day" | "week" | "month" | "kind" | "department" | "urgency";

export type AlertLine = { id: string, version: number, kind: string, title: string, message: string | null, 
/**
 * 1 is the most urgent.
 */
urgency: number, status: "open" | "acknowledged" | "resolved" | "cancelled", room: string | null, latitude: number | null, longitude: number | null, accuracy_metres: number | null, roles: Array<string>, department: string | null, patients: Array<PatientLine>, raised_by: string | null, 
/**
 * Who that is, so that the one who called is not called as well.
 */
raised_by_id: string | null, raised_at: number, source_table: string | null, source_row_id: string | null, 
/**
 * By which rule those whom it calls were found, as the rota is now.
 */
rule: RoutingRule, called: Array<CalledPerson>, received_by: Array<AlertReceipt>, answered_by: Array<AlertAnswer>, 
/**
 * The step of escalation that it has reached; 0 is none.
 */
level: number, 
/**
 * When it calls others unless somebody answers first.
 */
next_escalation_at: number | null, 
/**
 * Whether nobody has received it yet, so that somebody should be telephoned.
 */
telephone: boolean, 
/**
 * Why it is shown to the person who asks; nothing where it does not concern them.
 */
reason: AlertReason | null, };

export type AlertPosition = { 
/**
 * Degrees north.
 */
latitude: number, 
/**
 * Degrees east.
 */
longitude: number, 
/**
 * The radius in which the place lies with a probability of 68 %.
 */
accuracy_metres?: number | null, };

export type AlertRaised = { id: string, rule: RoutingRule, called: Array<CalledPerson>, };

export type AlertReason = "answering" | "called" | "escalated" | "raised";

export type AlertReceipt = { user_id: string, name: string, received_at: number, };

export type AlertTemplate = { id: string, version: number, name: string, kind: string, title: string, message: string | null, urgency: number, department_id: string | null, roles: Array<string>, escalation_policy_id: string | null, };

export type AlertTemplateDetails = { name: string, kind: string, title: string, message: string | null, urgency: number, department_id: string | null, roles: Array<string>, escalation_policy_id: string | null, };

export type AlertsReceived = { received: Array<string>, };

export type Allergy = { id: string, version: number, substance_text: string, category: string | null, criticality: string | null, reaction_text: string | null, severity: string | null, status: string, verification: string | null, onset_on: string | null, 
/**
 * Whether another value stands beside it until somebody decides.
 */
candidate: boolean, };

export type AllergyEnd = "inactive" | "resolved" | "entered_in_error";

export type AmendReport = { id: string, reason: string, };

export type AnalysisAsked = { id: string, };

export type AnalysisCompleted = { finding_ids: Array<string>, };

export type AnalysisLine = { id: string, version: number, model: string, model_version: string, 
/**
 * Where it must not be used, and what it does not claim.
 */
limits_text: string | null, status: string, started_at: number | null, ended_at: number | null, confidence: number | null, overall_result: string | null, problem_text: string | null, };

export type AnalysisShown = { id: string, version: number, patient_id: string, scan_id: string, model: string, model_version: string, kind: string, purpose: string, method_text: string, source_text: string | null, 
/**
 * Where it must not be used, and what it does not claim.
 */
limits_text: string | null, 
/**
 * How the program runs the model here; none, where it runs elsewhere.
 */
manifest: Record<string, unknown> | null, status: string, started_at: number | null, ended_at: number | null, confidence: number | null, overall_result: string | null, problem_text: string | null, 
/**
 * Who asked for it, by name.
 */
requested_by: string | null, 
/**
 * As the model gave it.
 */
raw_output: Record<string, unknown> | unknown[] | null, };

export type AnswerScript = { session_id: string, script: ScriptName, 
/**
 * The version that the screen showed.
 */
version: string, 
/**
 * One answer for each question, from 0 to 3.
 */
answers: Array<number>, };

export type ApplyCredit = { from_invoice_id: string, to_invoice_id: string, amount_minor: number, };

export type AppointmentAsked = { id: string, };

export type AppointmentLine = { id: string, version: number, patient: PatientLine, 
/**
 * The nil id where no practitioner was chosen, as in some imported records.
 */
practitioner_id: string, practitioner: string, starts_at: number, ends_at: number, kind: string, status: string, priority: string, reason: string | null, room: string | null, overbooked: boolean, 
/**
 * Why the time is closed into which somebody booked it on purpose.
 */
booked_despite: "holiday" | "leave" | "blocked" | null, held_reason: string | null, walk_in: boolean, checked_in_at: number | null, started_at: number | null, completed_at: number | null, visit_id: string | null, 
/**
 * Whether something about it has not reached the centre yet.
 */
pending: boolean, 
/**
 * The first booking of its series, where it is one of several.
 */
series_id?: string, 
/**
 * Where it is, if at another branch.
 */
elsewhere?: string, };

export type ApproveClaim = { id: string, version: number, approved_minor: number, 
/**
 * What the insurer leaves to the patient, where it says so.
 */
patient_share_minor: number | null, insurer_reference: string | null, };

export type ArriveAtDoor = { patient_id: string, practitioner_id: string | null, kind: string, reason: string | null, };

export type AskBranch = { site_id: string, patient_id: string, 
/**
 * For this doctor; any where nothing is said.
 */
practitioner_id: string | null, department_id: string | null, kind: string, priority: string, reason: string | null, 
/**
 * The first day that would do.
 */
wanted_from_on: string | null, 
/**
 * The last day that would do.
 */
wanted_until_on: string | null, 
/**
 * Such as "mornings".
 */
wanted_times: string | null, };

export type AskedLine = { id: string, version: number, patient: PatientLine, site_id: string, site: string | null, asked_at: number, kind: string, reason: string | null, wanted_from_on: string | null, wanted_until_on: string | null, status: "waiting" | "offered" | "booked" | "cancelled" | "expired", 
/**
 * Why there is none.
 */
end_reason: string | null, 
/**
 * What was booked there, once it is known here.
 */
starts_at: number | null, practitioner: string | null, };

export type AssignCareTeam = { patient_id: string, 
/**
 * The colleague; a practitioner who signs in is found by either.
 */
user_id: string | null, practitioner_id: string | null, kind: "primary_physician" | "attending_physician" | "consultant" | "resident" | "attending_nurse" | "nurse" | "therapist" | "pharmacist" | "other", is_primary: boolean, department_id: string | null, notes: string | null, };

export type AssignScan = { id: string, version: number, assigned_to: string, };

export type AtWork = { id: string, display_name: string, specialization: string | null, hours: Array<Stretch>, 
/**
 * What of the day is closed: holidays, leave, slots that somebody closed.
 */
closed?: Array<Closed>, };

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

export type AuditLine = { id: string, user_id: string | null, user_name: string | null, device_id: string | null, device_name: string | null, action: string, command: string | null, table_name: string | null, row_id: string | null, patient_id: string | null, reason: string | null, before: string | null, after: string | null, 
/**
 * From where the PC reached the centre; nothing of what has not been there.
 */
ip_address: string | null, 
/**
 * Which program it was.
 */
user_agent: string | null, occurred_at: number, };

export type BackTest = { days_ahead: number, 
/**
 * On how many days it was tried.
 */
n: number, 
/**
 * The mean of how many beds it was wrong by.
 */
mean_error: number, 
/**
 * The same for expecting that nothing changes.
 */
mean_error_unchanged: number, 
/**
 * The share of days within the interval; 0.9 where it is right.
 */
within: number, };

export type BadEntry = { id: string, chain_sequence: number, recorded_at: number, 
/**
 * In words for the person who looks into it.
 */
reason: string, };

export type Because = "holiday" | "leave" | "blocked";

export type BedForm = { department_id: string | null, ward: string | null, room: string, label: string, kind: string | null, notes: string | null, };

export type BedLine = { id: string, version: number, stay: StayLine | null, 
/**
 * Machines that stand at it.
 */
equipment: Array<EquipmentLine>, 
/**
 * Stays that the centre could not grant, because bed or patient were taken elsewhere: each
 * must be transferred or corrected.
 */
held: Array<StayLine>, department_id: string | null, ward: string | null, room: string, label: string, kind: string | null, notes: string | null, };

export type BedPlace = { 
/**
 * The bed.
 */
bed_id: string, ward: string | null, room: string, label: string, };

export type BillableDiagnosis = { code: string, description: string, };

export type BilledService = { description: string, quantity: number, unit_price_minor: number, procedure_code: string | null, 
/**
 * Where it is left out, the one that the price list gives the code.
 */
procedure_code_system?: string | null, 
/**
 * A code of ICD-10-CM that groups no others.
 */
diagnosis_code: string | null, 
/**
 * Where it is left out, the day of the visit, or today.
 */
service_on?: string | null, };

export type BlockSlot = { practitioner_id: string, starts_at: number, ends_at: number, reason: string, };

export type Book = { patient_id: string, practitioner_id: string, department_id?: string | null, starts_at: number, ends_at: number, kind: string, priority: string, reason: string | null, room: string | null, 
/**
 * Rooms and machines that are needed.
 */
resource_ids?: Array<string>, overbook: boolean, 
/**
 * Another branch than this one, where the PC holds the whole record.
 */
site_id?: string | null, };

export type BookSeries = { every_weeks: number, times: number, accept_missed: boolean, patient_id: string, practitioner_id: string, department_id?: string | null, starts_at: number, ends_at: number, kind: string, priority: string, reason: string | null, room: string | null, 
/**
 * Rooms and machines that are needed.
 */
resource_ids?: Array<string>, overbook: boolean, 
/**
 * Another branch than this one, where the PC holds the whole record.
 */
site_id?: string | null, };

export type BreakGlass = { patient_id: string, reason: string, };

export type CalledPerson = { 
/**
 * The user.
 */
user_id: string, 
/**
 * As people call them.
 */
name: string, };

export type Cancel = { id: string, version: number, reason: string, };

export type CancelAlert = { id: string, version: number, reason: string, };

export type CancelClaim = { id: string, version: number, reason: string, };

export type CancelLabOrder = { id: string, version: number, reason: string, };

export type CancelLabTest = { id: string, version: number, reason: string, };

export type CancelPrescription = { id: string, version: number, reason: string, };

export type CancelReport = { id: string, version: number, reason: string, };

export type CancelScan = { id: string, version: number, reason: string, };

export type CancelSeries = { id: string, version: number, reason: string, };

export type CancelSession = { id: string, version: number, no_show: boolean, };

export type CancelTask = { id: string, version: number, reason: string, };

export type CancelVisit = { id: string, version: number, reason: string, 
/**
 * Whether its appointment goes on waiting, so that the right visit can begin; it is cancelled
 * with the visit otherwise.
 */
keep_appointment?: boolean, };

export type CancelWaiting = { id: string, version: number, 
/**
 * Needed where another branch asked for the appointment.
 */
reason?: string | null, };

export type CareActivity = { 
/**
 * Tells it from the others when two people change the plan.
 */
id: string, 
/**
 * In words.
 */
text: string, 
/**
 * `YYYY-MM-DD`.
 */
due_on: string | null, 
/**
 * How far it is.
 */
status: ActivityStatus, 
/**
 * When it was done.
 */
done_at: number | null, 
/**
 * The user who said so.
 */
done_by: string | null, 
/**
 * What came of it.
 */
outcome: string | null, };

export type CareGoal = { 
/**
 * Tells it from the others when two people change the plan.
 */
id: string, 
/**
 * In words.
 */
text: string, 
/**
 * How it is measured, such as `HbA1c below 7 %`.
 */
target: string | null, 
/**
 * `YYYY-MM-DD`.
 */
due_on: string | null, 
/**
 * How far it is.
 */
status: GoalStatus, };

export type CarePlanShown = { id: string, version: number, patient_id: string, title: string, category: string | null, description: string | null, status: string, starts_on: string | null, ends_on: string | null, goals: Array<CareGoal>, activities: Array<CareActivity>, 
/**
 * Activities that are done, of those that were not dropped.
 */
done: number, due: number, notes: string | null, created_at: number, };

export type CarePlansAsked = { patient_id: string, older: OlderThan | null, };

export type CarePlansPage = { patient_id: string, plans: Array<CarePlanShown>, older: OlderThan | null, };

export type CareTeamLine = { id: string, version: number, user_id: string | null, practitioner_id: string | null, name: string, kind: string, is_primary: boolean, started_at: number, ended_at: number | null, notes: string | null, };

export type CashBox = { id: string, version: number, opened_by: string, opened_by_name: string | null, opened_at: number, opening_float_minor: number, currency: string, taken_minor: number, returned_minor: number, 
/**
 * What should be in it, by the payments as they stand now.
 */
expected_minor: number, closed_at: number | null, 
/**
 * What was counted at the close.
 */
counted_minor: number | null, 
/**
 * What should have been in it at the close.
 */
expected_at_close_minor: number | null, difference_reason: string | null, };

export type CashClosed = { expected_minor: number, counted_minor: number, 
/**
 * Above zero where there was more than there should be.
 */
difference_minor: number, };

export type Caution = { id: string, version: number, kind: "interaction" | "allergy" | "pregnancy" | "breastfeeding", first_name: string, second_name: string, severity: "contraindicated" | "major" | "moderate" | "minor", sentence: string, source_text: string | null, is_active: boolean, };

export type CautionDetails = { kind: "interaction" | "allergy" | "pregnancy" | "breastfeeding", first_name: string, 
/**
 * Not asked for in pregnancy and while breastfeeding.
 */
second_name: string | null, severity: "contraindicated" | "major" | "moderate" | "minor", sentence: string, source_text: string | null, };

export type CautionRating = "contraindicated" | "major" | "moderate" | "minor";

export type CautionsAsked = { 
/**
 * A part of either name.
 */
query: string | null, 
/**
 * Retired ones too.
 */
retired: boolean, };

export type ChangeLine = { id: string, version: number, line: BilledService, };

export type ChangeWellnessItem = { id: string, version: number, title: string, due_on: string, notes: string | null, };

export type Chart = { patient: ChartPatient, allergies: Array<Allergy>, problems: Array<Problem>, medicines: Array<MedicineLine>, vitals: Array<VitalsRow>, visits: Array<VisitLine>, visit_count: number, results: Array<ResultLine>, procedures: Array<ProcedureLine>, immunizations: Array<Immunization>, lab_orders: Array<LabOrderLine>, referrals: Array<ReferralLine>, care_plans: Array<CarePlanShown>, appointments: Array<AppointmentLine>, invoices: Array<InvoiceLine>, 
/**
 * Open decisions about this patient.
 */
conflicts: number, balance_minor: number, currency: string, 
/**
 * `inactive` where the patient does not come any more.
 */
record_status: "active" | "inactive" | "deceased" | "merged", 
/**
 * Flags that hold today.
 */
flags: Array<FlagLine>, history: Array<HistoryLine>, policies: Array<PolicyLine>, consents: Array<ConsentLine>, 
/**
 * Other records of the same person; what hangs on them is in the sections.
 */
merged: Array<MergedRecord>, };

export type ChartAsked = { patient_id: string, };

export type ChartPatient = PatientLine & PatientDetails & { version: number };

export type Chat = { appointment_id: string, starts_at: number, patient: PatientLine, messages: Array<ChatMessage>, 
/**
 * Where the page of older messages begins; nothing where there is none.
 */
next: ChatCursor | null, };

export type ChatAsked = { appointment_id: string, before?: ChatCursor | null, };

export type ChatAttachment = { 
/**
 * Which of the two.
 */
kind: ChatAttachmentKind, 
/**
 * Its row.
 */
id: string, };

export type ChatAttachmentKind = "document" | "attachment";

export type ChatAttachmentLine = { kind: ChatAttachmentKind, id: string, 
/**
 * Nothing where it was removed since, or is not held by this PC.
 */
title: string | null, };

export type ChatCursor = { sent_at: number, id: string, };

export type ChatMarkedRead = { marked: number, };

export type ChatMessage = { id: string, sender_id: string, sender: string | null, 
/**
 * Nothing where it waits for the front desk.
 */
recipient: string | null, 
/**
 * Whether the person who asks wrote it.
 */
mine: boolean, body: string, attachments: Array<ChatAttachmentLine>, sent_at: number, read_at: number | null, };

export type Check = { patient_id: string, medication_text: string, 
/**
 * The medicine of the clinic's list, where one was chosen.
 */
medication_id?: string | null, };

export type CheckInvoice = { id: string, };

export type Checked = { 
/**
 * The weightiest first.
 */
warnings: Array<Warning>, 
/**
 * How many allergies carry no code or are not in the list and raised no warning by their
 * words: nobody has checked them.
 */
unchecked_allergies: number, 
/**
 * The same of medicines, the asked one included.
 */
unchecked_medicines: number, 
/**
 * That the list is not complete, to be shown with the warnings.
 */
note: string, };

export type Choice = "canonical" | "candidate";

export type ClaimLine = { id: string, version: number, number: string | null, patient_id: string, invoice_id: string, invoice_number: string | null, insurance_policy_id: string, insurer_name: string, status: "draft" | "submitted" | "acknowledged" | "approved" | "settled" | "denied" | "cancelled" | "entered_in_error", currency: string, claimed_minor: number, 
/**
 * What the insurer promised.
 */
approved_minor: number | null, patient_share_minor: number | null, 
/**
 * What the insurer paid.
 */
paid_minor: number, submitted_at: number | null, 
/**
 * Calendar days at the site since it was submitted.
 */
age_days: number | null, answered_at: number | null, denial_reason: string | null, insurer_reference: string | null, 
/**
 * The denied claim that this one repeats.
 */
resubmits_id: string | null, notes: string | null, };

export type ClaimPaid = { payment_id: string, settled: boolean, 
/**
 * What was approved and has not come.
 */
awaited_minor: number, };

export type ClaimSubmitted = { number: string, };

export type ClaimsAsked = { status: "draft" | "submitted" | "acknowledged" | "approved" | "settled" | "denied" | "cancelled" | "entered_in_error", older_than_days: number | null, };

export type CloseCarePlan = { id: string, version: number, outcome: PlanEnd, 
/**
 * Needed where it ends early.
 */
reason: string | null, };

export type CloseCash = { id: string, version: number, counted_minor: number, difference_reason: string | null, notes: string | null, };

export type Closed = { 
/**
 * From here.
 */
starts_at: number, 
/**
 * Until here.
 */
ends_at: number, 
/**
 * For this reason.
 */
because: Because, };

export type CodeCondition = { id: string, version: number, icd10_code: string, };

export type Colleague = { user_id: string, name: string, 
/**
 * Role codes, without that of a patient.
 */
roles: Array<string>, department_id: string | null, };

export type CollectSpecimen = { id: string, version: number, specimen_kind: string | null, };

export type Comparison = "equals" | "differs" | "above" | "below" | "contains" | "is_empty" | "is_filled";

export type CompleteActivity = { id: string, version: number, activity_id: string, outcome: string | null, };

export type CompleteAnalysis = { id: string, version: number, 
/**
 * From 0 to 1, where the model says one.
 */
confidence: number | null, overall_result: string, 
/**
 * An object or a list, as the model gave it.
 */
raw_output: Record<string, unknown> | unknown[] | null, findings: Array<FindingDetails>, };

export type CompleteSession = { id: string, version: number, next_session_on: string | null, };

export type CompleteTask = { id: string, version: number, outcome: string, };

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

export type ConditionChange = { at: number, author: string | null, state: ConditionState, };

export type ConditionHistory = { id: string, patient_id: string, states: Array<ConditionChange>, };

export type ConditionHistoryAsked = { id: string, };

export type ConditionState = { 
/**
 * What was done: `diagnosed`, `updated`, `coded`, `resolved` or `refuted`.
 */
change: string, 
/**
 * Why, where somebody said so.
 */
reason: string | null, condition_text: string, code_system: string | null, code: string | null, status: string, severity: string | null, verification: string | null, onset_on: string | null, abated_on: string | null, notes: string | null, };

export type ConditionsAsked = { patient_id: string, older: OlderThan | null, };

export type ConditionsPage = { patient_id: string, conditions: Array<Problem>, older: OlderThan | null, };

export type ConflictAnswer = "keep" | "take" | "renumber" | "move" | "overbook" | "cancel";

export type ConflictField = { column: string, label: string, canonical: string | null, candidate: string | null, };

export type ConflictItem = { id: string, kind: "latest" | "review" | "held" | "duplicate_insert" | "delete_edit", table: string, row_id: string, title: string, patient: PatientLine | null, made_at: number, fields: Array<ConflictField>, canonical_by: string | null, canonical_at: number | null, candidate_by: string | null, candidate_at: number | null, reason: string, status: "open" | "decided" | "undone", decision: string | null, decided_by: string | null, decided_at: number | null, 
/**
 * Of a held appointment: the next free times.
 */
alternatives: Array<FreeSlot>, 
/**
 * What can be answered. Where it is nothing, the entry itself is to be changed, and the
 * question goes away with that.
 */
answers: Array<ConflictAnswer>, may_decide: boolean, };

export type Conflicts = { include_decided: boolean, };

export type ConsentLine = { id: string, version: number, kind: string, status: "draft" | "given" | "refused" | "withdrawn", 
/**
 * Whether it counts today.
 */
holds: boolean, wording: string | null, given_on: string | null, valid_until_on: string | null, given_by_name: string | null, document_id: string | null, withdrawn_at: number | null, notes: string | null, };

export type ContactAttempt = { id: string, appointment_id: string | null, attempted_at: number, attempted_by_name: string | null, channel: string, outcome: string, reason: string, notes: string | null, };

export type ContactAttempts = { patient_id: string, attempts: Array<ContactAttempt>, };

export type ContactLine = { id: string, version: number, kind: "emergency" | "next_of_kin" | "employer" | "insurer" | "federal_agency" | "state_agency" | "guardian" | "billing" | "other", name_text: string, relationship: string | null, phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, is_primary: boolean, 
/**
 * Whether the patient lets this person know.
 */
may_receive_information: boolean, notes: string | null, };

export type ConversationLine = { appointment_id: string, starts_at: number, patient: PatientLine, last_sent_at: number, unread: number, };

export type CorrectAdministration = { administration_id: string, 
/**
 * What became of the dose really; nothing where there was none.
 */
status: DoseOutcome | null, status_reason: string | null, dose_amount: number | null, dose_unit: string | null, 
/**
 * How much of the lot was used really, in its unit.
 */
lot_quantity: number | null, reason: string, };

export type CorrectAllergy = { id: string, version: number, substance_text: string, 
/**
 * With its system; that of the clinic's list where nothing is said and the substance is
 * another one now.
 */
code_system?: string | null, code?: string | null, category: string | null, criticality: "low" | "high" | "unable_to_assess" | null, reaction_text: string | null, severity: string | null, verification: "unconfirmed" | "presumed" | "confirmed" | null, 
/**
 * `YYYY-MM-DD`, since when; blank where nobody knows. As it stands where nothing is said.
 */
onset_on?: string | null, };

export type CorrectDispensing = { dispensing_id: string, 
/**
 * 0 where nothing was.
 */
quantity: number, 
/**
 * From which lot really; the same where nothing is said.
 */
inventory_item_id: string | null, 
/**
 * Computed from the dose where nothing is said.
 */
days_supplied: number | null, reason: string, };

export type CorrectDocument = { id: string, version: number, 
/**
 * `superseded` or `entered_in_error`.
 */
status: string, reason: string, };

export type CorrectHistory = { id: string, version: number, kind: "condition" | "operation" | "family" | "social" | "medication" | "other", description: string, code_system: string | null, code: string | null, relationship: string | null, started_on: string | null, ended_on: string | null, 
/**
 * Whether it is over, where the day is not known; what has an end is over in any case.
 */
is_past: boolean, notes: string | null, };

export type CorrectPayment = { id: string, 
/**
 * 0 where no money moved at all.
 */
amount_minor: number, 
/**
 * As it was noted, where it is left out.
 */
method: string | null, reason: string, };

export type CorrectResult = { id: string, reason: string, value_number: number | null, value_comparator: "<" | "<=" | ">=" | ">" | null, value_text: string | null, 
/**
 * The test's own where nothing is said.
 */
unit: string | null, 
/**
 * The range on the report of a test that has no range on the clinic's list.
 */
reference_low: number | null, reference_high: number | null, 
/**
 * The computed one where nothing is said; another one needs a reason.
 */
abnormal_flag: string | null, flag_reason: string | null, comments: string | null, interpretation: string | null, };

export type CorrectStay = { id: string, version: number, reason: string, };

export type CorrectVitals = { id: string, reason: string, vitals: RecordVitals, };

export type CountStock = { inventory_item_id: string, 
/**
 * What lies there, in the lot's unit.
 */
counted: number, reason: string, };

export type CoveredSite = { id: string, name: string, };

export type Covers = { 
/**
 * Those whose whole record this PC holds, of those that were asked for.
 */
sites: Array<CoveredSite>, 
/**
 * Says that sites are missing which were asked for; `None` where none is.
 */
limits: string | null, };

export type CreateInvoice = { patient_id: string, visit_id: string | null, lines: Array<BilledService>, due_on: string | null, notes: string | null, 
/**
 * The policy that it shall be claimed from.
 */
insurance_policy_id?: string | null, issue: boolean, };

export type CreateTask = { title: string, description: string | null, kind: string, priority: string, for_role: string | null, assigned_to: string | null, patient_id: string | null, due_at: number | null, };

export type CreditApplied = { refund_id: string, payment_id: string, reference: string, };

export type CreditAsked = { patient_id: string, };

export type CreditOnInvoice = { invoice_id: string, number: string | null, status: string, currency: string, credit_minor: number, };

export type CreditTotal = { currency: string, credit_minor: number, };

export type CurrencyAgeing = { currency: string, 
/**
 * Not late, or without a day on which it is due.
 */
current_minor: number, 
/**
 * 1 to 30 days late.
 */
late_30_minor: number, 
/**
 * 31 to 60 days late.
 */
late_60_minor: number, 
/**
 * 61 to 90 days late.
 */
late_90_minor: number, 
/**
 * More than 90 days late.
 */
late_more_minor: number, total_minor: number, };

export type Dashboard = { covers: Covers, days: Array<DashboardDay>, money: Array<DashboardMoney>, alerts: DashboardAlerts, methods: Array<DashboardMethod>, 
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
 * Every site where nothing is said.
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

export type DayClose = { on: string, site_id: string | null, methods: Array<MethodTotal>, 
/**
 * Cash boxes that were opened on the day.
 */
boxes: Array<CashBox>, };

export type DayCloseAsked = { on: string, site_id: string | null, };

export type DayShown = { site_time_zone: string, practitioners: Array<AtWork>, appointments: Array<AppointmentLine>, };

export type DeactivateDepartment = { id: string, version: number, };

export type DeactivateUser = { user_id: string, version: number, };

export type DeathUndone = { 
/**
 * Appointments that stand again.
 */
back: number, 
/**
 * Appointments whose time has passed or belongs to others by now: book them anew.
 */
lost: Array<AppointmentLine>, 
/**
 * Entries of the waiting list that wait again.
 */
waiting: number, 
/**
 * Stays that go on in the same bed.
 */
stays: number, 
/**
 * Tasks that are to be done again.
 */
tasks: number, 
/**
 * Medicines, plans, orders, referrals and sessions that stay ended: a doctor decides on each
 * anew, and was asked to.
 */
to_decide: number, };

export type DecideConflict = { id: string, choice: Choice, };

export type DecideFinding = { id: string, version: number, accept: boolean, 
/**
 * Needed where it does not stand.
 */
reason: string | null, };

export type DecideHeldAppointment = { id: string, choice: HeldChoice, starts_at: number | null, practitioner_id: string | null, };

export type DenyClaim = { id: string, version: number, reason: string, insurer_reference: string | null, };

export type DepartmentForm = { 
/**
 * Of this site; of every site where nothing is said.
 */
site_id: string | null, name: string, code: string | null, description: string | null, phone: string | null, };

export type DepartmentLine = { id: string, version: number, is_active: boolean, 
/**
 * Of this site; of every site where nothing is said.
 */
site_id: string | null, name: string, code: string | null, description: string | null, phone: string | null, };

export type Details = { id: string, };

export type DeviceReport = { sop_instance_uid: string, sop_class_uid: string | null, study_instance_uid: string | null, patient: PatientInFile, title: ReportedCode | null, manufacturer: string | null, device: string | null, 
/**
 * Whether a person has verified it.
 */
is_verified: boolean, 
/**
 * What made it, at least one.
 */
algorithms: Array<ReportedAlgorithm>, findings: Array<ReportedFinding>, };

export type Diagnose = { patient_id: string, visit_id: string | null, icd10_code: string | null, condition_name: string, severity: string | null, status: string, onset_on: string | null, notes: string | null, };

export type Diagnosed = { id: string, warnings: Array<string>, };

export type DiagnosesProposed = { proposed: Array<DiagnosisProposed>, 
/**
 * Sentences: what is missing, and what was left out.
 */
not_judged: Array<string>, };

export type DiagnosisAccepted = { medical_condition_id: string, warnings: Array<string>, };

export type DiagnosisProposed = { id: string, diagnosis_text: string, method: string, };

export type Discharge = { id: string, version: number, end_reason: "discharged" | "died" | "left", 
/**
 * Now where nothing is said.
 */
at: number | null, };

export type DismissError = { id: string, version: number, reason: string, };

export type DispenseItem = { prescription_item_id: string, 
/**
 * In the unit of the lots, or of the prescription where no stock is kept of it.
 */
quantity: number, unit: string | null, 
/**
 * For how many days it lasts; computed from the dose where nothing is said.
 */
days_supplied: number | null, 
/**
 * From which lots; those that expire first where nothing is said.
 */
lots: Array<LotShare> | null, 
/**
 * What was handed out instead, where it is another medicine.
 */
substitution_text: string | null, notes: string | null, 
/**
 * Whether the pharmacist has read that the prescription is used up or over, what speaks
 * against a medicine that is handed out instead, and what has come up against the prescribed
 * one since the doctor wrote it.
 */
accept_warnings: boolean, 
/**
 * Why it is right all the same, where the clinic's list calls it contraindicated or major.
 */
accept_reason?: string | null, 
/**
 * Why it comes from no lot, where none can be taken from.
 */
no_lot_reason?: string | null, };

export type Dispensed = { 
/**
 * One row for each lot.
 */
dispensing_ids: Array<string>, 
/**
 * For how many days all of it lasts, where that is known.
 */
days_supplied: number | null, 
/**
 * Of the prescription, after this.
 */
refills_left: number, };

export type DispensedAsked = { on: string | null, };

export type DispensedLine = { id: string, prescription_item_id: string, patient: PatientLine, medication_text: string, dispensed_at: number, dispensed_by: string | null, quantity: number, unit: string | null, lot_number: string | null, days_supplied: number | null, substitution_text: string | null, 
/**
 * What the pharmacist had read that spoke against it, and why it was right all the same.
 */
despite_text: string | null, 
/**
 * Why it came from no lot.
 */
no_lot_reason: string | null, correction_reason: string | null, 
/**
 * Whether a newer row replaces it.
 */
struck: boolean, };

export type DoWellnessItem = { id: string, version: number, 
/**
 * Whether the patient says so.
 */
is_self_reported: boolean, 
/**
 * False takes it back.
 */
done: boolean, };

export type DocumentLine = { id: string, version: number, visit_id: string | null, kind: string, title: string, description: string | null, status: string, documented_on: string | null, uploaded_at: number, uploaded_by: string | null, attachment_id: string | null, file_name: string | null, media_type: string | null, size_bytes: number | null, };

export type Documents = { patient_id: string, documents: Array<DocumentLine>, };

export type DocumentsAsked = { patient_id: string, 
/**
 * The `uploaded_at` of the last one shown.
 */
before: number | null, };

export type DoseOutcome = "given" | "partial" | "refused" | "withheld";

export type DraftClaim = { invoice_id: string, insurance_policy_id: string, 
/**
 * What the policy is likely to pay (`billing.split`), where it is left out.
 */
claimed_minor: number | null, notes: string | null, };

export type DraftLine = { id: string, warnings: Array<string>, };

export type DryRun = { 
/**
 * How many of the newest rows were looked at.
 */
tried: number, 
/**
 * Those that meet the conditions, the newest first.
 */
matched: Array<string>, table: string, };

export type DueAsked = { 
/**
 * Doses due within so many minutes are listed.
 */
within_minutes: number, };

export type DueDose = { item_id: string, patient: PatientLine, medication_text: string, dosage: string, 
/**
 * When the last dose was given, microseconds.
 */
last_given_at: number | null, 
/**
 * When the next one is due, microseconds; nothing where the dose says no times, such as one
 * as needed or one in words: somebody has to read it.
 */
due_at: number | null, 
/**
 * Whether that has passed.
 */
overdue: boolean, };

export type Duplicate = { patient: PatientLine, 
/**
 * The probability that the two are one person.
 */
score: number, reasons: Array<string>, };

export type DuplicatePair = { 
/**
 * The one that was registered later.
 */
patient: PatientLine, other: PatientLine, 
/**
 * The probability that the two are one person.
 */
score: number, reasons: Array<string>, 
/**
 * Whether it is likelier than not.
 */
likely: boolean, };

export type DuplicatePairs = { pairs: Array<DuplicatePair>, 
/**
 * Where the next page goes on; nothing after the last one.
 */
next: string | null, looked_at: number, };

export type DuplicateWorklist = { 
/**
 * What the page before said; nothing for the first one.
 */
before: string | null, 
/**
 * How many pairs are wanted; a page may hold a few more.
 */
limit: number, };

export type Duplicates = { given_name: string | null, family_name: string | null, date_of_birth: string | null, phone: string | null, gender: string | null, national_id: string | null, address_line?: string, city?: string, state?: string, postal_code?: string, };

export type EmergencyAccess = { id: string, version: number, patient: PatientLine, user_id: string, user_name: string, reason: string, granted_at: number, expires_at: number, };

export type EmergencyAccesses = { accesses: Array<EmergencyAccess>, };

export type EndAllergy = { id: string, version: number, status: AllergyEnd, 
/**
 * Why; needed where it was never there, since nothing warns of it any more.
 */
reason?: string | null, };

export type EndHistory = { id: string, version: number, status: HistoryEnd, ended_on: string | null, 
/**
 * What showed it; it stands in the notes of the entry.
 */
reason?: string | null, };

export type EndPolicy = { id: string, version: number, status: PolicyEnd, ended_on: string | null, };

export type EndPrice = { id: string, version: number, valid_until_on: string, };

export type EndReferral = { id: string, version: number, outcome: string, };

export type EndStatement = { id: string, version: number, 
/**
 * `YYYY-MM-DD`; today where nothing is said.
 */
ended_on: string | null, 
/**
 * Whether it was never taken and noted by mistake.
 */
entered_in_error: boolean, reason: string | null, };

export type EndedByDeath = { 
/**
 * Appointments that were to come and were cancelled. The patient is not told.
 */
appointments: Array<AppointmentLine>, 
/**
 * Entries of the waiting list.
 */
waiting: number, 
/**
 * Medicines that were stopped.
 */
medicines: number, 
/**
 * Plans of care and of wellness that were cancelled.
 */
plans: number, 
/**
 * Scans and laboratory orders that were called off; a specimen that was taken is still tested.
 */
orders: number, 
/**
 * Referrals that were called off; whoever was to see the patient hears of it.
 */
referrals: number, 
/**
 * Sessions of therapy that were to come.
 */
sessions: number, 
/**
 * Stays in a bed that were ended as died.
 */
stays: number, 
/**
 * Tasks that only the living need: to call somebody back, to take a specimen, to book.
 */
tasks: number, 
/**
 * Whether a doctor was asked to end the rest.
 */
asked_doctor: boolean, };

export type EnterResult = { id: string, version: number, 
/**
 * Whether it may still change.
 */
is_preliminary: boolean, value_number: number | null, value_comparator: "<" | "<=" | ">=" | ">" | null, value_text: string | null, 
/**
 * The test's own where nothing is said.
 */
unit: string | null, 
/**
 * The range on the report of a test that has no range on the clinic's list.
 */
reference_low: number | null, reference_high: number | null, 
/**
 * The computed one where nothing is said; another one needs a reason.
 */
abnormal_flag: string | null, flag_reason: string | null, comments: string | null, interpretation: string | null, };

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

export type EquipmentLine = { 
/**
 * The machine.
 */
resource_id: string, name: string, kind: string, 
/**
 * One of `resource_status`, faults and repairs considered.
 */
status: string, };

export type EscalatedAlert = { alert_id: string, level: number, 
/**
 * By which rule those whom it calls were found.
 */
rule: RoutingRule, 
/**
 * How many it calls.
 */
called: number, };

export type EscalationPolicy = { id: string, version: number, name: string, 
/**
 * The kind of alert that it is for; nothing means all.
 */
kind: string | null, 
/**
 * The least urgency that it is for; nothing means all.
 */
urgency_from: number | null, department_id: string | null, steps: Array<EscalationStep>, };

export type EscalationRound = { escalated: Array<EscalatedAlert>, next_at: number | null, };

export type EscalationStep = { 
/**
 * Minutes from the raising of the alert on.
 */
after_minutes: number, 
/**
 * Whom it calls; none means everybody at the site.
 */
roles: Array<string>, 
/**
 * Where they work, if that matters.
 */
department_id: string | null, };

export type FailAnalysis = { id: string, version: number, reason: string, };

export type FeedbackAsked = { 
/**
 * Only what was given before this moment; the newest where nothing is said.
 */
before: number | null, };

export type FeedbackGiven = { id: string, 
/**
 * How an English comment sounds, from -1 to 1.
 */
sentiment_score: number | null, };

export type FeedbackLine = { id: string, patient: PatientLine, visit_id: string | null, rating: number | null, comments: string | null, language: string | null, sentiment_score: number | null, given_at: number, };

export type FileMeasured = { scan_file_id: string, measured: ImageMeasured | null, 
/**
 * For the person, where nothing could be measured.
 */
problem: string | null, };

export type FileToLookAt = { scan_file_id: string, reasons: Array<LookAgain>, };

export type FilesRegistered = { registered: number, 
/**
 * Were there already, the same.
 */
known: number, };

export type Find = { query: string, limit: number, };

export type FindIcd10 = { query: string, limit: number, 
/**
 * Only codes that may be billed.
 */
billable_only?: boolean, };

export type FindSpecimen = { specimen_number: string, };

export type FindingDetails = { 
/**
 * What it is, such as `nodule`.
 */
kind: string, description: string | null, 
/**
 * Where in the body.
 */
location_text: string | null, 
/**
 * In which image, where `shape` says where in it.
 */
scan_file_id: string | null, 
/**
 * Counted from 1.
 */
frame_number: number | null, shape: FindingShape | null, 
/**
 * From 0 to 1.
 */
confidence: number | null, severity: string | null, is_primary: boolean, };

export type FindingLine = { id: string, version: number, 
/**
 * The analysis that proposes it; nothing where a person has seen it.
 */
ai_analysis_id: string | null, scan_file_id: string | null, frame_number: number | null, kind: string, description: string | null, location_text: string | null, shape: FindingShape | null, confidence: number | null, severity: string | null, is_primary: boolean, status: "proposed" | "accepted" | "rejected" | "entered_in_error", decided_by: string | null, decided_at: number | null, decision_reason: string | null, };

export type FindingShape = { "kind": "rectangle", 
/**
 * Its upper left corner.
 */
corner: Pixel, 
/**
 * In columns.
 */
width: number, 
/**
 * In rows.
 */
height: number, } | { "kind": "ellipse", 
/**
 * Its middle.
 */
centre: Pixel, 
/**
 * Half its width, in columns.
 */
radius_x: number, 
/**
 * Half its height, in rows.
 */
radius_y: number, } | { "kind": "polygon", 
/**
 * Its corners in order.
 */
corners: Array<Pixel>, } | { "kind": "point", 
/**
 * Where.
 */
at: Pixel, };

export type FlagLine = { id: string, version: number, kind: string, text: string, severity: string | null, started_on: string | null, ended_on: string | null, notes: string | null, };

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
ends_at: number, 
/**
 * Where the hours are always in one room.
 */
room?: string, 
/**
 * The slot of the week that is exactly this time.
 */
time_slot_id?: string, };

export type FreeSlots = { practitioner_id: string | null, 
/**
 * Anybody of this department.
 */
department_id?: string | null, 
/**
 * Anybody of this field.
 */
specialization?: string | null, 
/**
 * Rooms and machines that must be free as well.
 */
resource_ids?: Array<string>, 
/**
 * Who must have no other appointment then.
 */
patient_id?: string | null, from: number, minutes: number, count: number, 
/**
 * Another branch than this one, where the PC holds the whole record.
 */
site_id?: string | null, };

export type GenerateSlots = { practitioner_id: string, from_on: string, until_on: string, };

export type GiveConsent = { patient_id: string, kind: "treatment" | "privacy" | "research" | "advance_directive" | "photography" | "data_sharing" | "telemedicine" | "other", 
/**
 * Whether it was refused.
 */
refused: boolean, 
/**
 * What was asked, in its words.
 */
wording: string | null, 
/**
 * Today where nothing is said.
 */
given_on: string | null, valid_until_on: string | null, 
/**
 * Who spoke for the patient, where it was not the patient.
 */
given_by_name: string | null, 
/**
 * The signed paper.
 */
document_id: string | null, notes: string | null, };

export type GiveFeedback = { patient_id: string, visit_id: string | null, 
/**
 * 1, the worst, to 5.
 */
rating: number | null, comments: string | null, 
/**
 * The language of the comment; the patient's preferred one where nothing is said.
 */
language: string | null, };

export type GiveImmunization = { patient_id: string, visit_id: string | null, vaccine: Vaccine, 
/**
 * Now where nothing is said.
 */
occurred_at: number | null, manufacturer: string | null, 
/**
 * Needed where it was not taken from a lot of the stock that has a number.
 */
lot_number: string, expires_on: string | null, 
/**
 * The lot of this site's stock that it was taken from; its number and last day are noted.
 */
inventory_item_id?: string | null, 
/**
 * How much of that lot was used, in its unit; one where nothing is said.
 */
lot_quantity?: number | null, dose_amount: number | null, dose_unit: string | null, route: string | null, body_site: string | null, notes: string | null, accept_warnings: boolean, };

export type GlassBroken = { id: string, expires_at: number, };

export type GoalForm = { id: string | null, text: string, target: string | null, due_on: string | null, status: GoalStatus, };

export type GoalStatus = "open" | "reached" | "dropped";

export type HandOverTask = { id: string, version: number, assigned_to: string | null, for_role: string | null, 
/**
 * What the other should know.
 */
note: string | null, };

export type HeldChoice = "move" | "overbook" | "cancel";

export type History = { id: string, };

export type HistoryEnd = "past" | "entered_in_error";

export type HistoryLine = { id: string, version: number, kind: "condition" | "operation" | "family" | "social" | "medication" | "other", description: string, code_system: string | null, code: string | null, 
/**
 * Of a family history: whose it is.
 */
relationship: string | null, status: string | null, started_on: string | null, ended_on: string | null, recorded_at: number | null, notes: string | null, };

export type HistoryStep = { appointment: AppointmentLine, cancelled_at: number | null, cancelled_by: string | null, cancel_reason: string | null, };

export type HoldLine = { id: string, version: number, patient: PatientLine, reason: string, placed_at: number, released_at: number | null, release_reason: string | null, };

export type HolidayLine = { id: string, version: number, 
/**
 * Only this site; every site where there is none.
 */
site_id: string | null, day_on: string, name: string, is_half_day: boolean, notes: string | null, };

export type Holidays = { from_on: string, until_on: string, };

export type Hours = { practitioner_id: string, 
/**
 * `YYYY-MM-DD`, as it will stand then; today where nothing is said.
 */
on?: string | null, };

export type Icd10Found = { code: string, description: string, is_leaf: boolean, };

export type IcuAlert = { 
/**
 * `news2`, or what was measured.
 */
what: string, 
/**
 * The score, or the measured value.
 */
value: number, 
/**
 * The sentence that says so.
 */
text: string, };

export type IcuBed = { bed_stay_id: string, ward: string | null, room: string, label: string, since: number, patient: PatientLine, last: IcuPoint | null, 
/**
 * What the last observation lists.
 */
alerts: Array<IcuAlert>, 
/**
 * The observations of the last 24 hours, oldest first.
 */
points: Array<IcuPoint>, };

export type IcuPoint = { id: string, recorded_at: number, systolic_mmhg: number | null, diastolic_mmhg: number | null, mean_arterial_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature_celsius: number | null, oxygen_saturation_percent: number | null, on_oxygen: boolean | null, consciousness: string | null, glasgow_coma_scale: number | null, urine_output_ml: number | null, news2_score: number | null, news2_risk: string | null, };

export type IcuRecorded = { id: string, 
/**
 * None where NEWS2 does not apply, or where a part of it was not measured.
 */
news2_score: number | null, news2_risk: string | null, alerts: Array<IcuAlert>, 
/**
 * The alert that was opened.
 */
alert_id: string | null, 
/**
 * Why there is no NEWS2.
 */
not_scored: string | null, 
/**
 * What score and limits rest on, where the age is estimated.
 */
age_note: string | null, };

export type IdentifierLine = { id: string, version: number, kind: string | null, kind_text: string | null, value: string, system: string | null, assigner: string | null, valid_from_on: string | null, valid_until_on: string | null, };

export type ImageMeasured = { 
/**
 * How many frames were looked at.
 */
frames: number, 
/**
 * Variance of the Laplacian, in squared grey values of 0 to 255.
 */
sharpness: number, 
/**
 * Root mean square contrast, in grey values of 0 to 1.
 */
contrast: number, 
/**
 * The share of pixels that are as dark as can be, from 0 to 1.
 */
darkest_share: number, 
/**
 * The share of pixels that are as bright as can be, from 0 to 1.
 */
brightest_share: number, };

export type ImageTaken = { 
/**
 * Whether it was there already, the same.
 */
known: boolean, };

export type Immunization = { id: string, version: number, vaccine: string, code: string | null, occurred_at: number | null, status: string, status_reason: string | null, dose_number: number | null, lot_number: string | null, expires_on: string | null, 
/**
 * Known from the patient or from a card, and not given here.
 */
is_reported: boolean, at: number, };

export type ImmunizationNotGiven = { patient_id: string, visit_id: string | null, vaccine: Vaccine, reason: string, };

export type ImmunizationsAsked = { patient_id: string, older: OlderThan | null, };

export type ImmunizationsPage = { patient_id: string, immunizations: Array<Immunization>, older: OlderThan | null, };

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

export type Invoice = { visit_id: string | null, notes: string | null, insurance_policy_id: string | null, void_reason: string | null, write_off_reason: string | null, 
/**
 * What a check found, a sentence a line; a proposal, not a verdict.
 */
error_text: string | null, 
/**
 * Why somebody says that it is no error.
 */
error_dismissal_reason: string | null, lines: Array<InvoicedService>, payments: Array<PaymentLine>, 
/**
 * Payments that a correction has replaced; they count no more and stay in sight.
 */
corrected_payments: Array<PaymentLine>, claims: Array<ClaimLine>, id: string, version: number, number: string | null, patient: PatientLine, status: "draft" | "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, 
/**
 * Never below zero.
 */
due_minor: number, 
/**
 * What was paid beyond what is owed.
 */
credit_minor: number, 
/**
 * What was given up.
 */
written_off_minor: number, 
/**
 * Whether a check found something that looks wrong and nobody has dismissed it.
 */
looks_wrong: boolean, };

export type InvoiceAsked = { id: string, };

export type InvoiceChecked = { findings: Array<InvoiceFinding>, 
/**
 * Whether a person has said of just this that it is no error.
 */
dismissed: boolean, };

export type InvoiceFilter = "open" | "all";

export type InvoiceFinding = { kind: "duplicate" | "code" | "excludes" | "cover" | "price", 
/**
 * The line that it is about, where it is about one.
 */
line_id: string | null, 
/**
 * What and why.
 */
sentence: string, };

export type InvoiceLine = { id: string, version: number, number: string | null, patient: PatientLine, status: "draft" | "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, 
/**
 * Never below zero.
 */
due_minor: number, 
/**
 * What was paid beyond what is owed.
 */
credit_minor: number, 
/**
 * What was given up.
 */
written_off_minor: number, 
/**
 * Whether a check found something that looks wrong and nobody has dismissed it.
 */
looks_wrong: boolean, };

export type InvoiceMade = { id: string, 
/**
 * Codes that exclude each other; the bill is written all the same.
 */
warnings: Array<string>, };

export type InvoiceOfVisit = { id: string, number: string | null, status: string, };

export type InvoiceSplit = { invoice_id: string, patient_id: string, currency: string, total_minor: number, 
/**
 * By rank, the primary first.
 */
policies: Array<PolicyShare>, 
/**
 * What no policy pays.
 */
patient_minor: number, 
/**
 * What the split assumes, since the policy does not say.
 */
assumptions: Array<string>, };

export type InvoicedService = { id: string, version: number, service_on: string | null, description: string, procedure_code: string | null, diagnosis_code: string | null, quantity: number, unit_price_minor: number, amount_minor: number, };

export type Invoices = { status: InvoiceFilter, query: string | null, };

export type IssueInvoice = { id: string, version: number, };

export type Issued = { number: string, 
/**
 * What looks wrong; the bill is issued all the same.
 */
findings: Array<InvoiceFinding>, };

export type KeepApart = { patient_id: string, other_patient_id: string, };

export type KnownDetails = { id: string, version: number, mrn: string | null, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, prefix?: string | null, suffix?: string | null, previous_family_name?: string | null, 
/**
 * As registered at birth; ranges of laboratory tests go by it before the gender.
 */
birth_sex?: string | null, phone_alternative?: string | null, birth_place?: string | null, marital_status?: string | null, multiple_birth?: boolean | null, 
/**
 * 1 for the first of twins.
 */
multiple_birth_order?: number | null, 
/**
 * In the patient's own words, as the ethnicity below.
 */
race_text?: string | null, ethnicity_text?: string | null, 
/**
 * What is known of the blood type beyond its group, as on a card that the patient carries.
 */
blood_type_text?: string | null, 
/**
 * Whether the patient has one name only, so that nothing is missing where one is given.
 */
single_name?: boolean | null, };

export type LabOrderAsked = { id: string, };

export type LabOrderLine = { id: string, version: number, patient: PatientLine, visit_id: string | null, panel_name: string, priority: string, status: string, ordered_at: number, ordered_by: string | null, reason: string | null, specimen_kind: string | null, specimen_number: string | null, collected_at: number | null, received_at: number | null, cancel_reason: string | null, notes: string | null, 
/**
 * Results that have not come yet.
 */
awaited: number, };

export type LabOrderShown = { order: LabOrderLine, results: Array<ResultLine>, };

export type LabOrdersAsked = { patient_id: string, older: OlderThan | null, };

export type LabOrdersPage = { patient_id: string, orders: Array<LabOrderLine>, older: OlderThan | null, };

export type LabTestForm = { name: string, code: string | null, code_system: string | null, category: string | null, specimen_kind: string | null, unit: string | null, reference_low: number | null, reference_high: number | null, critical_low: number | null, critical_high: number | null, sex: "male" | "female" | null, age_from_years: number | null, age_until_years: number | null, panel_name: string | null, notes: string | null, };

export type LabTestRow = { 
/**
 * The row.
 */
id: string, version: number, 
/**
 * What the laboratory calls it.
 */
name: string, 
/**
 * Its code, such as of LOINC.
 */
code: string | null, 
/**
 * Whose code it is.
 */
code_system: string | null, 
/**
 * One of `lab_category`.
 */
category: string | null, 
/**
 * One of `specimen_kind`.
 */
specimen_kind: string | null, 
/**
 * The unit of its results.
 */
unit: string | null, reference_low: number | null, reference_high: number | null, critical_low: number | null, critical_high: number | null, 
/**
 * For whom the range holds; everybody where nothing is said.
 */
sex: string | null, 
/**
 * From this age on.
 */
age_from_years: number | null, 
/**
 * Below this age.
 */
age_until_years: number | null, 
/**
 * The panel that it is ordered with.
 */
panel_name: string | null, is_active: boolean, notes: string | null, };

export type LabTestsAsked = { query: string | null, 
/**
 * Whether to show what is not offered any more as well.
 */
with_retired: boolean, };

export type LeaveApproved = { 
/**
 * How many bookings stand in the time; they stay until somebody moves them.
 */
affected: number, };

export type LeaveAsked = { practitioner_id: string | null, from: number, until: number, };

export type LeaveLine = { id: string, version: number, practitioner_id: string, practitioner: string, site_id: string | null, 
/**
 * `None` to those whose matter it is not.
 */
kind: string | null, starts_at: number, ends_at: number, 
/**
 * `None` to those whose matter it is not.
 */
reason: string | null, status: string, decided_by: string | null, };

export type LeaveUnseen = { id: string, version: number, reason: string | null, };

export type LimitGroup = "adult" | "pregnancy" | "older_child" | "younger_child";

export type LimitPlace = "intensive_care" | "monitoring";

export type LinkAccount = { id: string, version: number, username: string, };

export type ListedClaim = { patient: PatientLine, id: string, version: number, number: string | null, patient_id: string, invoice_id: string, invoice_number: string | null, insurance_policy_id: string, insurer_name: string, status: "draft" | "submitted" | "acknowledged" | "approved" | "settled" | "denied" | "cancelled" | "entered_in_error", currency: string, claimed_minor: number, 
/**
 * What the insurer promised.
 */
approved_minor: number | null, patient_share_minor: number | null, 
/**
 * What the insurer paid.
 */
paid_minor: number, submitted_at: number | null, 
/**
 * Calendar days at the site since it was submitted.
 */
age_days: number | null, answered_at: number | null, denial_reason: string | null, insurer_reference: string | null, 
/**
 * The denied claim that this one repeats.
 */
resubmits_id: string | null, notes: string | null, };

export type ListedPayment = { patient: PatientLine, id: string, invoice_id: string | null, invoice_number: string | null, received_at: number, received_by: string | null, kind: string, amount_minor: number, currency: string, method: string, payer_kind: string, payer_text: string | null, reference: string | null, corrects_id: string | null, correction_reason: string | null, 
/**
 * Another entry counts in its place.
 */
is_corrected: boolean, };

export type ListedPrice = { id: string, version: number, 
/**
 * `None` for every site.
 */
site_id: string | null, code: string | null, code_system: string | null, description: string, unit_price_minor: number, currency: string, valid_from_on: string, 
/**
 * The last day, where one is known.
 */
valid_until_on: string | null, };

export type LookAgain = "blurred" | "little_contrast" | "dark" | "washed_out";

export type LotLine = { id: string, version: number, medication_id: string | null, name: string, lot_number: string | null, expires_on: string | null, unit: string, location: string | null, minimum_quantity: number | null, lead_time_days: number | null, unit_cost_minor: number | null, currency: string | null, supplier: string | null, notes: string | null, is_active: boolean, 
/**
 * What is left; below zero where more went out than was noted to come.
 */
level: number, expired: boolean, 
/**
 * Whether it expires within the days asked for and something is left of it.
 */
expiring: boolean, };

export type LotShare = { 
/**
 * The lot.
 */
inventory_item_id: string, 
/**
 * In the lot's unit.
 */
quantity: number, };

export type LotsProposed = { quantity: number, days_supplied: number | null, refills_left: number, lots: Array<ProposedLot>, 
/**
 * Whether the lots do not hold as much.
 */
short: boolean, };

export type Made = { 
/**
 * A new row.
 */
id: string, };

export type Maintenance = { 
/**
 * The proposed day.
 */
due_on: string, is_overdue: boolean, 
/**
 * What each reason alone would propose, the earliest first.
 */
reasons: Array<string>, 
/**
 * Days in working order between faults; from five faults on.
 */
mtbf_days: number | null, 
/**
 * The probability of a fault in the next 30 days; from five faults on.
 */
fault_in_30_days: number | null, method: MethodUsed, };

export type MaintenanceAsked = { resource_id: string, };

export type MaintenanceShown = { maintenance: Maintenance | null, };

export type MakeOffer = { id: string, version: number, practitioner_id: string, starts_at: number, ends_at: number, 
/**
 * How long the patient may think; a day where nothing is said, and never beyond the beginning.
 */
minutes?: number | null, };

export type MakeWellnessPlan = { patient_id: string, 
/**
 * The template that it began from.
 */
template_code: string | null, title: string, condition_text: string | null, description: string | null, starts_on: string, weeks: number, 
/**
 * The steps as edited; those of the template where nothing is said.
 */
steps: Array<NewWellnessStep> | null, };

export type MarkChatRead = { appointment_id: string, 
/**
 * When the newest message on the screen was sent.
 */
until: number, };

export type MarkRead = { ids: Array<string>, };

export type MarkedRead = { marked: number, 
/**
 * How many are left; ask again.
 */
left: number, };

export type Measurement = { 
/**
 * What part of the program, such as `sync`.
 */
kind: string, 
/**
 * What was measured, unit last, such as `sync_seconds`.
 */
name: string, value: number, unit: string | null, };

export type MedicationRecord = { patient: PatientLine, items: Array<SuppliedItem>, statements: Array<StatementLine>, dispensings: Array<DispensedLine>, administrations: Array<AdministrationLine>, };

export type MedicationRecordAsked = { patient_id: string, };

export type MedicineDetails = { name: string, strength: string | null, form: string | null, 
/**
 * What it is counted in, such as tablet.
 */
unit: string | null, code_system: string | null, code: string | null, 
/**
 * What it is made of; by these it is compared.
 */
ingredients: Array<string>, 
/**
 * First what it is, then what it shares with others.
 */
classes: Array<string>, default_dose_text: string | null, notes: string | null, };

export type MedicineLine = { id: string, version: number, prescription_id: string, medication_text: string, dosage: string, status: string, start_on: string | null, end_on: string | null, prescriber: string | null, 
/**
 * Whether it stands as active and its last day has passed.
 */
expired: boolean, };

export type MedicineOfList = { id: string, version: number, 
/**
 * Name, strength and form, as it is prescribed.
 */
label: string, name: string, strength: string | null, form: string | null, unit: string | null, code_system: string | null, code: string | null, ingredients: Array<string>, classes: Array<string>, default_dose_text: string | null, notes: string | null, is_active: boolean, };

export type MedicinesAsked = { 
/**
 * Beginnings of words of name, strength, form or ingredient.
 */
query: string | null, 
/**
 * Those after this name in the list, for the next page.
 */
after: string | null, 
/**
 * Retired ones instead.
 */
retired: boolean, };

export type Merge = { patient_id: string, merged_patient_id: string, reason: string, 
/**
 * Whether it was read that the person would be in two places at once.
 */
accept_clash?: boolean, };

export type MergeField = { 
/**
 * Its name as in the patient's details.
 */
field: string, one: string | null, other: string | null, differs: boolean, };

export type MergePreview = { one: MergeSide, other: MergeSide, fields: Array<MergeField>, 
/**
 * The probability that the two are one person.
 */
score: number, reasons: Array<string>, 
/**
 * Whether they are one person's already.
 */
merged: boolean, 
/**
 * The record with more visits, or else the older one.
 */
suggested_patient_id: string, };

export type MergePreviewAsked = { patient_id: string, other_patient_id: string, };

export type MergeSide = { patient: PatientLine, version: number, registered_at: number, visits: number, appointments: number, prescriptions: number, invoices: number, };

export type MergedRecord = { 
/**
 * The merge, to be undone.
 */
merge_id: string, merge_version: number, merged_at: number, reason: string, patient: PatientLine, 
/**
 * The form as it stands on that record.
 */
details: PatientDetails, 
/**
 * Whether the form was changed after the merge.
 */
changed_since: boolean, };

export type MethodShown = { id: string, version: number, name: string, model_version: string, kind: string, purpose: string, method_text: string, source_text: string | null, limits_text: string | null, is_active: boolean, 
/**
 * Whether the program runs it here, once its file is on the PC.
 */
is_run_here: boolean, 
/**
 * When it was trained; rules and scores are not.
 */
last_trained_on: string | null, 
/**
 * Whether it was averaged over three or more organizations that have agreed to it; no
 * built-in method is.
 */
is_federated: boolean, 
/**
 * Over how many organizations, where it was.
 */
federated_over: number | null, 
/**
 * The modalities of the images that it looks at; all where there are none.
 */
modalities: Array<string>, 
/**
 * How many of its proposals somebody has decided about: diagnoses, recommendations, findings,
 * and triage colours.
 */
decided: number, 
/**
 * How many of them were accepted, or kept.
 */
accepted: number, 
/**
 * How many wait.
 */
waiting: number, 
/**
 * Accepted ÷ decided; none before anybody has decided.
 */
accuracy: number | null, };

export type MethodTotal = { method: string, currency: string, payments: number, payments_minor: number, refunds: number, refunds_minor: number, net_minor: number, };

export type MethodUsed = { 
/**
 * Its row, where one has been written.
 */
model_id: string | null, name: string, version: string, source: string, limits: string, };

export type MetricLine = { name: string, value_number: number, unit: string | null, recorded_at: number, device_id: string | null, 
/**
 * What people call the PC.
 */
device_name: string | null, };

export type MetricTotal = { name: string, unit: string | null, 
/**
 * When the hour or the day began.
 */
starts_at: number, measurements: number, 
/**
 * How many PCs measured.
 */
devices: number, least: number, mean: number, most: number, };

export type MetricTotalsAsked = { kind: string, 
/**
 * `YYYY-MM-DD`, by the clock of this site.
 */
from_on: string, 
/**
 * The last day.
 */
until_on: string, by: TotalsBy, };

export type MetricsAsked = { kind: string, 
/**
 * Microseconds; from this moment on.
 */
from: number, 
/**
 * Microseconds; before this moment.
 */
until: number, };

export type MissedMove = { id: string, starts_at: number, reason: string, };

export type ModelDetails = { name: string, 
/**
 * The version as its maker says it; another version is another model.
 */
model_version: string, 
/**
 * One of `ai_model_kind`.
 */
kind: string, purpose: string, method_text: string, source_text: string | null, 
/**
 * Where it must not be used.
 */
limits_text: string | null, 
/**
 * The DICOM modalities of the images that it looks at; all where there are none.
 */
modalities: Array<string>, last_trained_on: string | null, 
/**
 * Over how many organizations that have agreed to it it was averaged, if it was: at least
 * three.
 */
federated_over: number | null, 
/**
 * SHA-256 of the model's file, 64 hexadecimal digits.
 */
file_sha256: string | null, };

export type ModelRecorded = { id: string, 
/**
 * Whether it was there already, as when its file is brought to a second PC.
 */
known: boolean, };

export type Move = { id: string, version: number, practitioner_id: string, starts_at: number, ends_at: number, overbook: boolean, 
/**
 * Another room; blank for none. The same one where nothing is said.
 */
room?: string | null, 
/**
 * Other rooms and machines; the same ones where nothing is said.
 */
resource_ids?: Array<string> | null, };

export type MoveEquipment = { resource_id: string, bed_id: string | null, notes: string | null, };

export type MoveSeries = { id: string, version: number, practitioner_id: string, starts_at: number, ends_at: number, 
/**
 * Whether those that cannot be had there stay where they are.
 */
accept_missed?: boolean, };

export type MoveSession = { id: string, version: number, starts_at: number, };

export type MoveStock = { inventory_item_id: string, 
/**
 * Above 0, in the lot's unit; whether it comes or goes is the command's matter.
 */
quantity: number, reason: string | null, };

export type MoveVisit = { id: string, version: number, stage: VisitStage, 
/**
 * Where the patient is; needed for a room.
 */
room: string | null, };

export type MyCashBox = { open: CashBox | null, };

export type NamedNoteTemplate = { id: string, version: number, name: string, template: NoteTemplate, };

export type NewWellnessStep = { title: string, category: string | null, 
/**
 * On which day of the plan it is due first, counted from zero.
 */
first_day: number, 
/**
 * After how many days it is due again; once where nothing is said.
 */
every_days: number | null, };

export type NoteContactAttempt = { patient_id: string, 
/**
 * The appointment that it was about, if any.
 */
appointment_id: string | null, 
/**
 * `phone`, `text_message`, `email`, `letter` or `in_person`.
 */
channel: string, 
/**
 * `reached`, `no_answer`, `message_left`, `wrong_number`, `refused` or `returned`.
 */
outcome: string, 
/**
 * What the patient was to be told.
 */
reason: string, notes: string | null, };

export type NoteDetails = { history_present_illness: string | null, physical_examination: string | null, notes: string | null, discharge_instructions: string | null, };

export type NoteOnAlert = { id: string, text: string, };

export type NoteTemplate = { 
/**
 * The kind of visit it is offered for; all where nothing is said.
 */
kind: string | null, 
/**
 * Why the patient comes.
 */
reason: string | null, 
/**
 * What the patient says.
 */
subjective: string | null, 
/**
 * What was found.
 */
objective: string | null, 
/**
 * What it is.
 */
assessment: string | null, 
/**
 * What is done about it.
 */
plan: string | null, 
/**
 * When to come back.
 */
follow_up_instructions: string | null, 
/**
 * How the illness began and went on.
 */
history_present_illness: string | null, 
/**
 * What the examination showed.
 */
physical_examination: string | null, 
/**
 * What the patient takes home in words.
 */
discharge_instructions: string | null, };

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

export type NotificationCursor = { unread: boolean, due_at: number, id: string, };

export type NotificationLine = { id: string, kind: string, title: string, body: string | null, link_table: string | null, link_row_id: string | null, 
/**
 * From when on it is shown.
 */
due_at: number, read_at: number | null, };

export type NotificationPage = { items: Array<NotificationLine>, 
/**
 * Where the next page begins; nothing where there is none.
 */
next: NotificationCursor | null, };

export type Notifications = { after?: NotificationCursor | null, limit?: number | null, };

export type Occupancy = { 
/**
 * Beds in use.
 */
beds: number, 
/**
 * Those with a patient now.
 */
occupied: number, days: Array<OccupancyDay>, 
/**
 * For each patient who lies in a bed now; empty to those who do not see who lies where.
 */
stays: Array<StayOutlook>, 
/**
 * How well the same method did over the last four weeks.
 */
back_test: Array<BackTest>, method: MethodUsed, };

export type OccupancyAsked = { 
/**
 * Only this ward.
 */
ward: string | null, department_id: string | null, 
/**
 * 1 to 28.
 */
days: number, };

export type OccupancyDay = { at: number, expected: number, 
/**
 * The lower end of an interval of 90 %.
 */
low: number, 
/**
 * The upper end of an interval of 90 %. It may exceed the number of beds: so many would need
 * one.
 */
high: number, };

export type OccupancyShown = { prediction: Occupancy | null, };

export type OfferLine = { offered_at: number | null, practitioner_id: string, practitioner: string | null, starts_at: number, ends_at: number, 
/**
 * Until when the patient may answer.
 */
until: number, };

export type OlderThan = { 
/**
 * The moment of the last row shown, microseconds since 1970 UTC.
 */
at: number, 
/**
 * The last row shown; it decides between rows of one moment.
 */
id: string, };

export type OnDuty = { 
/**
 * Who signs in.
 */
user_id: string, 
/**
 * As people call them.
 */
name: string, 
/**
 * What the person is at the clinic.
 */
roles: Array<string>, 
/**
 * The department that the shift is for; the whole site where there is none.
 */
department_id: string | null, 
/**
 * One of `shift_kind`; somebody on call may not be in the house.
 */
kind: string, 
/**
 * Until when.
 */
until: number, };

export type OnDutyAsked = { 
/**
 * Anybody at the site where nothing is said.
 */
department_id: string | null, 
/**
 * Holders of one of these roles; of any where the list is empty.
 */
roles: Array<string>, 
/**
 * Now where nothing is said.
 */
at: number | null, };

export type OnePatient = { 
/**
 * The patient.
 */
patient_id: string, };

export type OpenBalance = { patient: PatientLine, currency: string, 
/**
 * What is owed on issued bills.
 */
due_minor: number, 
/**
 * What was paid too much.
 */
credit_minor: number, 
/**
 * Issued bills on which something is owed.
 */
invoices: number, };

export type OpenBalances = { balances: Array<OpenBalance>, 
/**
 * Where the next page begins; `None` at the end.
 */
next_after_patient_id: string | null, 
/**
 * The sites whose bills were counted.
 */
covers: Covers, };

export type OpenBalancesAsked = { after_patient_id: string | null, };

export type OpenCash = { opening_float_minor: number, notes: string | null, };

export type OrderScan = { patient_id: string, visit_id: string | null, appointment_id: string | null, modality: string, body_part: string, study_description: string | null, priority: string, reason: string, clinical_question: string | null, accept_warnings: boolean, };

export type OrderTests = { patient_id: string, visit_id: string | null, panel_name: string | null, 
/**
 * Any row of each test; which range holds is found out later.
 */
lab_test_ids: Array<string>, 
/**
 * Tests by name that the list does not know.
 */
other_tests: Array<string>, priority: string, reason: string | null, notes: string | null, };

export type OtherCode = { system: string | null, code: string, display: string | null, };

export type OverdueNoted = { noted: number, 
/**
 * Whether another run would note more.
 */
more: boolean, };

export type OwnAppointment = { 
/**
 * Whether the patient has asked to call it off and nobody has answered yet.
 */
cancel_asked: boolean, id: string, version: number, patient: PatientLine, 
/**
 * The nil id where no practitioner was chosen, as in some imported records.
 */
practitioner_id: string, practitioner: string, starts_at: number, ends_at: number, kind: string, status: string, priority: string, reason: string | null, room: string | null, overbooked: boolean, 
/**
 * Why the time is closed into which somebody booked it on purpose.
 */
booked_despite: "holiday" | "leave" | "blocked" | null, held_reason: string | null, walk_in: boolean, checked_in_at: number | null, started_at: number | null, completed_at: number | null, visit_id: string | null, 
/**
 * Whether something about it has not reached the centre yet.
 */
pending: boolean, 
/**
 * The first booking of its series, where it is one of several.
 */
series_id?: string, 
/**
 * Where it is, if at another branch.
 */
elsewhere?: string, };

export type OwnAppointments = { 
/**
 * Those that are to come, soonest first.
 */
upcoming: Array<OwnAppointment>, 
/**
 * Those that are over or were called off, the newest first.
 */
past: Array<AppointmentLine>, 
/**
 * Where the next page of past ones begins.
 */
older: OlderThan | null, };

export type OwnAppointmentsAsked = { older?: OlderThan | null, };

export type OwnAskToCancel = { id: string, reason: string | null, };

export type OwnAttach = { file_name: string, 
/**
 * A JPEG, a PNG or a PDF.
 */
media_type: string, 
/**
 * 20 MiB at most.
 */
size_bytes: number, 
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

export type OwnConversation = { appointment_id: string, starts_at: number, practitioner: string | null, last_sent_at: number, 
/**
 * How many messages to the patient wait to be read.
 */
unread: number, };

export type OwnDoItem = { id: string, version: number, 
/**
 * False takes it back.
 */
done: boolean, };

export type OwnDose = { prescription_item_id: string, was_taken: boolean, 
/**
 * Microseconds.
 */
occurred_at: number, 
/**
 * When it was to be taken, microseconds.
 */
scheduled_at: number | null, notes: string | null, };

export type OwnFeedback = { visit_id: string, 
/**
 * 1, the worst, to 5.
 */
rating: number, comments: string | null, 
/**
 * The language of the comment; the patient's preferred one where nothing is said.
 */
language: string | null, };

export type OwnInvoice = { services: Array<OwnService>, payments: Array<OwnPayment>, id: string, number: string | null, status: "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, due_minor: number, credit_minor: number, };

export type OwnInvoiceAsked = { id: string, };

export type OwnInvoiceLine = { id: string, number: string | null, status: "issued" | "written_off" | "void", payment_state: PaymentState | null, issued_on: string | null, due_on: string | null, currency: string, total_minor: number, paid_minor: number, due_minor: number, credit_minor: number, };

export type OwnInvoices = { invoices: Array<OwnInvoiceLine>, 
/**
 * In the currency of the site; below zero is a credit.
 */
balance_minor: number, currency: string, };

export type OwnPayment = { kind: string, amount_minor: number, method: string, received_at: number, };

export type OwnReading = { device_kind: string, metric: string, value_number: number, 
/**
 * The unit it was read in; readings are kept in one unit for each metric.
 */
unit: string, 
/**
 * When it was read; now where nothing is said.
 */
recorded_at: number | null, serial_number: string | null, 
/**
 * An own reading that was typed wrongly.
 */
corrects_id: string | null, correction_reason: string | null, };

export type OwnReadingAdded = { id: string, value_number: number, unit: string, };

export type OwnRecord = { patient: PatientLine, allergies: Array<Allergy>, problems: Array<Problem>, medicines: Array<MedicineLine>, results: Array<ResultLine>, immunizations: Array<Immunization>, appointments: Array<AppointmentLine>, invoices: Array<InvoiceLine>, balance_minor: number, currency: string, 
/**
 * Notes to the patient that have not been read.
 */
unread: number, };

export type OwnService = { service_on: string | null, description: string, quantity: number, unit_price_minor: number, amount_minor: number, };

export type OwnStressReading = { 
/**
 * When it was read; now where nothing is said.
 */
recorded_at: number | null, rmssd_ms: number | null, 
/**
 * Milliseconds from beat to beat, from which RMSSD is computed where it was not given.
 */
beat_intervals_ms: Array<number> | null, heart_rate_bpm: number | null, 
/**
 * The own rating, 0 to 10.
 */
self_rating: number | null, gad7_score: number | null, notes: string | null, };

export type OwnVisit = { 
/**
 * Whether the doctor has signed the note; what to do next is shown from then on.
 */
is_signed: boolean, discharge_instructions: string | null, follow_up_instructions: string | null, problems: Array<Problem>, prescriptions: Array<PrescriptionShown>, procedures: Array<ProcedureLine>, 
/**
 * Those that are final.
 */
results: Array<ResultLine>, immunizations: Array<Immunization>, id: string, started_at: number, ended_at: number | null, kind: string, status: string, practitioner: string | null, site: string | null, 
/**
 * Why the patient came.
 */
reason: string | null, 
/**
 * Whether the patient has said something about it.
 */
has_feedback: boolean, };

export type OwnVisitAsked = { id: string, };

export type OwnVisitLine = { id: string, started_at: number, ended_at: number | null, kind: string, status: string, practitioner: string | null, site: string | null, 
/**
 * Why the patient came.
 */
reason: string | null, 
/**
 * Whether the patient has said something about it.
 */
has_feedback: boolean, };

export type OwnVisits = { older?: OlderThan | null, };

export type OwnVisitsPage = { visits: Array<OwnVisitLine>, older: OlderThan | null, };

export type PatientAgeing = { patient: PatientLine, currency: string, 
/**
 * Not late, or without a day on which it is due.
 */
current_minor: number, 
/**
 * 1 to 30 days late.
 */
late_30_minor: number, 
/**
 * 31 to 60 days late.
 */
late_60_minor: number, 
/**
 * 61 to 90 days late.
 */
late_90_minor: number, 
/**
 * More than 90 days late.
 */
late_more_minor: number, total_minor: number, };

export type PatientCareTeam = { patient_id: string, 
/**
 * The row version of the patient's record in front.
 */
version: number, 
/**
 * The doctor who mainly looks after the patient.
 */
primary_practitioner_id: string | null, primary_practitioner: string | null, 
/**
 * The nurse who mainly does.
 */
attending_nurse_id: string | null, attending_nurse: string | null, members: Array<CareTeamLine>, };

export type PatientConsents = { patient_id: string, consents: Array<ConsentLine>, };

export type PatientContacts = { patient_id: string, contacts: Array<ContactLine>, };

export type PatientCredit = { patient_id: string, invoices: Array<CreditOnInvoice>, totals: Array<CreditTotal>, };

export type PatientDetails = { given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, prefix?: string | null, suffix?: string | null, previous_family_name?: string | null, 
/**
 * As registered at birth; ranges of laboratory tests go by it before the gender.
 */
birth_sex?: string | null, phone_alternative?: string | null, birth_place?: string | null, marital_status?: string | null, multiple_birth?: boolean | null, 
/**
 * 1 for the first of twins.
 */
multiple_birth_order?: number | null, 
/**
 * In the patient's own words, as the ethnicity below.
 */
race_text?: string | null, ethnicity_text?: string | null, 
/**
 * What is known of the blood type beyond its group, as on a card that the patient carries.
 */
blood_type_text?: string | null, 
/**
 * Whether the patient has one name only, so that nothing is missing where one is given.
 */
single_name?: boolean | null, };

export type PatientHistory = { patient_id: string, history: Array<HistoryLine>, };

export type PatientIdentifiers = { patient_id: string, identifiers: Array<IdentifierLine>, };

export type PatientInFile = { 
/**
 * The number that a clinic gave.
 */
id: string | null, family_name: string | null, given_name: string | null, 
/**
 * As `YYYY-MM-DD`.
 */
date_of_birth: string | null, };

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

export type PatientPolicies = { patient_id: string, policies: Array<PolicyLine>, };

export type PatientProposals = { patient_id: string, diagnoses: Array<ProposalShown>, recommendations: Array<ProposalShown>, };

export type PatientVisits = { patient_id: string, older: OlderThan | null, };

export type PayerAgeing = { 
/**
 * `None` for the patients themselves.
 */
insurer_name: string | null, currency: string, 
/**
 * Not late, or without a day on which it is due.
 */
current_minor: number, 
/**
 * 1 to 30 days late.
 */
late_30_minor: number, 
/**
 * 31 to 60 days late.
 */
late_60_minor: number, 
/**
 * 61 to 90 days late.
 */
late_90_minor: number, 
/**
 * More than 90 days late.
 */
late_more_minor: number, total_minor: number, };

export type PaymentLine = { id: string, kind: string, amount_minor: number, method: string, 
/**
 * `patient`, `insurer` or `other`.
 */
payer_kind: string | null, 
/**
 * Who that is, where it is not the patient.
 */
payer_text: string | null, received_at: number, received_by: string | null, reference: string | null, notes: string | null, corrects_id: string | null, correction_reason: string | null, };

export type PaymentMark = { received_at: number, id: string, };

export type PaymentPage = { payments: Array<ListedPayment>, 
/**
 * Where the next page begins; `None` at the end.
 */
next: PaymentMark | null, };

export type PaymentState = "pending" | "partial" | "paid" | "overdue" | "refunded";

export type PaymentsAsked = { from_on: string, until_on: string, site_id: string | null, method: string | null, after: PaymentMark | null, };

export type Pixel = { 
/**
 * Columns from the left.
 */
x: number, 
/**
 * Rows from the top.
 */
y: number, };

export type PlaceHold = { patient_id: string, reason: string, };

export type PlanEnd = "completed" | "cancelled";

export type PlanSession = { patient_id: string, 
/**
 * Who gives it; the person who plans it where nothing is said.
 */
practitioner_id: string | null, appointment_id: string | null, kind: "individual" | "couple" | "group" | "intake" | "script", starts_at: number, };

export type PolicyDetails = { name: string, kind: string | null, urgency_from: number | null, department_id: string | null, steps: Array<EscalationStep>, };

export type PolicyEnd = "inactive" | "expired";

export type PolicyLine = { id: string, version: number, status: "active" | "inactive" | "expired", 
/**
 * Whether its last day has passed, whatever the status says.
 */
lapsed: boolean, verified_at: number | null, verified_by: string | null, held_reason: string | null, insurer_name: string, insurer_code: string | null, plan_name: string | null, plan_kind: string | null, policy_number: string | null, group_number: string | null, holder_name: string | null, 
/**
 * What the patient is to the holder.
 */
relationship_to_patient: "self" | "spouse" | "child" | "parent" | "other" | null, 
/**
 * Which policy pays first.
 */
coverage_rank: "primary" | "secondary" | "tertiary", effective_on: string | null, expires_on: string | null, copay_minor: number | null, deductible_minor: number | null, deductible_met_minor: number | null, deductible_met_on: string | null, 
/**
 * ISO 4217; the site's where nothing is said.
 */
currency: string | null, preauthorization_required: boolean, notes: string | null, };

export type PolicyShare = { insurance_policy_id: string, insurer_name: string, coverage_rank: string, 
/**
 * The part of the bill whose services lie within the policy's dates.
 */
covered_minor: number, 
/**
 * What is left of this year's deductible before this bill.
 */
deductible_left_minor: number, 
/**
 * The patient's part of this bill until the deductible is met.
 */
deductible_minor: number, 
/**
 * The patient's part of this bill after it.
 */
copay_minor: number, insurer_minor: number, 
/**
 * Why the policy takes no part, where it takes none.
 */
not_used_because: string | null, };

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

export type PractitionerAsked = { id: string, };

export type PractitionerDetails = { id: string, version: number, user_id: string | null, department_ids: Array<string>, prefix: string | null, given_name: string | null, family_name: string | null, specialization: string | null, qualification: string | null, experience_years: number | null, license_number: string | null, npi: string | null, phone: string | null, email: string | null, 
/**
 * In the smallest unit of the currency.
 */
consultation_fee_minor: number | null, currency: string | null, site_id: string | null, 
/**
 * Whether they can be booked.
 */
is_available: boolean, };

export type Preference = { 
/**
 * Which, such as `calendar.view`.
 */
name: string, 
/**
 * A list or an object.
 */
content: unknown, };

export type Prescribe = { patient_id: string, visit_id: string | null, items: Array<PrescribedItem>, notes: string | null, 
/**
 * Why it is prescribed, in the doctor's words.
 */
diagnosis_text?: string | null, 
/**
 * Whether the doctor has read the warnings.
 */
accept_warnings: boolean, 
/**
 * Why it is right all the same, where the clinic's list calls it contraindicated or major.
 */
accept_reason?: string | null, };

export type PrescribedItem = { medication_text: string, 
/**
 * The medicine of the clinic's list, where one was chosen.
 */
medication_id?: string | null, dose_amount: number | null, dose_unit: string | null, route: string | null, 
/**
 * How many times in every `frequency_period` of `frequency_period_unit`.
 */
frequency_count?: number | null, frequency_period?: number | null, frequency_period_unit?: string | null, frequency_text: string | null, as_needed?: boolean | null, dosage_text: string | null, is_free_text_dosage: boolean, duration_days: number | null, quantity: number | null, quantity_unit?: string | null, refills_allowed: number, substitution_allowed?: boolean | null, 
/**
 * `YYYY-MM-DD`; today where nothing is said.
 */
start_on?: string | null, instructions: string | null, indication: string | null, };

export type PrescriptionItemRow = { id: string, version: number, medication_text: string, dosage: string, instructions: string | null, indication: string | null, quantity: number | null, refills_allowed: number, status: string, start_on: string | null, end_on: string | null, };

export type PrescriptionShown = { id: string, version: number, status: string, prescribed_at: number, items: Array<PrescriptionItemRow>, };

export type PricesAsked = { query: string | null, on: string | null, site_id: string | null, };

export type Problem = { id: string, version: number, condition_name: string, icd10_code: string | null, foreign_code: string | null, foreign_system: string | null, 
/**
 * Foreign codes that stand beside its code.
 */
other_codes: Array<OtherCode>, status: string, severity: string | null, 
/**
 * How sure it is; `refuted` where it turned out not to be so.
 */
verification: string | null, onset_on: string | null, abated_on: string | null, recorded_at: number | null, notes: string | null, visit_id: string | null, 
/**
 * When it was recorded, or else when it came into this record.
 */
at: number, };

export type ProcedureLine = { id: string, version: number, name: string, performed_at: number | null, ended_at: number | null, code: string | null, status: string, reason: string | null, body_site: string | null, outcome: string | null, visit_id: string | null, at: number, };

export type ProcedureStage = "preparation" | "in_progress" | "completed";

export type ProceduresAsked = { patient_id: string, older: OlderThan | null, };

export type ProceduresPage = { patient_id: string, procedures: Array<ProcedureLine>, older: OlderThan | null, };

export type ProposalShown = { id: string, version: number, 
/**
 * Of a recommendation; none of a diagnosis.
 */
kind: string | null, text: string, code: string | null, severity: string | null, due_on: string | null, status: string, 
/**
 * Only where the method's source publishes one.
 */
confidence: number | null, reasons: Array<Reason>, method: string | null, source: string | null, limits: string | null, proposed_at: number, decided_at: number | null, decided_by: string | null, decision_reason: string | null, medical_condition_id: string | null, 
/**
 * Of a diagnosis that waits: the problem with its code that the patient has already.
 */
standing: StandingProblem | null, };

export type ProposalsAsked = { patient_id: string, };

export type ProposeDiagnoses = { patient_id: string, visit_id: string | null, 
/**
 * Whether the patient has the classic symptoms of hyperglycaemia: great thirst, much urine,
 * weight lost without a reason.
 */
hyperglycaemia_symptoms: boolean, };

export type ProposeLots = { prescription_item_id: string, 
/**
 * What is still to be handed out of the prescription where nothing is said.
 */
quantity: number | null, };

export type ProposeRecommendations = { patient_id: string, visit_id: string | null, };

export type ProposedLot = { inventory_item_id: string, name: string, lot_number: string | null, expires_on: string | null, unit: string, 
/**
 * What is left of it.
 */
level: number, expired: boolean, 
/**
 * How much to take from it.
 */
take: number, };

export type QualityRecorded = { 
/**
 * The analysis.
 */
id: string, 
/**
 * Whether every image could be judged and none asks to look again.
 */
overall_result: "acceptable" | "look_again" | "inconclusive" | null, 
/**
 * Why nothing could be judged.
 */
problem_text: string | null, 
/**
 * The images that ask to look again.
 */
look_again: Array<FileToLookAt>, };

export type Queue = { on: string, };

export type QueueLine = { appointment: AppointmentLine, stage: Stage, 
/**
 * Since when at this stage.
 */
since: number, visit_id: string | null, visit_version: number | null, };

export type RaiseAlert = { template_id?: string | null, kind?: string | null, title?: string | null, message?: string | null, room?: string | null, urgency?: number | null, patient_ids?: Array<string> | null, position?: AlertPosition | null, department_id?: string | null, roles?: Array<string> | null, };

export type ReadingAdded = { id: string, value_number: number, unit: string, 
/**
 * None where neither a limit nor a chart applies yet.
 */
is_anomaly: boolean | null, anomaly_reason: string | null, };

export type ReadingCurve = { patient_id: string, metric: string, 
/**
 * The limits as they stand.
 */
low: number | null, high: number | null, 
/**
 * Oldest first; what was corrected is left out.
 */
points: Array<ReadingPoint>, 
/**
 * Whether there are earlier ones.
 */
more: boolean, };

export type ReadingPoint = { id: string, recorded_at: number, value_number: number, unit: string, device_kind: string, is_self_reported: boolean, is_anomaly: boolean | null, anomaly_reason: string | null, 
/**
 * What was usual when it was judged.
 */
expected_mean: number | null, expected_deviation: number | null, };

export type Readings = { patient_id: string, metric: string, 
/**
 * Only readings before this moment; the newest where nothing is said.
 */
before: number | null, };

export type Reason = { 
/**
 * The sentence that says so.
 */
text: string, 
/**
 * The table of the row.
 */
table: string | null, 
/**
 * The row.
 */
row: string | null, };

export type ReceiveAlerts = { alert_ids: Array<string>, };

export type ReceiveSpecimen = { id: string, version: number, };

export type RecommendationProposed = { id: string, kind: string, recommendation_text: string, };

export type RecommendationsProposed = { proposed: Array<RecommendationProposed>, not_judged: Array<string>, };

export type RecordDeath = { id: string, version: number, 
/**
 * Microseconds; nothing where the time is not known.
 */
deceased_at: number | null, };

export type RecordIcu = { patient_id: string, 
/**
 * The stay; the patient's open one where nothing is said.
 */
bed_stay_id: string | null, 
/**
 * When it was measured; where nothing is said, now, or when what it corrects was.
 */
recorded_at: number | null, systolic_mmhg: number | null, diastolic_mmhg: number | null, mean_arterial_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature_celsius: number | null, oxygen_saturation_percent: number | null, on_oxygen: boolean | null, 
/**
 * Whether a clinician has prescribed a target of 88–92 %.
 */
scale2: boolean, inspired_oxygen_percent: number | null, consciousness: string | null, glasgow_coma_scale: number | null, urine_output_ml: number | null, central_venous_mmhg: number | null, notes: string | null, corrects_id: string | null, correction_reason: string | null, 
/**
 * Whether unusual values were read back, as with vitals.
 */
confirm_unusual?: boolean, };

export type RecordMetrics = { measurements: Array<Measurement>, };

export type RecordModel = { details: ModelDetails, 
/**
 * What it takes in and what its numbers mean, as its description says.
 */
manifest: Record<string, unknown>, };

export type RecordProcedure = { patient_id: string, visit_id: string | null, procedure_text: string, code_system: string | null, code: string | null, category: string | null, stage: ProcedureStage, 
/**
 * Now where nothing is said and it has begun.
 */
started_at: number | null, ended_at: number | null, reason_text: string | null, reason_icd10_code: string | null, body_site: string | null, outcome_text: string | null, notes: string | null, };

export type RecordQuality = { scan_id: string, files: Array<FileMeasured>, };

export type RecordResourceEvent = { resource_id: string, 
/**
 * One of `resource_event`.
 */
kind: string, 
/**
 * Now where nothing is said.
 */
occurred_at: number | null, hours_used: number | null, notes: string | null, };

export type RecordVitals = { patient_id: string, visit_id: string | null, 
/**
 * When it was measured, where that is not now.
 */
measured_at?: number | null, systolic_mmhg: number | null, diastolic_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature: number | null, temperature_unit: TemperatureUnit, weight: number | null, weight_unit: WeightUnit, height_cm: number | null, height_feet: number | null, height_inches: number | null, head_circumference_cm?: number, pain_score: number | null, oxygen_saturation_percent: number | null, on_oxygen: boolean | null, consciousness: string | null, notes: string | null, confirm_unusual: boolean, };

export type Recorded = { id: string, 
/**
 * Where weight and height were measured together.
 */
bmi: number | null, };

export type ReferralLine = { id: string, version: number, patient: PatientLine, visit_id: string | null, from: string | null, to_practitioner_id: string | null, to_practitioner: string | null, to_department_id: string | null, to_department: string | null, to_text: string | null, specialization: string | null, reason: string, priority: string, status: string, sent_at: number | null, appointment_id: string | null, 
/**
 * What came of it, or why it was declined or called off.
 */
outcome: string | null, notes: string | null, created_at: number, };

export type ReferralWorklist = { to_me: boolean, };

export type ReferralsAsked = { patient_id: string, older: OlderThan | null, };

export type ReferralsPage = { patient_id: string, referrals: Array<ReferralLine>, older: OlderThan | null, };

export type Refund = { invoice_id: string, amount_minor: number, method: string, reason: string, 
/**
 * What is given back is still to be paid: it was paid with the wrong card, or by the wrong
 * person. Otherwise it is not owed any more.
 */
still_owed: boolean, 
/**
 * `patient`, `insurer` or `other`, as for a relative, a guardian or an employer. Where nothing
 * is said it is told by how the money was handed over.
 */
payer_kind?: "patient" | "insurer" | "other", 
/**
 * Who that is; needed for `other`.
 */
payer_text?: string | null, };

export type Refutation = "refuted" | "entered_in_error";

export type RefuteAllergy = { id: string, version: number, reason: string, };

export type RefuteCondition = { id: string, version: number, refutation: Refutation, reason: string, };

export type Register = { accept_duplicates: boolean, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, prefix?: string | null, suffix?: string | null, previous_family_name?: string | null, 
/**
 * As registered at birth; ranges of laboratory tests go by it before the gender.
 */
birth_sex?: string | null, phone_alternative?: string | null, birth_place?: string | null, marital_status?: string | null, multiple_birth?: boolean | null, 
/**
 * 1 for the first of twins.
 */
multiple_birth_order?: number | null, 
/**
 * In the patient's own words, as the ethnicity below.
 */
race_text?: string | null, ethnicity_text?: string | null, 
/**
 * What is known of the blood type beyond its group, as on a card that the patient carries.
 */
blood_type_text?: string | null, 
/**
 * Whether the patient has one name only, so that nothing is missing where one is given.
 */
single_name?: boolean | null, };

export type RegisterFiles = { scan_id: string, study_instance_uid: string | null, files: Array<ScanFileDetails>, };

export type Registered = { id: string, mrn: string, };

export type RejectProposal = { id: string, version: number, reason: string, };

export type RejectSpecimen = { id: string, version: number, reason: string, };

export type ReleaseHold = { id: string, version: number, reason: string, };

export type RemindersWritten = { written: number, 
/**
 * Whether another run would write more.
 */
more: boolean, };

export type RemoveHoliday = { id: string, version: number, };

export type RemoveLine = { id: string, version: number, };

export type RemoveNoteTemplate = { id: string, version: number, };

export type Renew = { item_id: string, version: number, visit_id: string | null, 
/**
 * As before where nothing is said.
 */
duration_days: number | null, 
/**
 * As before where nothing is said.
 */
quantity: number | null, 
/**
 * As before where nothing is said.
 */
refills_allowed: number | null, notes: string | null, accept_warnings: boolean, accept_reason: string | null, };

export type ReopenVisit = { id: string, version: number, reason: string, };

export type Reorder = { 
/**
 * Nothing where there is no basis.
 */
due: boolean | null, 
/**
 * At or below it more is ordered.
 */
threshold: number | null, 
/**
 * What the statement rests on.
 */
basis: ReorderBasis, 
/**
 * In the lots' unit.
 */
mean_per_day: number | null, 
/**
 * The standard deviation of the use of a day.
 */
deviation: number | null, 
/**
 * How long a delivery takes.
 */
lead_time_days: number | null, 
/**
 * How many whole days of use were looked at.
 */
days: number, 
/**
 * The figures in words.
 */
reasons: Array<string>, };

export type ReorderBasis = "computed" | "fixed_minimum" | "none";

export type ReplacePrice = { id: string, version: number, unit_price_minor: number, valid_from_on: string, };

export type ReportDose = { prescription_item_id: string, was_taken: boolean, 
/**
 * Microseconds.
 */
occurred_at: number, 
/**
 * When it was to be taken, microseconds.
 */
scheduled_at: number | null, source: "patient" | "nurse" | "device" | "relative", notes: string | null, };

export type ReportImmunization = { patient_id: string, vaccine: Vaccine, 
/**
 * Where the time is not known, the vaccination stands without one.
 */
occurred_at: number | null, 
/**
 * Such as a card or the patient's word.
 */
source_text: string | null, lot_number: string | null, };

export type ReportLine = { id: string, version: number, kind: string, status: "draft" | "preliminary" | "signed" | "amended" | "cancelled", findings_text: string | null, impression: string | null, recommendations: string | null, overall_result: string | null, signed_at: number | null, signed_by: string | null, amends_id: string | null, amendment_reason: string | null, told_to: string | null, told_at: number | null, told_by: string | null, cancel_reason: string | null, };

export type ReportTaken = { 
/**
 * An analysis for each algorithm that the report names.
 */
analysis_ids: Array<string>, 
/**
 * The proposals that were stored.
 */
finding_ids: Array<string>, 
/**
 * How many of them lie in images that are not registered with the scan.
 */
unplaced: number, 
/**
 * Whether the report was there already; then nothing has changed.
 */
known: boolean, };

export type ReportTemplate = { id: string, version: number, name: string, 
/**
 * Nothing means all.
 */
modality: string | null, body_part: string | null, kind: string | null, findings_text: string | null, impression_text: string | null, recommendations_text: string | null, };

export type ReportTemplateDetails = { name: string, modality: string | null, body_part: string | null, kind: string | null, findings_text: string | null, impression_text: string | null, recommendations_text: string | null, };

export type ReportTemplates = { modality?: string | null, };

export type ReportedAlgorithm = { name: string, version: string | null, };

export type ReportedCode = { value: string | null, scheme: string | null, meaning: string, };

export type ReportedFinding = { 
/**
 * Which of the report's algorithms, counted from 0.
 */
algorithm: number, concept: ReportedCode, site: ReportedCode | null, measurements: Array<ReportedMeasurement>, qualities: Array<ReportedQuality>, 
/**
 * From 0 to 1.
 */
confidence: number | null, 
/**
 * Regions before single points.
 */
positions: Array<ReportedPosition>, };

export type ReportedMeasurement = { concept: ReportedCode, value: string, unit: ReportedCode | null, };

export type ReportedPosition = { graphic: string | null, 
/**
 * Columns and rows, or three lengths in space.
 */
points: Array<Array<number>>, sop_instance_uid: string | null, frame_number: number | null, frame_of_reference_uid: string | null, };

export type ReportedQuality = { concept: ReportedCode, code: ReportedCode | null, text: string | null, };

export type RequestAnalysis = { scan_id: string, ai_model_id: string, };

export type RequestLeave = { practitioner_id: string, 
/**
 * Only from this site; from every one where nothing is said.
 */
site_id: string | null, kind: string, starts_at: number, ends_at: number, reason: string | null, };

export type Reschedule = { id: string, version: number, reason: string, practitioner_id: string, starts_at: number, ends_at: number, overbook: boolean, 
/**
 * Another room; the same one where nothing is said.
 */
room?: string | null, 
/**
 * Other rooms and machines; the same ones where nothing is said.
 */
resource_ids?: Array<string> | null, };

export type ResetPassword = { user_id: string, version: number, new_password: string, };

export type ResolveAlert = { id: string, version: number, text: string, };

export type ResolveCondition = { id: string, version: number, abated_on: string | null, };

export type ResourceEventLine = { id: string, kind: string, occurred_at: number, hours_used: number | null, recorded_by: string | null, notes: string | null, };

export type ResourceEventRecorded = { id: string, 
/**
 * How many appointments that are to come need it.
 */
bookings_ahead: number, };

export type ResourceEvents = { resource_id: string, };

export type ResourceForm = { department_id: string | null, kind: string, name: string, code: string | null, capacity: number | null, service_interval_days: number | null, service_interval_hours: number | null, notes: string | null, };

export type ResourceLine = { id: string, version: number, 
/**
 * One of `resource_status`, faults and repairs considered.
 */
status: string, is_active: boolean, 
/**
 * Whether somebody is booked on it now.
 */
is_in_use: boolean, 
/**
 * Until when.
 */
in_use_until: number | null, next_booking_at: number | null, 
/**
 * The bed at which a machine stands.
 */
bed: BedPlace | null, maintenance: Maintenance | null, department_id: string | null, kind: string, name: string, code: string | null, capacity: number | null, service_interval_days: number | null, service_interval_hours: number | null, notes: string | null, };

export type ResponseFigures = { 
/**
 * The day, month, kind, department or urgency.
 */
group: string, alerts: number, acknowledged: number, resolved: number, 
/**
 * Raised by mistake.
 */
cancelled: number, escalated: number, 
/**
 * Of all alerts of the group, from 0 to 1.
 */
escalated_share: number, to_delivered: ResponseTime | null, to_acknowledged: ResponseTime | null, to_resolved: ResponseTime | null, };

export type ResponseTime = { 
/**
 * How many alerts.
 */
count: number, 
/**
 * Half were as fast.
 */
median_seconds: number, 
/**
 * Nine of ten were as fast.
 */
p90_seconds: number, };

export type ResponseTimes = { from_on: string, until_on: string, group_by: AlertGrouping, kind: string | null, department_id: string | null, urgency: number | null, };

export type ResubmitClaim = { id: string, 
/**
 * As before, where it is left out.
 */
claimed_minor: number | null, notes: string | null, };

export type ResultEntered = { id: string, abnormal_flag: string | null, };

export type ResultLine = { 
/**
 * The result.
 */
id: string, version: number, 
/**
 * Whose it is.
 */
patient_id: string, lab_order_id: string | null, visit_id: string | null, test_name: string, test_code: string | null, panel_name: string | null, value: string | null, value_number: number | null, unit: string | null, reference_range: string | null, abnormal_flag: string | null, 
/**
 * Why a person changed the computed flag.
 */
flag_reason: string | null, status: string, comments: string | null, interpretation: string | null, resulted_at: number | null, reviewed_at: number | null, told_to: string | null, told_at: number | null, 
/**
 * The wrong result that this one replaces.
 */
corrects_id: string | null, correction_reason: string | null, 
/**
 * Whether another result replaces this one.
 */
struck: boolean, 
/**
 * When it was resulted, or else ordered, or else written.
 */
at: number, };

export type ResultTrend = { patient_id: string, results: Array<ResultLine>, };

export type ResultTrendAsked = { patient_id: string, test_code: string | null, test_name: string, };

export type ResultsAsked = { patient_id: string, older: OlderThan | null, 
/**
 * Whether to show what was struck as well.
 */
with_struck: boolean, };

export type ResultsPage = { patient_id: string, results: Array<ResultLine>, older: OlderThan | null, };

export type RetentionLine = { id: string, version: number, table_name: string, keep_years: number, basis_text: string | null, action: string, };

export type RetireLabTest = { id: string, version: number, };

export type Revenue = { totals: Array<RevenueTotal>, covers: Covers, };

export type RevenueAsked = { from_on: string, until_on: string, site_id: string | null, by: RevenueBy, };

export type RevenueBy = "day" | "month" | "practitioner" | "payer";

export type RevenueTotal = { 
/**
 * A day, a month, a practitioner or a payer; `None` where it is not known.
 */
group: string | null, currency: string, 
/**
 * Issued bills, void ones not counted.
 */
billed_minor: number, 
/**
 * Money taken less money given back.
 */
received_minor: number, };

export type ReviewAccess = { id: string, version: number, outcome: string, notes: string | null, };

export type ReviewResults = { results: Array<ThisResult>, };

export type Room = { appointment_id: string, version: number, room: string, };

export type RoutingRule = "on_duty" | "with_role" | "in_department" | "at_site";

export type SaveNoteTemplate = { name: string, template: NoteTemplate, };

export type SaveReport = { id: string, version: number, findings_text: string | null, impression: string | null, recommendations: string | null, overall_result: string | null, preliminary: boolean, };

export type ScanAsked = { id: string, };

export type ScanDetails = { id: string, version: number, patient: PatientLine, scan_number: string | null, modality: string, body_part: string | null, study_description: string | null, study_instance_uid: string | null, ordered_by: string | null, ordered_at: number, technician: string | null, priority: string, status: string, reason: string | null, clinical_question: string | null, scheduled_at: number | null, acquired_at: number | null, completed_at: number | null, cancel_reason: string | null, room: string | null, resource: string | null, dose_text: string | null, notes: string | null, visit_id: string | null, appointment_id: string | null, series: Array<ScanSeries>, analyses: Array<AnalysisLine>, findings: Array<FindingLine>, reports: Array<ReportLine>, };

export type ScanFileDetails = { sop_instance_uid: string, series_instance_uid: string, series_number: number | null, instance_number: number | null, series_description: string | null, transfer_syntax: string | null, frame_count: number | null, row_count: number | null, column_count: number | null, size_bytes: number, 
/**
 * Over the plain file.
 */
sha256: string, file_name: string | null, 
/**
 * Where the pixels lie, if they lie here.
 */
attachment_id: string | null, };

export type ScanFileLine = { id: string, sop_instance_uid: string | null, instance_number: number | null, frame_count: number | null, row_count: number | null, column_count: number | null, size_bytes: number, sha256: string, file_name: string | null, attachment_id: string | null, };

export type ScanLine = { id: string, version: number, scan_number: string | null, modality: string, body_part: string | null, study_description: string | null, status: string, priority: string, ordered_at: number, scheduled_at: number | null, acquired_at: number | null, 
/**
 * How many files are registered with it.
 */
files: number, 
/**
 * Whether a report on it is signed.
 */
is_reported: boolean, visit_id: string | null, };

export type ScanOrdered = { id: string, scan_number: string, };

export type ScanSeries = { series_instance_uid: string | null, series_number: number | null, series_description: string | null, files: Array<ScanFileLine>, };

export type ScansAsked = { patient_id: string, older?: OlderThan | null, };

export type ScansPage = { patient_id: string, scans: Array<ScanLine>, older: OlderThan | null, };

export type ScheduleScan = { id: string, version: number, scheduled_at: number, minutes: number, resource_id: string | null, room: string | null, };

export type ScriptAnswered = { note_id: string, score: number, severity: string, 
/**
 * What the script says.
 */
response_text: string, 
/**
 * The alert that calls a person, where one was opened.
 */
alert_id: string | null, };

export type ScriptAnswers = { 
/**
 * The questionnaire and its version.
 */
script: string, answers: Array<number>, score: number, };

export type ScriptAsked = { script: ScriptName, };

export type ScriptName = "phq9" | "gad7";

export type ScriptShown = { script: ScriptName, version: string, stem: string, questions: Array<string>, 
/**
 * In the order of their points, from 0 on.
 */
options: Array<string>, source: string, };

export type SealedFile = { id: string, patient_id: string, file_name: string, media_type: string, size_bytes: number, sha256: string, sealed_sha256: string, content_key: string, };

export type SealedScanFile = { file: ScanFileDetails, sealed: Attach, };

export type SecurityAsked = { 
/**
 * One of `security_action`.
 */
action?: string | null, 
/**
 * Who did it, or tried to.
 */
user_id?: string | null, 
/**
 * On which PC.
 */
device_id?: string | null, 
/**
 * Microseconds; from this moment on.
 */
from?: number | null, 
/**
 * Microseconds; before this moment.
 */
until?: number | null, after?: SecurityCursor | null, limit?: number | null, };

export type SecurityCursor = { occurred_at: number, id: string, };

export type SecurityLine = { id: string, user_id: string | null, user_name: string | null, device_id: string | null, device_name: string | null, action: string, resource_kind: string | null, resource_id: string | null, 
/**
 * From where the PC reached the centre; nothing of what has not been there.
 */
ip_address: string | null, 
/**
 * Which program wrote the entry, and on what.
 */
user_agent: string | null, succeeded: boolean, failure_reason: string | null, details: string | null, occurred_at: number, };

export type SecurityPage = { items: Array<SecurityLine>, 
/**
 * Where the next page begins; nothing where there is none.
 */
next: SecurityCursor | null, };

export type SendMessage = { appointment_id: string, recipient_id: string | null, body: string, attachments: Array<ChatAttachment>, };

export type Series = { booked: Array<SeriesBooking>, missed: Array<SeriesMissed>, };

export type SeriesBooking = { id: string, starts_at: number, };

export type SeriesCancelled = { cancelled: number, };

export type SeriesMissed = { starts_at: number, reason: string, };

export type SeriesMoved = { moved: number, missed: Array<MissedMove>, };

export type SessionLine = { id: string, user_name: string | null, device_name: string | null, started_at: number, expires_at: number, ended_at: number | null, end_reason: string | null, };

export type SessionsAsked = { user_id: string, };

export type SetAttendingNurse = { patient_id: string, 
/**
 * The row version of the record in front that the screen showed.
 */
version: number, 
/**
 * Nobody, where it is nobody any more.
 */
nurse_id: string | null, };

export type SetExpiryWarning = { days: number, };

export type SetFlag = { patient_id: string, kind: "pregnancy" | "breastfeeding" | "code_status" | "infection" | "fall_risk" | "behaviour" | "implant" | "anticoagulation" | "communication" | "other", text: string, severity: "info" | "caution" | "danger" | null, 
/**
 * Today where nothing is said.
 */
started_on: string | null, 
/**
 * Its last day, where that is known beforehand.
 */
ended_on: string | null, notes: string | null, };

export type SetHours = { practitioner_id: string, weekdays: Array<WeekdayHours>, 
/**
 * `YYYY-MM-DD`, today or later; today where nothing is said.
 */
from_on?: string | null, 
/**
 * Whether a change that was planned for a later day is given up for this one.
 */
replace_planned?: boolean, };

export type SetLimits = { limits: Array<AcuteLimit>, };

export type SetPrimaryPractitioner = { patient_id: string, 
/**
 * The row version of the record in front that the screen showed.
 */
version: number, 
/**
 * Nobody, where it is nobody any more.
 */
practitioner_id: string | null, };

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

export type SettleClaim = { id: string, version: number, amount_minor: number, method: string, reference: string | null, 
/**
 * Whether nothing more is expected, though less came than was approved.
 */
is_final: boolean, };

export type ShiftForm = { user_id: string, 
/**
 * Only for this department; for the whole site where nothing is said.
 */
department_id: string | null, starts_at: number, ends_at: number, kind: string, notes: string | null, };

export type ShiftLine = { id: string, version: number, user_id: string, name: string, department_id: string | null, starts_at: number, ends_at: number, kind: string, status: string, notes: string | null, };

export type Shifts = { from: number, until: number, };

export type SiteForm = { name: string, code: string | null, kind: string | null, 
/**
 * IANA, such as `Europe/Madrid`.
 */
time_zone: string, 
/**
 * ISO 4217, such as `EUR`.
 */
currency: string, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, phone: string | null, email: string | null, is_active: boolean, };

export type SiteLine = { id: string, version: number, name: string, code: string | null, kind: string | null, 
/**
 * IANA, such as `Europe/Madrid`.
 */
time_zone: string, 
/**
 * ISO 4217, such as `EUR`.
 */
currency: string, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, phone: string | null, email: string | null, is_active: boolean, };

export type SkipWellnessItem = { id: string, version: number, reason: string, };

export type SlotLine = { time_slot_id: string, starts_at: number, ends_at: number, room: string | null, state: SlotState, };

export type SlotState = "free" | "booked" | "offered" | "blocked" | "holiday" | "on_leave" | "past";

export type Slots = { practitioner_id: string, on: string, };

export type SlotsBlocked = { 
/**
 * How many slots are closed now that were open.
 */
blocked: number, 
/**
 * How many bookings stand in the time; they stay.
 */
affected: number, };

export type SlotsGenerated = { made: number, };

export type SlotsUnblocked = { unblocked: number, };

export type SpecimenCollected = { id: string, version: number, specimen_number: string, };

export type SplitAsked = { invoice_id: string, };

export type Staff = { users: Array<User>, };

export type Stage = "arrived" | "roomed" | "with_doctor" | "done";

export type StandingProblem = { id: string, version: number, severity: string | null, };

export type StartReport = { scan_id: string, template_id?: string | null, ai_analysis_id?: string | null, };

export type StartVisit = { appointment_id: string | null, patient_id: string, practitioner_id: string | null, kind: string, reason: string | null, 
/**
 * Without an appointment: whether the visit is meant to begin beside the one that the patient
 * has today.
 */
beside_appointment?: boolean, };

export type StarterLoaded = { 
/**
 * Medicines that the clinic did not have.
 */
medicines: number, 
/**
 * Cautions that the clinic did not have.
 */
cautions: number, };

export type StatementLine = { id: string, version: number, medication_text: string, dosage_text: string | null, status: string, started_on: string | null, ended_on: string | null, source_text: string | null, reason_text: string | null, notes: string | null, };

export type StayLine = { id: string, version: number, patient: PatientLine, since: number, reason: string | null, expected_end_on: string | null, visit_id: string | null, held_reason: string | null, };

export type StayOutlook = { bed_id: string, since: number, 
/**
 * One for each day ahead.
 */
still_there: Array<number>, };

export type Stock = { lots: Array<LotLine>, medicines: Array<StockedMedicine>, expiring_within_days: number, 
/**
 * Whether there are more lots than are shown.
 */
more: boolean, };

export type StockAsked = { 
/**
 * Words of the name or the lot's number.
 */
query: string | null, 
/**
 * Lots that expire within so many days are marked; as the clinic has set it where nothing is
 * said.
 */
expiring_within_days: number | null, 
/**
 * Retired lots too.
 */
retired: boolean, };

export type StockMoved = { 
/**
 * The movement; nothing where nothing had to be moved.
 */
id: string | null, 
/**
 * What is left, in the lot's unit.
 */
level: number, };

export type StockReviewed = { alerts: number, };

export type StockTransferred = { 
/**
 * What is left here.
 */
level: number, 
/**
 * The lot at the other site.
 */
to_inventory_item_id: string, };

export type StockedMedicine = { medication_id: string | null, name: string, unit: string, 
/**
 * What is left in lots that have not expired.
 */
level: number, reorder: Reorder, };

export type Stop = { item_id: string, version: number, reason: string, };

export type StressAdded = { id: string, rmssd_ms: number | null, intervention_suggested: string | null, intervention_reason: string | null, };

export type StressAsked = { patient_id: string, 
/**
 * Only readings before this moment; the newest where nothing is said.
 */
before: number | null, };

export type StressCurve = { patient_id: string, 
/**
 * Oldest first.
 */
readings: Array<StressPoint>, };

export type StressPoint = { id: string, recorded_at: number, is_self_reported: boolean, rmssd_ms: number | null, heart_rate_bpm: number | null, self_rating: number | null, gad7_score: number | null, intervention_suggested: string | null, intervention_reason: string | null, notes: string | null, };

export type Stretch = { 
/**
 * Where it begins.
 */
starts_at: number, 
/**
 * Where it ends.
 */
ends_at: number, };

export type StrikeImmunization = { id: string, version: number, reason: string, };

export type StrikeResult = { id: string, version: number, reason: string, };

export type StrikeVitals = { id: string, reason: string, };

export type SubmitClaim = { id: string, version: number, };

export type Suggest = { query: string, };

export type SuggestLines = { visit_id: string, };

export type SuggestWaiting = { practitioner_id: string, starts_at: number, ends_at: number, count: number, };

export type SuggestedLine = { kind: "consultation" | "procedure" | "laboratory" | "imaging" | "immunization" | "medicine" | "bed", description: string, quantity: number, unit_price_minor: number, procedure_code: string | null, procedure_code_system: string | null, diagnosis_code: string | null, 
/**
 * The price that was taken; `None` for the practitioner's fee.
 */
price_id: string | null, };

export type SuggestedLines = { visit_id: string, patient_id: string, currency: string, 
/**
 * The day of the visit.
 */
service_on: string, lines: Array<SuggestedLine>, 
/**
 * Done, but without a price on the day.
 */
unpriced: Array<UnpricedService>, 
/**
 * Diagnoses of the visit that can be billed.
 */
diagnoses: Array<BillableDiagnosis>, 
/**
 * Bills of the visit that are there already.
 */
invoices: Array<InvoiceOfVisit>, };

export type SuppliedItem = { item_id: string, version: number, prescription_id: string, renews_id: string | null, medication_text: string, dosage: string, status: string, status_reason: string | null, start_on: string | null, end_on: string | null, quantity: number | null, quantity_unit: string | null, handed_out: number, last_handed_out_at: number | null, refills_allowed: number, 
/**
 * Refills allowed less the handings-out after the first.
 */
refills_left: number, pharmacy_notes: string | null, };

export type TakeImage = { scan_id: string, study_instance_uid: string | null, patient: PatientInFile, image: SealedScanFile, };

export type TakePayment = { invoice_id: string, amount_minor: number, method: string, reference: string | null, 
/**
 * `patient`, `insurer` or `other`, as for a relative, a guardian or an employer. Where nothing
 * is said it is told by how the money was handed over.
 */
payer_kind?: "patient" | "insurer" | "other", 
/**
 * Who that is; needed for `other`.
 */
payer_text?: string | null, };

export type TakeReport = { scan_id: string, report: DeviceReport, 
/**
 * The file itself, which is kept with the scan.
 */
file: SealedScanFile | null, };

export type TaskLine = { id: string, version: number, title: string, description: string | null, kind: string, status: "open" | "in_progress" | "done" | "cancelled", priority: "low" | "medium" | "high" | "urgent", 
/**
 * The role that can do it; nothing means anybody.
 */
for_role: string | null, assigned_to: string | null, assignee: string | null, patient: PatientLine | null, due_at: number | null, overdue: boolean, source_table: string | null, source_row_id: string | null, };

export type Tasks = { 
/**
 * Without those that anybody with the role can take.
 */
only_mine: boolean, };

export type TellResult = { id: string, version: number, told_to: string, };

export type TemperatureUnit = "C" | "F";

export type TemplateStepShown = { title: string, category: string, first_day: number, every_days: number | null, };

export type TestsOrdered = { id: string, lab_result_ids: Array<string>, };

export type TherapyDay = { on: string, };

export type TherapyDayLine = { session: TherapySessionLine, patient: PatientLine, };

export type TherapyNoteShown = { id: string, version: number, content: string | null, 
/**
 * What the script said.
 */
response_text: string | null, sentiment_score: number | null, author_id: string | null, author: string | null, written_at: number, 
/**
 * The answers to a questionnaire, where the note is one.
 */
answers: ScriptAnswers | null, };

export type TherapyNoteWritten = { id: string, 
/**
 * The row version to go on writing from.
 */
version: number, 
/**
 * How the text sounds, from -1 to 1; only of English ones.
 */
sentiment_score: number | null, };

export type TherapyPatient = { patient: PatientLine, sessions: number, last_session_at: number | null, next_session_at: number | null, phq9_score: number | null, gad7_score: number | null, };

export type TherapySessionAsked = { id: string, };

export type TherapySessionLine = { id: string, version: number, practitioner_id: string | null, practitioner: string | null, kind: string, status: string, started_at: number, ended_at: number | null, phq9_score: number | null, gad7_score: number | null, script_version: string | null, next_session_on: string | null, };

export type TherapySessionList = { patient_id: string, sessions: Array<TherapySessionLine>, };

export type TherapySessionShown = { session: TherapySessionLine, patient: PatientLine, notes: Array<TherapyNoteShown>, };

export type TherapySessions = { patient_id: string, };

export type ThisAlertSetting = { 
/**
 * The row.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisAppointment = { 
/**
 * The appointment.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisBed = { id: string, version: number, };

export type ThisCarePlan = { id: string, version: number, };

export type ThisEntry = { 
/**
 * The entry.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisImaging = { 
/**
 * The row.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisIntegration = { id: string, version: number, };

export type ThisItem = { 
/**
 * The prescribed medicine.
 */
item_id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisItemBecause = { item_id: string, version: number, reason: string, };

export type ThisLeave = { id: string, version: number, };

export type ThisListed = { id: string, version: number, };

export type ThisLot = { id: string, version: number, };

export type ThisReferral = { id: string, version: number, };

export type ThisResource = { id: string, version: number, };

export type ThisResult = { id: string, version: number, };

export type ThisSession = { 
/**
 * The session.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisShift = { id: string, version: number, };

export type ThisTask = { 
/**
 * The task.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisTherapyNote = { id: string, version: number, };

export type ThisVisit = { 
/**
 * The visit.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisWaiting = { 
/**
 * The entry.
 */
id: string, 
/**
 * The row version that the screen showed.
 */
version: number, };

export type ThisWellnessItem = { id: string, version: number, };

export type ThisWorkflowRule = { id: string, version: number, };

export type ToReview = { practitioner_id: string | null, };

export type TotalsBy = "hour" | "day";

export type Transfer = { id: string, version: number, bed_id: string, 
/**
 * Now where nothing is said.
 */
at: number | null, reason: string | null, };

export type TransferLine = { id: string, integration_name: string | null, direction: string, status: string, started_at: number, ended_at: number | null, records_seen: number | null, records_stored: number | null, records_left: number | null, problem_text: string | null, source_text: string | null, };

export type TransferStock = { inventory_item_id: string, to_site_id: string, quantity: number, reason: string, };

export type TrendPoint = { id: string, at: number, value: number, };

export type TriageBoard = { 
/**
 * The scale's name.
 */
scale: string, lines: Array<TriageBoardLine>, };

export type TriageBoardLine = { 
/**
 * The assessment that stands.
 */
id: string, patient: PatientLine, visit_id: string | null, priority: string, computed_priority: string | null, 
/**
 * Whether the colour is the scale's own.
 */
is_computed: boolean, tews_score: number | null, symptoms: string, assessed_at: number, 
/**
 * Since when the patient is here.
 */
waiting_since: number, waiting_minutes: number, 
/**
 * Within how many minutes of the arrival the patient should be seen.
 */
target_minutes: number | null, 
/**
 * Whether that has passed.
 */
overdue: boolean, 
/**
 * How often the patient was assessed during this wait.
 */
assessments: number, };

export type TriagePatient = { patient_id: string, 
/**
 * The visit; the patient's open one where nothing is said.
 */
visit_id: string | null, symptoms: string, 
/**
 * Where the date of birth is not known.
 */
age_years: number | null, 
/**
 * Where not even the age is known.
 */
height_cm: number | null, mobility: "walking" | "with_help" | "stretcher" | null, has_trauma: boolean, respiratory_rate_bpm: number | null, heart_rate_bpm: number | null, systolic_mmhg: number | null, temperature_celsius: number | null, consciousness: string | null, 
/**
 * Codes of the signs that were seen.
 */
discriminators: Array<string>, 
/**
 * The colour that the person chooses; the computed one where nothing is said.
 */
priority: "red" | "orange" | "yellow" | "green" | "blue" | null, override_reason: string | null, corrects_id: string | null, correction_reason: string | null, 
/**
 * Whether unusual values were read back, as with vitals.
 */
confirm_unusual?: boolean, };

export type TriageSign = { code: string, text: string, priority: string, };

export type TriageSigns = { age_band: "younger_child" | "older_child" | "adult", };

export type Triaged = { id: string, priority: string, computed_priority: string | null, tews_score: number | null, age_band: string | null, 
/**
 * The signs that counted, in words.
 */
signs: Array<string>, target_minutes: number | null, 
/**
 * What the colour rests on, where the age is estimated.
 */
age_note: string | null, };

export type UnblockSlot = { practitioner_id: string, starts_at: number, ends_at: number, };

export type UndoCheckIn = { id: string, version: number, reason: string, };

export type UndoDecision = { id: string, };

export type UndoDischarge = { id: string, version: number, reason: string, };

export type UndoNoShow = { id: string, version: number, reason: string, 
/**
 * Whether the patient is seen beside whoever has the time by now.
 */
overbook?: boolean, };

export type UndoStop = { 
/**
 * Whether what has come up against it since it was prescribed was read.
 */
accept_warnings?: boolean, item_id: string, version: number, reason: string, };

export type UndoWriteOff = { id: string, version: number, };

export type UnpricedService = { kind: "consultation" | "procedure" | "laboratory" | "imaging" | "immunization" | "medicine" | "bed", description: string, code: string | null, quantity: number, };

export type Unread = { notifications: number, messages: number, };

export type UnsignedVisits = { practitioner_id: string | null, };

export type UpdateAlertTemplate = { id: string, version: number, name: string, kind: string, title: string, message: string | null, urgency: number, department_id: string | null, roles: Array<string>, escalation_policy_id: string | null, };

export type UpdateBed = { id: string, version: number, department_id: string | null, ward: string | null, room: string, label: string, kind: string | null, notes: string | null, };

export type UpdateCarePlan = { id: string, version: number, title: string, category: string | null, description: string | null, starts_on: string | null, ends_on: string | null, goals: Array<GoalForm>, activities: Array<ActivityForm>, notes: string | null, };

export type UpdateCaution = { id: string, version: number, 
/**
 * Whether it warns.
 */
is_active: boolean, kind: "interaction" | "allergy" | "pregnancy" | "breastfeeding", first_name: string, 
/**
 * Not asked for in pregnancy and while breastfeeding.
 */
second_name: string | null, severity: "contraindicated" | "major" | "moderate" | "minor", sentence: string, source_text: string | null, };

export type UpdateCondition = { id: string, version: number, status: string, severity: string | null, verification: "unconfirmed" | "provisional" | "differential" | "confirmed" | null, onset_on: string | null, notes: string | null, };

export type UpdateContact = { id: string, version: number, kind: "emergency" | "next_of_kin" | "employer" | "insurer" | "federal_agency" | "state_agency" | "guardian" | "billing" | "other", name_text: string, relationship: string | null, phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, is_primary: boolean, 
/**
 * Whether the patient lets this person know.
 */
may_receive_information: boolean, notes: string | null, };

export type UpdateDepartment = { id: string, version: number, 
/**
 * Of this site; of every site where nothing is said.
 */
site_id: string | null, name: string, code: string | null, description: string | null, phone: string | null, };

export type UpdateDetails = { id: string, version: number, given_name: string | null, middle_name: string | null, family_name: string | null, date_of_birth: string | null, date_of_birth_precision: "day" | "month" | "year" | "estimated" | "unknown", gender: "male" | "female" | "other" | "prefer_not_to_say" | "unknown", phone: string | null, email: string | null, address_line: string | null, city: string | null, state: string | null, postal_code: string | null, country: string | null, preferred_language: string | null, national_id: string | null, blood_type: string | null, emergency_contact_name: string | null, emergency_contact_phone: string | null, emergency_contact_relationship: string | null, notes: string | null, prefix?: string | null, suffix?: string | null, previous_family_name?: string | null, 
/**
 * As registered at birth; ranges of laboratory tests go by it before the gender.
 */
birth_sex?: string | null, phone_alternative?: string | null, birth_place?: string | null, marital_status?: string | null, multiple_birth?: boolean | null, 
/**
 * 1 for the first of twins.
 */
multiple_birth_order?: number | null, 
/**
 * In the patient's own words, as the ethnicity below.
 */
race_text?: string | null, ethnicity_text?: string | null, 
/**
 * What is known of the blood type beyond its group, as on a card that the patient carries.
 */
blood_type_text?: string | null, 
/**
 * Whether the patient has one name only, so that nothing is missing where one is given.
 */
single_name?: boolean | null, };

export type UpdateEscalationPolicy = { id: string, version: number, name: string, kind: string | null, urgency_from: number | null, department_id: string | null, steps: Array<EscalationStep>, };

export type UpdateIntegration = { id: string, version: number, integration: IntegrationForm, };

export type UpdateLabTest = { id: string, version: number, name: string, code: string | null, code_system: string | null, category: string | null, specimen_kind: string | null, unit: string | null, reference_low: number | null, reference_high: number | null, critical_low: number | null, critical_high: number | null, sex: "male" | "female" | null, age_from_years: number | null, age_until_years: number | null, panel_name: string | null, notes: string | null, };

export type UpdateLot = { id: string, version: number, 
/**
 * The medicine of the clinic's list, where it is one.
 */
medication_id: string | null, name: string, lot_number: string | null, 
/**
 * `YYYY-MM-DD`, its last day.
 */
expires_on: string | null, 
/**
 * What it is counted in, such as tablet.
 */
unit: string, location: string | null, 
/**
 * Below it more is ordered, as long as too little is known to compute that.
 */
minimum_quantity: number | null, 
/**
 * How long a delivery takes.
 */
lead_time_days: number | null, unit_cost_minor: number | null, currency: string | null, supplier: string | null, notes: string | null, };

export type UpdateMedicine = { id: string, version: number, 
/**
 * Whether it is offered.
 */
is_active: boolean, name: string, strength: string | null, form: string | null, 
/**
 * What it is counted in, such as tablet.
 */
unit: string | null, code_system: string | null, code: string | null, 
/**
 * What it is made of; by these it is compared.
 */
ingredients: Array<string>, 
/**
 * First what it is, then what it shares with others.
 */
classes: Array<string>, default_dose_text: string | null, notes: string | null, };

export type UpdatePolicy = { id: string, version: number, insurer_name: string, insurer_code: string | null, plan_name: string | null, plan_kind: string | null, policy_number: string | null, group_number: string | null, holder_name: string | null, 
/**
 * What the patient is to the holder.
 */
relationship_to_patient: "self" | "spouse" | "child" | "parent" | "other" | null, 
/**
 * Which policy pays first.
 */
coverage_rank: "primary" | "secondary" | "tertiary", effective_on: string | null, expires_on: string | null, copay_minor: number | null, deductible_minor: number | null, deductible_met_minor: number | null, deductible_met_on: string | null, 
/**
 * ISO 4217; the site's where nothing is said.
 */
currency: string | null, preauthorization_required: boolean, notes: string | null, };

export type UpdatePractitioner = { id: string, version: number, 
/**
 * The departments they belong to, the first one first.
 */
department_ids: Array<string>, prefix: string | null, given_name: string | null, family_name: string | null, specialization: string | null, qualification: string | null, experience_years: number | null, license_number: string | null, npi: string | null, phone: string | null, email: string | null, 
/**
 * In the smallest unit of the currency.
 */
consultation_fee_minor: number | null, currency: string | null, site_id: string | null, 
/**
 * Whether they can be booked.
 */
is_available: boolean, };

export type UpdateProcedure = { id: string, version: number, stage: ProcedureStage, 
/**
 * Now where nothing is said and it is done.
 */
ended_at: number | null, 
/**
 * Where nothing is said, what stands stays.
 */
outcome_text: string | null, 
/**
 * The same.
 */
notes: string | null, };

export type UpdateReferral = { id: string, version: number, to_practitioner_id: string | null, to_department_id: string | null, 
/**
 * Somebody outside the clinic.
 */
to_text: string | null, specialization: string | null, reason: string, priority: string, notes: string | null, };

export type UpdateReportTemplate = { id: string, version: number, name: string, modality: string | null, body_part: string | null, kind: string | null, findings_text: string | null, impression_text: string | null, recommendations_text: string | null, };

export type UpdateResource = { id: string, version: number, 
/**
 * One of `resource_status`, all but `retired`.
 */
status: string, department_id: string | null, kind: string, name: string, code: string | null, capacity: number | null, service_interval_days: number | null, service_interval_hours: number | null, notes: string | null, };

export type UpdateShift = { id: string, version: number, user_id: string, 
/**
 * Only for this department; for the whole site where nothing is said.
 */
department_id: string | null, starts_at: number, ends_at: number, kind: string, notes: string | null, };

export type UpdateWellnessPlan = { id: string, version: number, title: string, description: string | null, status: "draft" | "active" | "completed" | "on_hold" | "cancelled" | "entered_in_error", ends_on: string | null, notes: string | null, };

export type UpdateWorkflowRule = { id: string, version: number, rule: WorkflowRuleForm, };

export type User = { id: string, version: number, username: string, display_name: string, given_name: string | null, family_name: string | null, roles: Array<string>, is_active: boolean, practitioner_id: string | null, };

export type Vaccine = { vaccine_text: string, code_system: string | null, code: string | null, dose_number: number | null, series_text: string | null, };

export type VerifiedEntries = { patient_id: string, chains: number, entries: number, bad: Array<BadEntry>, };

export type VerifyEntries = { patient_id: string, };

export type Visit = { id: string, version: number, patient: PatientLine, practitioner: string | null, practitioner_id: string | null, appointment_id: string | null, started_at: number, ended_at: number | null, kind: string, status: string, reason: string | null, subjective: string | null, objective: string | null, assessment: string | null, plan: string | null, follow_up_instructions: string | null, history_present_illness: string | null, physical_examination: string | null, notes: string | null, discharge_instructions: string | null, room: string | null, 
/**
 * Why it was called off, or why the patient left.
 */
status_reason: string | null, signed_at: number | null, signed_by: string | null, 
/**
 * What was added after the note was signed.
 */
addenda: Array<AddendumLine>, vitals: Array<VitalsRow>, conditions: Array<Problem>, prescriptions: Array<PrescriptionShown>, procedures: Array<ProcedureLine>, results: Array<ResultLine>, lab_orders: Array<LabOrderLine>, immunizations: Array<Immunization>, referrals: Array<ReferralLine>, invoice_id: string | null, };

export type VisitAsked = { id: string, };

export type VisitInList = { id: string, version: number, patient: PatientLine, practitioner: string | null, appointment_id: string | null, started_at: number, ended_at: number | null, kind: string, status: string, status_reason: string | null, room: string | null, reason: string | null, signed_at: number | null, };

export type VisitLine = { id: string, started_at: number, ended_at: number | null, kind: string, status: string, reason: string | null, practitioner: string | null, problems: Array<string>, };

export type VisitStage = "triaged" | "roomed" | "in_progress";

export type VisitToBill = { id: string, patient: PatientLine, practitioner: string | null, 
/**
 * Microseconds since 1970 UTC.
 */
started_at: number, kind: string, 
/**
 * Whether the note is signed: until then diagnoses may still change.
 */
signed: boolean, };

export type VisitsPage = { patient_id: string, visits: Array<VisitInList>, older: OlderThan | null, };

export type VisitsToBill = { older?: OlderThan | null, };

export type VisitsToBillPage = { visits: Array<VisitToBill>, 
/**
 * The first day that is looked at.
 */
since: string, older: OlderThan | null, };

export type VitalSign = "systolic_mmhg" | "diastolic_mmhg" | "heart_rate_bpm" | "respiratory_rate_bpm" | "temperature_celsius" | "oxygen_saturation_percent" | "weight_kg" | "height_cm" | "head_circumference_cm" | "bmi" | "pain_score";

export type VitalsAsked = { patient_id: string, older: OlderThan | null, 
/**
 * Whether to show what was struck as well.
 */
with_struck: boolean, };

export type VitalsPage = { patient_id: string, sets: Array<VitalsRow>, older: OlderThan | null, };

export type VitalsRow = { id: string, 
/**
 * When it was measured.
 */
recorded_at: number, 
/**
 * When it was typed, where that was later.
 */
entered_at: number | null, systolic_mmhg: number | null, diastolic_mmhg: number | null, heart_rate_bpm: number | null, respiratory_rate_bpm: number | null, temperature_celsius: number | null, oxygen_saturation_percent: number | null, on_oxygen: boolean | null, consciousness: string | null, weight_kg: number | null, height_cm: number | null, head_circumference_cm: number | null, bmi: number | null, pain_score: number | null, unusual_confirmed: boolean, recorded_by: string | null, notes: string | null, 
/**
 * The wrong set that this one replaces.
 */
corrects_id: string | null, correction_reason: string | null, 
/**
 * Whether another set replaces this one.
 */
struck: boolean, };

export type VitalsTrend = { patient_id: string, sign: VitalSign, points: Array<TrendPoint>, };

export type VitalsTrendAsked = { patient_id: string, sign: VitalSign, since: number | null, };

export type VoidInvoice = { id: string, version: number, reason: string, };

export type WaitingExpired = { expired: number, };

export type WaitingItem = { item_id: string, prescription_id: string, patient: PatientLine, prescribed_at: number, medication_text: string, dosage: string, quantity: number | null, quantity_unit: string | null, handed_out: number, refills_left: number, substitution_allowed: boolean | null, 
/**
 * What the doctor tells the pharmacist, warnings that were accepted included.
 */
pharmacy_notes: string | null, };

export type WaitingLine = { id: string, version: number, patient: PatientLine, practitioner_id: string | null, practitioner: string | null, department_id: string | null, kind: string, priority: string, status: string, reason: string | null, wanted_from_on: string | null, wanted_until_on: string | null, wanted_times: string | null, waiting_since: number, 
/**
 * What is offered, for as long as the offer stands.
 */
offer: OfferLine | null, 
/**
 * Whether the last day that would do has passed.
 */
is_over: boolean, 
/**
 * The branch whose desk asked for the appointment, where that is another one.
 */
asked_from: string | null, };

export type WaitingResult = { patient: PatientLine, result: ResultLine, };

export type WalkIn = { patient_id: string, practitioner_id: string, reason: string | null, kind: string, };

export type Ward = { 
/**
 * `None` for beds outside every ward.
 */
ward: string | null, beds: Array<BedLine>, free: number, };

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
sentence: string, 
/**
 * How the clinic's list rates it; nothing where the warning does not come from the list.
 */
rating: CautionRating | null, 
/**
 * Where the list has it from.
 */
source: string | null, 
/**
 * Whether who prescribes all the same must say why.
 */
needs_reason: boolean, };

export type WarningKind = "allergy" | "duplicate" | "interaction" | "pregnancy" | "breastfeeding" | "last_dose" | "unchecked";

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
 * `HH:MM` on the site's clock; `24:00` is the midnight at the end of the day.
 */
ends: string, 
/**
 * How long an ordinary appointment lasts.
 */
slot_minutes: number, 
/**
 * Where it is, if always in the same room.
 */
room?: string, 
/**
 * For which department, if the practitioner works for several.
 */
department_id?: string, };

export type WeightUnit = "kg" | "lb";

export type WellnessItemShown = { id: string, version: number, title: string, category: string | null, due_on: string, done_at: number | null, done_by: string | null, is_self_reported: boolean, skipped_reason: string | null, notes: string | null, };

export type WellnessPlanAsked = { id: string, };

export type WellnessPlanLine = { id: string, version: number, title: string, condition_text: string | null, status: string, starts_on: string, ends_on: string | null, 
/**
 * Steps that are due by today, and how many of them were done or left out with a reason.
 */
due: number, done: number, skipped: number, 
/**
 * Done ÷ due; none while nothing is due.
 */
progress: number | null, };

export type WellnessPlanList = { patient_id: string, plans: Array<WellnessPlanLine>, };

export type WellnessPlanMade = { id: string, 
/**
 * How many steps it has.
 */
items: number, };

export type WellnessPlanShown = { patient: PatientLine, practitioner: string | null, description: string | null, template_code: string | null, 
/**
 * The method of a plan that began from a template.
 */
method: string | null, source: string | null, notes: string | null, items: Array<WellnessItemShown>, id: string, version: number, title: string, condition_text: string | null, status: string, starts_on: string, ends_on: string | null, 
/**
 * Steps that are due by today, and how many of them were done or left out with a reason.
 */
due: number, done: number, skipped: number, 
/**
 * Done ÷ due; none while nothing is due.
 */
progress: number | null, };

export type WellnessPlans = { patient_id: string, };

export type WellnessTemplate = { code: string, title: string, condition: string, weeks: number, source: string, steps: Array<TemplateStepShown>, };

export type WithdrawConsent = { id: string, version: number, notes: string | null, };

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

export type Worklist = { stage: "acquisition" | "analysis" | "reading", only_mine: boolean, };

export type WorklistLine = { entry_id: string, entry_version: number, status: "waiting" | "assigned" | "in_progress", priority: "routine" | "urgent" | "asap" | "stat", queued_at: number, assigned_to: string | null, assignee: string | null, scan_id: string, scan_version: number, scan_number: string | null, modality: string, body_part: string | null, study_description: string | null, reason: string | null, clinical_question: string | null, scan_status: string, scheduled_at: number | null, room: string | null, patient: PatientLine, };

export type WriteCarePlan = { patient_id: string, title: string, category: string | null, description: string | null, starts_on: string | null, ends_on: string | null, goals: Array<GoalForm>, activities: Array<ActivityForm>, notes: string | null, };

export type WriteNote = { id: string, version: number, reason: string | null, subjective: string | null, objective: string | null, assessment: string | null, plan: string | null, follow_up_instructions: string | null, 
/**
 * The parts that only some clinics use; left alone where nothing is sent.
 */
details?: NoteDetails, };

export type WriteOff = { id: string, version: number, reason: string, };

export type WriteReferral = { patient_id: string, visit_id: string | null, 
/**
 * Whether it goes at once.
 */
send: boolean, to_practitioner_id: string | null, to_department_id: string | null, 
/**
 * Somebody outside the clinic.
 */
to_text: string | null, specialization: string | null, reason: string, priority: string, notes: string | null, };

export type WriteTherapyNote = { session_id: string, 
/**
 * The note that is changed; a new one where nothing is said.
 */
note: ThisTherapyNote | null, content: string, 
/**
 * The language of the text; the patient's preferred one where nothing is said.
 */
language: string | null, };

export type Written = { version: number, };

export type WrittenOff = { written_off_minor: number, };

export interface Commands {
  "organization.staff": { request: Nothing; response: Staff };
  "organization.add_user": { request: AddUser; response: Made };
  "organization.reset_password": { request: ResetPassword; response: Nothing };
  "organization.deactivate_user": { request: DeactivateUser; response: Nothing };
  "organization.practitioners": { request: Nothing; response: Array<Practitioner> };
  "organization.practitioner": { request: PractitionerAsked; response: PractitionerDetails };
  "organization.update_practitioner": { request: UpdatePractitioner; response: Nothing };
  "organization.colleagues": { request: Nothing; response: Array<Colleague> };
  "organization.sites": { request: Nothing; response: Array<SiteLine> };
  "organization.add_site": { request: SiteForm; response: Made };
  "organization.update_site": { request: SiteLine; response: Nothing };
  "organization.departments": { request: Nothing; response: Array<DepartmentLine> };
  "organization.add_department": { request: DepartmentForm; response: Made };
  "organization.update_department": { request: UpdateDepartment; response: Nothing };
  "organization.deactivate_department": { request: DeactivateDepartment; response: Nothing };
  "organization.holidays": { request: Holidays; response: Array<HolidayLine> };
  "organization.add_holiday": { request: AddHoliday; response: Made };
  "organization.remove_holiday": { request: RemoveHoliday; response: Nothing };
  "organization.leave": { request: LeaveAsked; response: Array<LeaveLine> };
  "organization.request_leave": { request: RequestLeave; response: Made };
  "organization.approve_leave": { request: ThisLeave; response: LeaveApproved };
  "organization.refuse_leave": { request: ThisLeave; response: Nothing };
  "organization.cancel_leave": { request: ThisLeave; response: Nothing };
  "organization.shifts": { request: Shifts; response: Array<ShiftLine> };
  "organization.add_shift": { request: ShiftForm; response: Made };
  "organization.update_shift": { request: UpdateShift; response: Nothing };
  "organization.cancel_shift": { request: ThisShift; response: Nothing };
  "organization.on_duty": { request: OnDutyAsked; response: Array<OnDuty> };
  "organization.preferences": { request: Nothing; response: Array<Preference> };
  "organization.set_preference": { request: Preference; response: Nothing };
  "people.recent": { request: Nothing; response: Array<PatientLine> };
  "people.find": { request: Find; response: Array<PatientLine> };
  "people.duplicates": { request: Duplicates; response: Array<Duplicate> };
  "people.register": { request: Register; response: Registered };
  "people.details": { request: Details; response: KnownDetails };
  "people.update": { request: UpdateDetails; response: Nothing };
  "people.break_glass": { request: BreakGlass; response: GlassBroken };
  "people.emergency_accesses": { request: Nothing; response: EmergencyAccesses };
  "people.review_access": { request: ReviewAccess; response: Nothing };
  "people.own_record": { request: Nothing; response: OwnRecord };
  "people.own_feedback": { request: OwnFeedback; response: Made };
  "people.link_account": { request: LinkAccount; response: Nothing };
  "people.unlink_account": { request: ThisEntry; response: Nothing };
  "people.deactivate": { request: ThisEntry; response: Nothing };
  "people.reactivate": { request: ThisEntry; response: Nothing };
  "people.record_death": { request: RecordDeath; response: EndedByDeath };
  "people.end_after_death": { request: OnePatient; response: EndedByDeath };
  "people.undo_death": { request: ThisEntry; response: DeathUndone };
  "people.make_known": { request: OnePatient; response: Nothing };
  "people.chart": { request: ChartAsked; response: Chart };
  "people.give_feedback": { request: GiveFeedback; response: FeedbackGiven };
  "people.feedback": { request: FeedbackAsked; response: Array<FeedbackLine> };
  "people.duplicate_worklist": { request: DuplicateWorklist; response: DuplicatePairs };
  "people.merge_preview": { request: MergePreviewAsked; response: MergePreview };
  "people.merge": { request: Merge; response: Made };
  "people.unmerge": { request: ThisEntry; response: Nothing };
  "people.keep_apart": { request: KeepApart; response: Nothing };
  "people.add_allergy": { request: AddAllergy; response: Made };
  "people.correct_allergy": { request: CorrectAllergy; response: Nothing };
  "people.refute_allergy": { request: RefuteAllergy; response: Nothing };
  "people.end_allergy": { request: EndAllergy; response: Nothing };
  "people.history": { request: OnePatient; response: PatientHistory };
  "people.add_history": { request: AddHistory; response: Made };
  "people.correct_history": { request: CorrectHistory; response: Nothing };
  "people.end_history": { request: EndHistory; response: Nothing };
  "people.set_flag": { request: SetFlag; response: Made };
  "people.end_flag": { request: ThisEntry; response: Nothing };
  "people.policies": { request: OnePatient; response: PatientPolicies };
  "people.add_policy": { request: AddPolicy; response: Made };
  "people.update_policy": { request: UpdatePolicy; response: Nothing };
  "people.end_policy": { request: EndPolicy; response: Nothing };
  "people.verify_policy": { request: ThisEntry; response: Nothing };
  "people.contacts": { request: OnePatient; response: PatientContacts };
  "people.add_contact": { request: AddContact; response: Made };
  "people.contact_attempts": { request: OnePatient; response: ContactAttempts };
  "people.note_contact_attempt": { request: NoteContactAttempt; response: Made };
  "people.update_contact": { request: UpdateContact; response: Nothing };
  "people.remove_contact": { request: ThisEntry; response: Nothing };
  "people.identifiers": { request: OnePatient; response: PatientIdentifiers };
  "people.add_identifier": { request: AddIdentifier; response: Made };
  "people.remove_identifier": { request: ThisEntry; response: Nothing };
  "people.consents": { request: OnePatient; response: PatientConsents };
  "people.give_consent": { request: GiveConsent; response: Made };
  "people.withdraw_consent": { request: WithdrawConsent; response: Nothing };
  "people.care_team": { request: OnePatient; response: PatientCareTeam };
  "people.assign_care_team": { request: AssignCareTeam; response: Made };
  "people.set_primary_practitioner": { request: SetPrimaryPractitioner; response: Nothing };
  "people.set_attending_nurse": { request: SetAttendingNurse; response: Nothing };
  "people.leave_care_team": { request: ThisEntry; response: Nothing };
  "scheduling.day": { request: Day; response: DayShown };
  "scheduling.appointment": { request: AppointmentAsked; response: AppointmentLine };
  "scheduling.book": { request: Book; response: Made };
  "scheduling.move": { request: Move; response: Nothing };
  "scheduling.cancel": { request: Cancel; response: Nothing };
  "scheduling.undo_cancel": { request: UndoNoShow; response: Nothing };
  "scheduling.confirm": { request: ThisAppointment; response: Nothing };
  "scheduling.check_in": { request: ThisAppointment; response: Nothing };
  "scheduling.own_appointments": { request: OwnAppointmentsAsked; response: OwnAppointments };
  "scheduling.own_check_in": { request: ThisAppointment; response: Nothing };
  "scheduling.own_confirm": { request: ThisAppointment; response: Nothing };
  "scheduling.own_ask_to_cancel": { request: OwnAskToCancel; response: Made };
  "scheduling.no_show": { request: ThisAppointment; response: Nothing };
  "scheduling.undo_no_show": { request: UndoNoShow; response: Nothing };
  "scheduling.undo_check_in": { request: UndoCheckIn; response: Nothing };
  "scheduling.walk_in": { request: WalkIn; response: Made };
  "scheduling.free_slots": { request: FreeSlots; response: Array<FreeSlot> };
  "scheduling.queue": { request: Queue; response: Array<QueueLine> };
  "scheduling.set_hours": { request: SetHours; response: Nothing };
  "scheduling.hours": { request: Hours; response: Array<WeekdayHours> };
  "scheduling.reschedule": { request: Reschedule; response: Made };
  "scheduling.history": { request: History; response: Array<HistoryStep> };
  "scheduling.book_series": { request: BookSeries; response: Series };
  "scheduling.cancel_series": { request: CancelSeries; response: SeriesCancelled };
  "scheduling.move_series": { request: MoveSeries; response: SeriesMoved };
  "scheduling.affected_bookings": { request: AffectedBookings; response: Array<AffectedBooking> };
  "scheduling.slots": { request: Slots; response: Array<SlotLine> };
  "scheduling.generate_slots": { request: GenerateSlots; response: SlotsGenerated };
  "scheduling.block_slot": { request: BlockSlot; response: SlotsBlocked };
  "scheduling.unblock_slot": { request: UnblockSlot; response: SlotsUnblocked };
  "scheduling.waitlist": { request: Nothing; response: Array<WaitingLine> };
  "scheduling.add_to_waitlist": { request: AddToWaitlist; response: Made };
  "scheduling.ask_branch": { request: AskBranch; response: Made };
  "scheduling.asked_of_branches": { request: Nothing; response: Array<AskedLine> };
  "scheduling.cancel_waiting": { request: CancelWaiting; response: Nothing };
  "scheduling.expire_waiting": { request: Nothing; response: WaitingExpired };
  "scheduling.suggest_waiting": { request: SuggestWaiting; response: Array<WaitingLine> };
  "scheduling.offer": { request: MakeOffer; response: Nothing };
  "scheduling.decline_offer": { request: ThisWaiting; response: Nothing };
  "scheduling.accept_offer": { request: AcceptOffer; response: Made };
  "encounters.arrive": { request: ArriveAtDoor; response: Made };
  "encounters.start_visit": { request: StartVisit; response: Made };
  "encounters.room": { request: Room; response: Nothing };
  "encounters.move_visit": { request: MoveVisit; response: Nothing };
  "encounters.leave_unseen": { request: LeaveUnseen; response: Nothing };
  "encounters.cancel_visit": { request: CancelVisit; response: Nothing };
  "encounters.reopen_visit": { request: ReopenVisit; response: Nothing };
  "encounters.visit": { request: VisitAsked; response: Visit };
  "encounters.open_visits": { request: Nothing; response: Array<VisitInList> };
  "encounters.unsigned_visits": { request: UnsignedVisits; response: Array<VisitInList> };
  "encounters.patient_visits": { request: PatientVisits; response: VisitsPage };
  "encounters.own_visits": { request: OwnVisits; response: OwnVisitsPage };
  "encounters.own_visit": { request: OwnVisitAsked; response: OwnVisit };
  "encounters.write_note": { request: WriteNote; response: Written };
  "encounters.end_visit": { request: ThisVisit; response: Nothing };
  "encounters.sign_visit": { request: ThisVisit; response: Nothing };
  "encounters.add_addendum": { request: AddAddendum; response: Made };
  "encounters.note_templates": { request: Nothing; response: Array<NamedNoteTemplate> };
  "encounters.save_note_template": { request: SaveNoteTemplate; response: Made };
  "encounters.remove_note_template": { request: RemoveNoteTemplate; response: Nothing };
  "encounters.record_vitals": { request: RecordVitals; response: Recorded };
  "encounters.correct_vitals": { request: CorrectVitals; response: Recorded };
  "encounters.strike_vitals": { request: StrikeVitals; response: Made };
  "encounters.vitals": { request: VitalsAsked; response: VitalsPage };
  "encounters.vitals_trend": { request: VitalsTrendAsked; response: VitalsTrend };
  "encounters.find_icd10": { request: FindIcd10; response: Array<Icd10Found> };
  "encounters.diagnose": { request: Diagnose; response: Diagnosed };
  "encounters.update_condition": { request: UpdateCondition; response: Nothing };
  "encounters.resolve_condition": { request: ResolveCondition; response: Nothing };
  "encounters.refute_condition": { request: RefuteCondition; response: Nothing };
  "encounters.code_condition": { request: CodeCondition; response: Diagnosed };
  "encounters.conditions": { request: ConditionsAsked; response: ConditionsPage };
  "encounters.condition_history": { request: ConditionHistoryAsked; response: ConditionHistory };
  "encounters.lab_tests": { request: LabTestsAsked; response: Array<LabTestRow> };
  "encounters.add_lab_test": { request: LabTestForm; response: Made };
  "encounters.update_lab_test": { request: UpdateLabTest; response: Nothing };
  "encounters.retire_lab_test": { request: RetireLabTest; response: Nothing };
  "encounters.order_tests": { request: OrderTests; response: TestsOrdered };
  "encounters.collect_specimen": { request: CollectSpecimen; response: SpecimenCollected };
  "encounters.receive_specimen": { request: ReceiveSpecimen; response: Nothing };
  "encounters.reject_specimen": { request: RejectSpecimen; response: Nothing };
  "encounters.enter_result": { request: EnterResult; response: ResultEntered };
  "encounters.correct_result": { request: CorrectResult; response: ResultEntered };
  "encounters.strike_result": { request: StrikeResult; response: Nothing };
  "encounters.tell_result": { request: TellResult; response: Nothing };
  "encounters.review_results": { request: ReviewResults; response: Nothing };
  "encounters.cancel_lab_order": { request: CancelLabOrder; response: Nothing };
  "encounters.cancel_lab_test": { request: CancelLabTest; response: Nothing };
  "encounters.lab_order": { request: LabOrderAsked; response: LabOrderShown };
  "encounters.find_specimen": { request: FindSpecimen; response: LabOrderShown };
  "encounters.lab_orders": { request: LabOrdersAsked; response: LabOrdersPage };
  "encounters.results": { request: ResultsAsked; response: ResultsPage };
  "encounters.result_trend": { request: ResultTrendAsked; response: ResultTrend };
  "encounters.lab_worklist": { request: Nothing; response: Array<LabOrderLine> };
  "encounters.results_to_review": { request: ToReview; response: Array<WaitingResult> };
  "encounters.critical_not_told": { request: Nothing; response: Array<WaitingResult> };
  "encounters.record_procedure": { request: RecordProcedure; response: Made };
  "encounters.update_procedure": { request: UpdateProcedure; response: Nothing };
  "encounters.abandon_procedure": { request: AbandonProcedure; response: Nothing };
  "encounters.strike_procedure": { request: AbandonProcedure; response: Nothing };
  "encounters.procedures": { request: ProceduresAsked; response: ProceduresPage };
  "encounters.give_immunization": { request: GiveImmunization; response: Made };
  "encounters.report_immunization": { request: ReportImmunization; response: Made };
  "encounters.immunization_not_given": { request: ImmunizationNotGiven; response: Made };
  "encounters.strike_immunization": { request: StrikeImmunization; response: Nothing };
  "encounters.immunizations": { request: ImmunizationsAsked; response: ImmunizationsPage };
  "encounters.write_referral": { request: WriteReferral; response: Made };
  "encounters.update_referral": { request: UpdateReferral; response: Nothing };
  "encounters.send_referral": { request: ThisReferral; response: Nothing };
  "encounters.accept_referral": { request: AcceptReferral; response: Nothing };
  "encounters.decline_referral": { request: EndReferral; response: Nothing };
  "encounters.complete_referral": { request: EndReferral; response: Nothing };
  "encounters.cancel_referral": { request: EndReferral; response: Nothing };
  "encounters.referrals": { request: ReferralsAsked; response: ReferralsPage };
  "encounters.referral_worklist": { request: ReferralWorklist; response: Array<ReferralLine> };
  "encounters.write_care_plan": { request: WriteCarePlan; response: Made };
  "encounters.update_care_plan": { request: UpdateCarePlan; response: Nothing };
  "encounters.start_care_plan": { request: ThisCarePlan; response: Nothing };
  "encounters.complete_activity": { request: CompleteActivity; response: Nothing };
  "encounters.close_care_plan": { request: CloseCarePlan; response: Nothing };
  "encounters.care_plans": { request: CarePlansAsked; response: CarePlansPage };
  "encounters.triage_signs": { request: TriageSigns; response: Array<TriageSign> };
  "encounters.triage": { request: TriagePatient; response: Triaged };
  "encounters.triage_board": { request: Nothing; response: TriageBoard };
  "encounters.record_icu": { request: RecordIcu; response: IcuRecorded };
  "encounters.icu_grid": { request: Nothing; response: Array<IcuBed> };
  "encounters.add_reading": { request: AddReading; response: ReadingAdded };
  "encounters.own_reading": { request: OwnReading; response: OwnReadingAdded };
  "encounters.readings": { request: Readings; response: ReadingCurve };
  "encounters.limits": { request: Nothing; response: Array<AcuteLimitShown> };
  "encounters.set_limits": { request: SetLimits; response: Nothing };
  "encounters.propose_diagnoses": { request: ProposeDiagnoses; response: DiagnosesProposed };
  "encounters.accept_diagnosis": { request: AcceptDiagnosis; response: DiagnosisAccepted };
  "encounters.reject_diagnosis": { request: RejectProposal; response: Nothing };
  "encounters.propose_recommendations": { request: ProposeRecommendations; response: RecommendationsProposed };
  "encounters.accept_recommendation": { request: AcceptRecommendation; response: Nothing };
  "encounters.reject_recommendation": { request: RejectProposal; response: Nothing };
  "encounters.proposals": { request: ProposalsAsked; response: PatientProposals };
  "medication.check": { request: Check; response: Checked };
  "medication.prescribe": { request: Prescribe; response: Made };
  "medication.renew": { request: Renew; response: Made };
  "medication.stop": { request: Stop; response: Nothing };
  "medication.undo_stop": { request: UndoStop; response: Nothing };
  "medication.hold": { request: ThisItemBecause; response: Nothing };
  "medication.resume": { request: ThisItem; response: Nothing };
  "medication.complete": { request: ThisItem; response: Nothing };
  "medication.cancel_item": { request: ThisItemBecause; response: Nothing };
  "medication.cancel_prescription": { request: CancelPrescription; response: Nothing };
  "medication.suggest": { request: Suggest; response: Array<string> };
  "medication.record": { request: MedicationRecordAsked; response: MedicationRecord };
  "medication.add_statement": { request: AddStatement; response: Made };
  "medication.end_statement": { request: EndStatement; response: Nothing };
  "medication.medicines": { request: MedicinesAsked; response: Array<MedicineOfList> };
  "medication.add_medicine": { request: MedicineDetails; response: Made };
  "medication.update_medicine": { request: UpdateMedicine; response: Nothing };
  "medication.retire_medicine": { request: ThisListed; response: Nothing };
  "medication.cautions": { request: CautionsAsked; response: Array<Caution> };
  "medication.add_caution": { request: CautionDetails; response: Made };
  "medication.update_caution": { request: UpdateCaution; response: Nothing };
  "medication.retire_caution": { request: ThisListed; response: Nothing };
  "medication.load_starter": { request: Nothing; response: StarterLoaded };
  "medication.waiting": { request: Nothing; response: Array<WaitingItem> };
  "medication.propose_lots": { request: ProposeLots; response: LotsProposed };
  "medication.dispense": { request: DispenseItem; response: Dispensed };
  "medication.correct_dispensing": { request: CorrectDispensing; response: Made };
  "medication.dispensed": { request: DispensedAsked; response: Array<DispensedLine> };
  "medication.due": { request: DueAsked; response: Array<DueDose> };
  "medication.administer": { request: Administer; response: Made };
  "medication.correct_administration": { request: CorrectAdministration; response: Made };
  "medication.report_dose": { request: ReportDose; response: Made };
  "medication.own_dose": { request: OwnDose; response: Made };
  "medication.adherence": { request: AdherenceAsked; response: Adherence };
  "medication.stock": { request: StockAsked; response: Stock };
  "medication.add_lot": { request: AddLot; response: Made };
  "medication.update_lot": { request: UpdateLot; response: Nothing };
  "medication.retire_lot": { request: ThisLot; response: Nothing };
  "medication.receive_stock": { request: MoveStock; response: StockMoved };
  "medication.return_stock": { request: MoveStock; response: StockMoved };
  "medication.expire_stock": { request: MoveStock; response: StockMoved };
  "medication.count_stock": { request: CountStock; response: StockMoved };
  "medication.waste_stock": { request: MoveStock; response: StockMoved };
  "medication.transfer_stock": { request: TransferStock; response: StockTransferred };
  "medication.set_expiry_warning": { request: SetExpiryWarning; response: Nothing };
  "medication.review_stock": { request: Nothing; response: StockReviewed };
  "billing.invoices": { request: Invoices; response: Array<InvoiceLine> };
  "billing.invoice": { request: InvoiceAsked; response: Invoice };
  "billing.own_invoices": { request: Nothing; response: OwnInvoices };
  "billing.own_invoice": { request: OwnInvoiceAsked; response: OwnInvoice };
  "billing.create_invoice": { request: CreateInvoice; response: InvoiceMade };
  "billing.add_line": { request: AddLine; response: DraftLine };
  "billing.change_line": { request: ChangeLine; response: DraftLine };
  "billing.remove_line": { request: RemoveLine; response: DraftLine };
  "billing.issue_invoice": { request: IssueInvoice; response: Issued };
  "billing.void_invoice": { request: VoidInvoice; response: Nothing };
  "billing.write_off": { request: WriteOff; response: WrittenOff };
  "billing.undo_write_off": { request: UndoWriteOff; response: Nothing };
  "billing.check_invoice": { request: CheckInvoice; response: InvoiceChecked };
  "billing.dismiss_error": { request: DismissError; response: Nothing };
  "billing.note_overdue": { request: Nothing; response: OverdueNoted };
  "billing.suggest_lines": { request: SuggestLines; response: SuggestedLines };
  "billing.visits_to_bill": { request: VisitsToBill; response: VisitsToBillPage };
  "billing.take_payment": { request: TakePayment; response: Made };
  "billing.refund": { request: Refund; response: Made };
  "billing.correct_payment": { request: CorrectPayment; response: Made };
  "billing.credit": { request: CreditAsked; response: PatientCredit };
  "billing.apply_credit": { request: ApplyCredit; response: CreditApplied };
  "billing.cash": { request: Nothing; response: MyCashBox };
  "billing.open_cash": { request: OpenCash; response: Made };
  "billing.close_cash": { request: CloseCash; response: CashClosed };
  "billing.day_close": { request: DayCloseAsked; response: DayClose };
  "billing.split": { request: SplitAsked; response: InvoiceSplit };
  "billing.claims": { request: ClaimsAsked; response: Array<ListedClaim> };
  "billing.draft_claim": { request: DraftClaim; response: Made };
  "billing.submit_claim": { request: SubmitClaim; response: ClaimSubmitted };
  "billing.acknowledge_claim": { request: AcknowledgeClaim; response: Nothing };
  "billing.approve_claim": { request: ApproveClaim; response: Nothing };
  "billing.deny_claim": { request: DenyClaim; response: Nothing };
  "billing.resubmit_claim": { request: ResubmitClaim; response: Made };
  "billing.settle_claim": { request: SettleClaim; response: ClaimPaid };
  "billing.cancel_claim": { request: CancelClaim; response: Nothing };
  "billing.prices": { request: PricesAsked; response: Array<ListedPrice> };
  "billing.add_price": { request: AddPrice; response: Made };
  "billing.end_price": { request: EndPrice; response: Nothing };
  "billing.replace_price": { request: ReplacePrice; response: Made };
  "billing.ageing": { request: Nothing; response: Ageing };
  "billing.open_balances": { request: OpenBalancesAsked; response: OpenBalances };
  "billing.payments": { request: PaymentsAsked; response: PaymentPage };
  "billing.revenue": { request: RevenueAsked; response: Revenue };
  "imaging.methods": { request: Nothing; response: Array<MethodShown> };
  "imaging.add_model": { request: ModelDetails; response: Made };
  "imaging.record_model": { request: RecordModel; response: ModelRecorded };
  "imaging.retire_model": { request: ThisImaging; response: Nothing };
  "imaging.order": { request: OrderScan; response: ScanOrdered };
  "imaging.schedule": { request: ScheduleScan; response: Nothing };
  "imaging.start": { request: ThisImaging; response: Nothing };
  "imaging.acquire": { request: AcquireScan; response: Nothing };
  "imaging.cancel": { request: CancelScan; response: Nothing };
  "imaging.worklist": { request: Worklist; response: Array<WorklistLine> };
  "imaging.assign": { request: AssignScan; response: Nothing };
  "imaging.start_entry": { request: ThisImaging; response: Nothing };
  "imaging.complete_entry": { request: ThisImaging; response: Nothing };
  "imaging.take_image": { request: TakeImage; response: ImageTaken };
  "imaging.take_report": { request: TakeReport; response: ReportTaken };
  "imaging.record_quality": { request: RecordQuality; response: QualityRecorded };
  "imaging.analysis": { request: AnalysisAsked; response: AnalysisShown };
  "imaging.register_files": { request: RegisterFiles; response: FilesRegistered };
  "imaging.scans": { request: ScansAsked; response: ScansPage };
  "imaging.scan": { request: ScanAsked; response: ScanDetails };
  "imaging.request_analysis": { request: RequestAnalysis; response: Made };
  "imaging.start_analysis": { request: ThisImaging; response: Nothing };
  "imaging.complete_analysis": { request: CompleteAnalysis; response: AnalysisCompleted };
  "imaging.fail_analysis": { request: FailAnalysis; response: Nothing };
  "imaging.add_finding": { request: AddFinding; response: Made };
  "imaging.decide_finding": { request: DecideFinding; response: Nothing };
  "imaging.report_templates": { request: ReportTemplates; response: Array<ReportTemplate> };
  "imaging.add_report_template": { request: ReportTemplateDetails; response: Made };
  "imaging.update_report_template": { request: UpdateReportTemplate; response: Nothing };
  "imaging.retire_report_template": { request: ThisImaging; response: Nothing };
  "imaging.start_report": { request: StartReport; response: Made };
  "imaging.save_report": { request: SaveReport; response: Nothing };
  "imaging.sign_report": { request: ThisImaging; response: Nothing };
  "imaging.amend_report": { request: AmendReport; response: Made };
  "imaging.cancel_report": { request: CancelReport; response: Nothing };
  "imaging.tell_result": { request: TellResult; response: Nothing };
  "alerts.raise": { request: RaiseAlert; response: AlertRaised };
  "alerts.mine": { request: Nothing; response: Array<AlertLine> };
  "alerts.board": { request: AlertBoard; response: Array<AlertLine> };
  "alerts.one": { request: AlertAsked; response: AlertDetails };
  "alerts.receive": { request: ReceiveAlerts; response: AlertsReceived };
  "alerts.acknowledge": { request: AcknowledgeAlert; response: Nothing };
  "alerts.note": { request: NoteOnAlert; response: Nothing };
  "alerts.resolve": { request: ResolveAlert; response: Nothing };
  "alerts.cancel": { request: CancelAlert; response: Nothing };
  "alerts.escalate_due": { request: Nothing; response: EscalationRound };
  "alerts.response_times": { request: ResponseTimes; response: Array<ResponseFigures> };
  "alerts.templates": { request: Nothing; response: Array<AlertTemplate> };
  "alerts.add_template": { request: AlertTemplateDetails; response: Made };
  "alerts.update_template": { request: UpdateAlertTemplate; response: Nothing };
  "alerts.retire_template": { request: ThisAlertSetting; response: Nothing };
  "alerts.policies": { request: Nothing; response: Array<EscalationPolicy> };
  "alerts.add_policy": { request: PolicyDetails; response: Made };
  "alerts.update_policy": { request: UpdateEscalationPolicy; response: Nothing };
  "alerts.retire_policy": { request: ThisAlertSetting; response: Nothing };
  "messages.notifications": { request: Notifications; response: NotificationPage };
  "messages.unread": { request: Nothing; response: Unread };
  "messages.mark_read": { request: MarkRead; response: Nothing };
  "messages.mark_all_read": { request: Nothing; response: MarkedRead };
  "messages.write_reminders": { request: Nothing; response: RemindersWritten };
  "messages.send": { request: SendMessage; response: Made };
  "messages.chat": { request: ChatAsked; response: Chat };
  "messages.conversations": { request: Nothing; response: Array<ConversationLine> };
  "messages.mark_chat_read": { request: MarkChatRead; response: ChatMarkedRead };
  "messages.tasks": { request: Tasks; response: Array<TaskLine> };
  "messages.create_task": { request: CreateTask; response: Made };
  "messages.take_task": { request: ThisTask; response: Nothing };
  "messages.hand_over_task": { request: HandOverTask; response: Nothing };
  "messages.complete_task": { request: CompleteTask; response: Nothing };
  "messages.cancel_task": { request: CancelTask; response: Nothing };
  "messages.own_conversations": { request: Nothing; response: Array<OwnConversation> };
  "messages.own_chat": { request: ChatAsked; response: Chat };
  "messages.own_send": { request: SendMessage; response: Made };
  "messages.own_mark_chat_read": { request: MarkChatRead; response: ChatMarkedRead };
  "messages.own_notifications": { request: Notifications; response: NotificationPage };
  "messages.own_mark_read": { request: MarkRead; response: Nothing };
  "messages.own_mark_all_read": { request: Nothing; response: MarkedRead };
  "wellness.plan_session": { request: PlanSession; response: Made };
  "wellness.move_session": { request: MoveSession; response: Nothing };
  "wellness.start_session": { request: ThisSession; response: Nothing };
  "wellness.complete_session": { request: CompleteSession; response: Nothing };
  "wellness.cancel_session": { request: CancelSession; response: Nothing };
  "wellness.sessions": { request: TherapySessions; response: TherapySessionList };
  "wellness.session": { request: TherapySessionAsked; response: TherapySessionShown };
  "wellness.my_day": { request: TherapyDay; response: Array<TherapyDayLine> };
  "wellness.my_patients": { request: Nothing; response: Array<TherapyPatient> };
  "wellness.write_note": { request: WriteTherapyNote; response: TherapyNoteWritten };
  "wellness.script": { request: ScriptAsked; response: ScriptShown };
  "wellness.answer_script": { request: AnswerScript; response: ScriptAnswered };
  "wellness.add_stress_reading": { request: AddStressReading; response: StressAdded };
  "wellness.own_stress_reading": { request: OwnStressReading; response: Made };
  "wellness.stress": { request: StressAsked; response: StressCurve };
  "wellness.templates": { request: Nothing; response: Array<WellnessTemplate> };
  "wellness.make_plan": { request: MakeWellnessPlan; response: WellnessPlanMade };
  "wellness.update_plan": { request: UpdateWellnessPlan; response: Nothing };
  "wellness.plans": { request: WellnessPlans; response: WellnessPlanList };
  "wellness.plan": { request: WellnessPlanAsked; response: WellnessPlanShown };
  "wellness.add_item": { request: AddWellnessItem; response: Made };
  "wellness.change_item": { request: ChangeWellnessItem; response: Nothing };
  "wellness.remove_item": { request: ThisWellnessItem; response: Nothing };
  "wellness.do_item": { request: DoWellnessItem; response: Nothing };
  "wellness.skip_item": { request: SkipWellnessItem; response: Nothing };
  "wellness.own_plans": { request: Nothing; response: WellnessPlanList };
  "wellness.own_plan": { request: WellnessPlanAsked; response: WellnessPlanShown };
  "wellness.own_do_item": { request: OwnDoItem; response: Nothing };
  "wellness.own_skip_item": { request: SkipWellnessItem; response: Nothing };
  "place.resources": { request: Nothing; response: Array<ResourceLine> };
  "place.add_resource": { request: ResourceForm; response: Made };
  "place.update_resource": { request: UpdateResource; response: Nothing };
  "place.retire_resource": { request: ThisResource; response: Nothing };
  "place.resource_events": { request: ResourceEvents; response: Array<ResourceEventLine> };
  "place.record_resource_event": { request: RecordResourceEvent; response: ResourceEventRecorded };
  "place.move_equipment": { request: MoveEquipment; response: Made };
  "place.predictive_maintenance": { request: MaintenanceAsked; response: MaintenanceShown };
  "place.wards": { request: Nothing; response: Array<Ward> };
  "place.add_bed": { request: BedForm; response: Made };
  "place.update_bed": { request: UpdateBed; response: Nothing };
  "place.retire_bed": { request: ThisBed; response: Nothing };
  "place.admit": { request: Admit; response: Made };
  "place.transfer": { request: Transfer; response: Made };
  "place.discharge": { request: Discharge; response: Nothing };
  "place.undo_discharge": { request: UndoDischarge; response: Nothing };
  "place.correct_stay": { request: CorrectStay; response: Nothing };
  "place.occupancy_prediction": { request: OccupancyAsked; response: OccupancyShown };
  "records.attach": { request: Attach; response: Made };
  "records.attachment": { request: AttachmentAsked; response: SealedFile };
  "records.own_attach": { request: OwnAttach; response: Made };
  "records.own_attachment": { request: AttachmentAsked; response: SealedFile };
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
  "system.act_for_patients": { request: Nothing; response: ActedForPatients };
  "system.workflow_runs": { request: WorkflowRunsAsked; response: Array<WorkflowRunLine> };
  "system.settings": { request: Nothing; response: Array<SettingLine> };
  "system.set_setting": { request: SetSetting; response: Nothing };
  "system.audit": { request: AuditAsked; response: Array<AuditLine> };
  "system.security": { request: SecurityAsked; response: SecurityPage };
  "system.sessions": { request: SessionsAsked; response: Array<SessionLine> };
  "system.record_metrics": { request: RecordMetrics; response: Nothing };
  "system.metrics": { request: MetricsAsked; response: Array<MetricLine> };
  "system.metric_totals": { request: MetricTotalsAsked; response: Array<MetricTotal> };
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
  ai_model_kind: ["score", "rule", "chart", "statistics", "template", "network", "device"],
  alert_event: ["created", "delivered", "acknowledged", "escalated", "resolved", "cancelled", "note"],
  alert_kind: ["cardiac_arrest", "trauma", "stroke", "sepsis", "deterioration", "obstetric", "violence", "fire", "missing_person", "critical_result", "threshold", "equipment", "stock", "system", "medical", "other"],
  alert_status: ["open", "acknowledged", "resolved", "cancelled"],
  allergy_category: ["food", "medication", "environment", "biologic"],
  allergy_kind: ["allergy", "intolerance"],
  allergy_severity: ["mild", "moderate", "severe"],
  allergy_status: ["active", "inactive", "resolved", "entered_in_error"],
  allergy_verification: ["unconfirmed", "presumed", "confirmed", "refuted", "entered_in_error"],
  analysis_result: ["normal", "abnormal", "critical", "inconclusive", "acceptable", "look_again", "findings", "no_findings"],
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
  caution_kind: ["interaction", "allergy", "pregnancy", "breastfeeding"],
  caution_severity: ["contraindicated", "major", "moderate", "minor"],
  claim_status: ["draft", "submitted", "acknowledged", "approved", "settled", "denied", "cancelled", "entered_in_error"],
  closed_because: ["holiday", "leave", "blocked"],
  comparator: ["<", "<=", ">=", ">"],
  condition_category: ["problem_list_item", "encounter_diagnosis", "health_concern"],
  condition_severity: ["mild", "moderate", "severe", "critical"],
  condition_status: ["active", "chronic", "recurrence", "relapse", "in_remission", "inactive", "resolved"],
  condition_verification: ["unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered_in_error"],
  consciousness: ["alert", "confusion", "voice", "pain", "unresponsive"],
  consent_kind: ["treatment", "privacy", "research", "advance_directive", "photography", "data_sharing", "telemedicine", "other"],
  consent_status: ["draft", "given", "refused", "withdrawn", "entered_in_error"],
  contact_channel: ["phone", "text_message", "email", "letter", "in_person"],
  contact_kind: ["emergency", "next_of_kin", "employer", "insurer", "federal_agency", "state_agency", "guardian", "billing", "other"],
  contact_outcome: ["reached", "no_answer", "message_left", "wrong_number", "refused", "returned"],
  coverage_rank: ["primary", "secondary", "tertiary"],
  criticality: ["low", "high", "unable_to_assess"],
  date_of_birth_precision: ["day", "month", "year", "estimated", "unknown"],
  device_profile: ["whole", "front_desk", "clinical", "pharmacy", "laboratory", "imaging", "finance", "administration"],
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
  number_kind: ["mrn", "invoice", "accession", "claim", "specimen"],
  observation_category: ["laboratory", "vital_signs", "imaging", "procedure", "survey", "exam", "therapy", "activity", "social_history"],
  order_priority: ["routine", "urgent", "asap", "stat"],
  patient_site_source: ["registered", "booked", "visited", "found", "transferred", "imported"],
  patient_status: ["active", "inactive", "deceased", "merged"],
  payer_kind: ["patient", "insurer", "other"],
  payment_kind: ["payment", "refund"],
  payment_method: ["cash", "check", "credit_card", "debit_card", "insurance", "mobile_money", "bank_transfer", "other", "patient_credit"],
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
  resource_event: ["service", "fault", "repair", "use", "check", "move"],
  resource_kind: ["room", "operating_room", "imaging_machine", "ventilator", "monitor", "pump", "ultrasound", "vehicle", "other"],
  resource_status: ["available", "out_of_order", "in_service", "retired"],
  retention_action: ["keep", "archive", "ask"],
  review_outcome: ["justified", "not_justified", "unclear"],
  sats_age_band: ["younger_child", "older_child", "adult"],
  sats_priority: ["red", "orange", "yellow", "green", "blue"],
  scan_stage: ["acquisition", "analysis", "reading"],
  scan_status: ["ordered", "scheduled", "in_progress", "acquired", "reported", "cancelled", "entered_in_error"],
  security_action: ["sign_in", "sign_in_failed", "sign_out", "session_expired", "locked_out", "unlocked", "password_changed", "password_reset", "permission_refused", "break_glass", "export", "import", "device_enrolled", "device_revoked", "key_changed", "restore", "settings_changed"],
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

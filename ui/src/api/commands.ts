// Names for what the commands answer, derived from the command list itself so that they follow it.

import type { Commands } from './generated';
import type { ShellCommands } from './shell';

/** A command that the generated list takes up with its next writing; then this goes. */
interface CommandsToCome {
  'encounters.strike_result': { request: { id: string; version: number; reason: string }; response: Record<symbol, never> };
}

export type AllCommands = Commands & ShellCommands & CommandsToCome;
export type CommandName = keyof AllCommands;
export type RequestOf<K extends CommandName> = AllCommands[K]['request'];
export type ResponseOf<K extends CommandName> = AllCommands[K]['response'];

export type PatientLine = ResponseOf<'people.recent'>[number];
export type PatientDetails = Omit<RequestOf<'people.register'>, 'accept_duplicates'>;
export type DuplicateMatch = ResponseOf<'people.duplicates'>[number];
export type Chart = ResponseOf<'people.chart'>;
export type VitalsRow = Chart['vitals'][number];
export type ProblemRow = Chart['problems'][number];
export type Day = ResponseOf<'scheduling.day'>;
export type AppointmentLine = Day['appointments'][number];
export type PractitionerDay = Day['practitioners'][number];
export type FreeSlot = ResponseOf<'scheduling.free_slots'>[number];
export type QueueLine = ResponseOf<'scheduling.queue'>[number];
export type WorkingHours = ResponseOf<'scheduling.hours'>[number];
export type Visit = ResponseOf<'encounters.visit'>;
export type PrescribeItem = RequestOf<'medication.prescribe'>['items'][number];
export type Warning = ResponseOf<'medication.check'>['warnings'][number];
export type InvoiceLine = ResponseOf<'billing.invoices'>[number];
export type Invoice = ResponseOf<'billing.invoice'>;
export type ConflictItem = ResponseOf<'system.conflicts'>[number];
export type ConflictAnswer = ConflictItem['answers'][number];
export type StaffUser = ResponseOf<'organization.staff'>['users'][number];
export type AlertLine = ResponseOf<'alerts.board'>[number];
export type AlertEvent = ResponseOf<'alerts.one'>['timeline'][number];
export type AlertTemplate = ResponseOf<'alerts.templates'>[number];
export type TaskLine = ResponseOf<'messages.tasks'>[number];
export type ChatMessage = ResponseOf<'messages.chat'>['messages'][number];
export type ConversationLine = ResponseOf<'messages.conversations'>[number];
export type NotificationLine = ResponseOf<'messages.notifications'>['items'][number];
export type Claim = ResponseOf<'billing.claims'>[number];
export type ClaimLine = Invoice['claims'][number];
export type PaymentOnInvoice = Invoice['payments'][number];
export type CashBox = NonNullable<ResponseOf<'billing.cash'>['open']>;
export type Price = ResponseOf<'billing.prices'>[number];
export type Aged = ResponseOf<'billing.ageing'>['totals'][number];
export type Dashboard = ResponseOf<'system.dashboard'>;
export type PatientCredit = ResponseOf<'billing.credit'>;
export type DayClose = ResponseOf<'billing.day_close'>;
export type NotedPayment = ResponseOf<'billing.payments'>['payments'][number];
export type PaymentMark = NonNullable<RequestOf<'billing.payments'>['after']>;
export type RevenueTotal = ResponseOf<'billing.revenue'>['totals'][number];
export type SiteLine = ResponseOf<'organization.sites'>[number];
export type InvoiceSplit = ResponseOf<'billing.split'>;
export type DraftLine = ResponseOf<'billing.add_line'>;
export type WorkflowRule = ResponseOf<'system.workflow_rules'>[number];
export type WorkflowRuleForm = RequestOf<'system.add_workflow_rule'>;
export type RuleCondition = WorkflowRule['conditions'][number];
export type RuleAction = WorkflowRule['actions'][number];
export type DepartmentLine = ResponseOf<'organization.departments'>[number];
export type HolidayLine = ResponseOf<'organization.holidays'>[number];
export type LeaveLine = ResponseOf<'organization.leave'>[number];
export type ShiftLine = ResponseOf<'organization.shifts'>[number];
export type EscalationPolicy = ResponseOf<'alerts.policies'>[number];
export type WaitingLine = ResponseOf<'scheduling.waitlist'>[number];
export type EmergencyAccess = ResponseOf<'people.emergency_accesses'>['accesses'][number];
export type AuditLine = ResponseOf<'system.audit'>[number];
export type DuplicatePair = ResponseOf<'people.duplicate_worklist'>['pairs'][number];
export type MergePreview = ResponseOf<'people.merge_preview'>;
export type VisitInList = ResponseOf<'encounters.open_visits'>[number];
export type ReferralLine = ResponseOf<'encounters.referral_worklist'>[number];
export type CarePlan = ResponseOf<'encounters.care_plans'>['plans'][number];
export type ProcedureLine = ResponseOf<'encounters.procedures'>['procedures'][number];
export type ImmunizationLine = ResponseOf<'encounters.immunizations'>['immunizations'][number];
export type ResultLine = ResponseOf<'encounters.results'>['results'][number];
export type LabTestRow = ResponseOf<'encounters.lab_tests'>[number];
export type Proposal = ResponseOf<'encounters.proposals'>['diagnoses'][number];
export type DocumentLine = ResponseOf<'records.documents'>['documents'][number];
export type HistoryLine = ResponseOf<'people.history'>['history'][number];

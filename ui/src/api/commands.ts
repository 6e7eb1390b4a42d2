// Names for what the commands answer, derived from the command list itself so that they follow it.

import type { Commands } from './generated';
import type { ShellCommands } from './shell';

export type AllCommands = Commands & ShellCommands;
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
export type WorkflowRule = ResponseOf<'system.workflow_rules'>[number];
export type WorkflowRuleForm = RequestOf<'system.add_workflow_rule'>;
export type RuleCondition = WorkflowRule['conditions'][number];
export type RuleAction = WorkflowRule['actions'][number];
export type DepartmentLine = ResponseOf<'organization.departments'>[number];
export type SiteLine = ResponseOf<'organization.sites'>[number];
export type HolidayLine = ResponseOf<'organization.holidays'>[number];
export type LeaveLine = ResponseOf<'organization.leave'>[number];
export type ShiftLine = ResponseOf<'organization.shifts'>[number];
export type AlertTemplate = ResponseOf<'alerts.templates'>[number];
export type EscalationPolicy = ResponseOf<'alerts.policies'>[number];
export type WaitingLine = ResponseOf<'scheduling.waitlist'>[number];
export type EmergencyAccess = ResponseOf<'people.emergency_accesses'>['accesses'][number];
export type AuditLine = ResponseOf<'system.audit'>[number];
export type DuplicatePair = ResponseOf<'people.duplicate_worklist'>['pairs'][number];
export type MergePreview = ResponseOf<'people.merge_preview'>;

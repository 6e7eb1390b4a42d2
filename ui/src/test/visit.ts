// A visit and a problem, as the commands would answer.

import type { ProblemRow, Visit } from '../api/commands';
import { amina } from './money';

export const visit: Visit = {
  id: 'v1', version: 2, patient: amina, practitioner: 'Dr Okafor', practitioner_id: 'd1', appointment_id: null, started_at: 1_772_442_000_000_000, ended_at: null, kind: 'consultation', status: 'in_progress', reason: 'Cough', subjective: null, objective: null, assessment: null, plan: null,
  follow_up_instructions: null, history_present_illness: null, physical_examination: null, notes: null, discharge_instructions: null, room: null, status_reason: null, signed_at: null, signed_by: null, addenda: [], vitals: [],
  conditions: [], prescriptions: [], procedures: [], results: [], lab_orders: [], immunizations: [], referrals: [], invoice_id: null,
};

export const problem: ProblemRow = {
  id: 'p1', version: 4, condition_name: 'Shortness of breath', icd10_code: null, foreign_code: null, foreign_system: null, other_codes: [], status: 'active', severity: null, verification: 'provisional', onset_on: null, abated_on: null, recorded_at: 1_772_442_000_000_000, notes: null, visit_id: 'v1', at: 1_772_442_000_000_000,
};

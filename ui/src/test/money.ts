// A patient, an invoice and a claim, as the commands would answer them.

import type { Claim, Invoice, InvoiceLine, PatientLine } from '../api/commands';

export const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };

export const bill: InvoiceLine = {
  id: 'bill', version: 3, number: 'R-1', patient: amina, status: 'issued', payment_state: 'partial', issued_on: '2026-11-01', due_on: '2026-11-15', currency: 'GBP', total_minor: 6000, paid_minor: 2000, due_minor: 4000, credit_minor: 0, written_off_minor: 0,
  looks_wrong: false,
};

export const claim: Claim = {
  id: 'claim', version: 2, number: 'C-1', patient: amina, patient_id: 'amina', invoice_id: 'bill', invoice_number: 'R-1', insurance_policy_id: 'policy', insurer_name: 'Bupa', status: 'submitted', currency: 'GBP', claimed_minor: 4000, approved_minor: null, patient_share_minor: null, paid_minor: 0,
  submitted_at: 1, age_days: 12, answered_at: null, denial_reason: null, insurer_reference: null, resubmits_id: null, notes: null,
};

export const invoice: Invoice = {
  ...bill, visit_id: null, notes: null, insurance_policy_id: null, void_reason: null, write_off_reason: null, error_text: null, error_dismissal_reason: null, lines: [], corrected_payments: [], claims: [],
  payments: [{ id: 'paid', kind: 'payment', amount_minor: 2000, method: 'cash', payer_kind: 'patient', payer_text: null, received_at: 1, received_by: 'Ruth Adeyemi', reference: null, notes: null, corrects_id: null, correction_reason: null }],
};

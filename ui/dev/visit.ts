// What a doctor's day, a visit and a record show of the made-up clinic.

import type { CarePlan, DocumentLine, HistoryLine, ImmunizationLine, PatientLine, ProcedureLine, Proposal, ReferralLine, ResultLine, VisitInList } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Request = Record<string, unknown>;
type Refuse = (sentence: string, code?: string | null, field?: string) => never;

const minute = 60_000_000;
const day = 86_400_000_000;
const now = nowMicros();

function patient(index: number): PatientLine {
  const found = patients[index];
  if (!found) throw new Error('no such patient');
  return found;
}

let made = 0;
const id = (kind: string) => `${kind}${made++}`;

const visit = (index: number, minutes: number, part: Partial<VisitInList> = {}): VisitInList => ({
  id: id('vl'), version: 1, patient: patient(index), practitioner: 'Dr Ngozi Okafor', appointment_id: null, started_at: now - minutes * minute, ended_at: null, kind: 'consultation', status: 'in_progress', status_reason: null, room: null, reason: null, signed_at: null, ...part,
});
const open: VisitInList[] = [visit(2, 24, { id: 'v1', reason: 'Asthma review', room: 'Room 2' }), visit(13, 9, { practitioner: null, status: 'arrived', reason: 'Fever since two days' })];
const unsigned: VisitInList[] = [
  ...open.slice(0, 1),
  visit(6, 190, { ended_at: now - 170 * minute, status: 'completed', reason: 'Eczema' }),
  visit(15, 1700, { ended_at: now - 1680 * minute, status: 'completed', reason: 'Heart failure review' }),
];

const referral = (part: Partial<ReferralLine>): ReferralLine => ({
  id: id('rf'), version: 1, patient: patient(0), visit_id: 'v1', from: 'Dr Ngozi Okafor', to_practitioner_id: null, to_practitioner: null, to_department_id: null, to_department: null, to_text: null, specialization: null, reason: '', priority: 'routine', status: 'sent', sent_at: now - 2 * day, appointment_id: null, outcome: null, notes: null, created_at: now - 2 * day, ...part,
});
const toMe: ReferralLine[] = [
  referral({ id: 'rf-me1', patient: patient(9), from: 'Dr Henrik Larsen', to_practitioner_id: 'd1', to_practitioner: 'Dr Ngozi Okafor', specialization: 'General practice', reason: 'Blood pressure 172/104 on two days. Please take over: treatment, home readings, kidneys.', priority: 'urgent' }),
  referral({ id: 'rf-me2', patient: patient(12), from: 'Dr Leila Haddad', to_practitioner_id: 'd1', to_practitioner: 'Dr Ngozi Okafor', reason: 'Wishes to stay with one doctor: asthma and blood pressure.', status: 'accepted' }),
];
const ofPatient: ReferralLine[] = [
  referral({ to_text: 'University hospital', specialization: 'Pulmonology', reason: 'Night symptoms in spite of inhaled steroid. Is it asthma alone?' }),
  referral({ to_practitioner_id: 'd2', to_practitioner: 'Dr Henrik Larsen', specialization: 'Internal medicine', reason: 'HbA1c rises under metformin.', status: 'draft', sent_at: null }),
  referral({ to_department: 'Physiotherapy', to_department_id: 'dep1', reason: 'Breathing exercises', status: 'completed', outcome: 'Eight sessions done; knows the exercises.', created_at: now - 200 * day }),
];

const procedure = (part: Partial<ProcedureLine>): ProcedureLine => ({ id: id('pc'), version: 1, name: '', performed_at: now - 90 * day, ended_at: null, code: null, status: 'completed', reason: null, body_site: null, outcome: null, visit_id: null, at: now - 90 * day, ...part });
const procedures: ProcedureLine[] = [
  procedure({ name: 'Spirometry', performed_at: now - 10 * minute, at: now - 10 * minute, status: 'in_progress', visit_id: 'v1', reason: 'Cough at night' }),
  procedure({ name: 'Removal of a naevus', performed_at: now + 9 * day, at: now, status: 'preparation', body_site: 'left shoulder' }),
  procedure({ name: 'Spirometry', outcome: 'FEV1 74 % of predicted, reversible.', reason: 'Asthma' }),
  procedure({ name: 'Suture', status: 'entered_in_error', body_site: 'left hand', at: now - 300 * day, performed_at: now - 300 * day }),
];

const immunization = (part: Partial<ImmunizationLine>): ImmunizationLine => ({ id: id('im'), version: 1, vaccine: '', code: null, occurred_at: now - 60 * day, status: 'completed', status_reason: null, dose_number: null, lot_number: null, expires_on: null, is_reported: false, at: now - 60 * day, ...part });
const immunizations: ImmunizationLine[] = [
  immunization({ vaccine: 'Influenza, seasonal, injectable', lot_number: 'FL26-118', expires_on: '2027-03-31' }),
  immunization({ vaccine: 'Hepatitis B', dose_number: 2, lot_number: 'HB-0917', occurred_at: now - 400 * day, at: now - 400 * day }),
  immunization({ vaccine: 'Pneumococcal conjugate', status: 'not_done', status_reason: 'wants to think about it', at: now - 61 * day, occurred_at: now - 61 * day }),
  immunization({ vaccine: 'Measles, mumps, rubella', is_reported: true, occurred_at: null, at: now - 800 * day }),
];

let plans: CarePlan[] = [
  {
    id: 'cp1', version: 3, patient_id: patient(0).id, title: 'Diabetes, first year', category: null, description: null, status: 'active', starts_on: '2026-09-01', ends_on: '2027-08-31',
    goals: [{ id: 'g1', text: 'Sugar under control', target: 'HbA1c below 7 %', due_on: '2027-03-01', status: 'open' }],
    activities: [
      { id: 'ac1', text: 'See the dietitian', due_on: null, status: 'done', done_at: now - 20 * day, done_by: 'u3', outcome: 'went, wants to go again' },
      { id: 'ac2', text: 'Eye check', due_on: '2026-12-15', status: 'planned', done_at: null, done_by: null, outcome: null },
      { id: 'ac3', text: 'Foot check', due_on: '2027-01-15', status: 'planned', done_at: null, done_by: null, outcome: null },
    ],
    done: 1, due: 3, notes: null, created_at: now - 80 * day,
  },
];

const proposal = (part: Partial<Proposal>): Proposal => ({
  id: id('pp'), version: 1, kind: null, text: '', code: null, severity: null, due_on: null, status: 'proposed', confidence: null, reasons: [], method: null, source: null, limits: null, proposed_at: now - 2 * day, decided_at: null, decided_by: null, decision_reason: null, medical_condition_id: null, standing: null, ...part,
});
const diagnoses: Proposal[] = [
  proposal({
    text: 'Chronic kidney disease, stage 3a', code: 'N18.31', severity: 'moderate', reasons: [{ text: 'eGFR 52 on 3 Jun', table: 'lab_results', row: 'r3' }, { text: 'eGFR 49 on 23 Nov', table: 'lab_results', row: 'r4' }], method: 'KDIGO chronic kidney disease',
    source: 'KDIGO 2024 Clinical Practice Guideline for CKD. Kidney Int 2024;105(4S):S117–S314.', limits: 'Needs three months between two results. Not while acutely ill. No probability is published.', standing: { id: 'p9', version: 4, severity: 'mild' },
  }),
  proposal({ text: 'Type 2 diabetes mellitus', code: 'E11.9', status: 'rejected', decided_at: now - 30 * day, decided_by: 'Dr Henrik Larsen', decision_reason: 'Had a transfusion in between.', method: 'ADA diagnosis of diabetes' }),
];
const recommendations: Proposal[] = [proposal({ kind: 'immunization', text: 'Tetanus booster', due_on: '2026-12-01', reasons: [{ text: 'Last tetanus vaccine 2016', table: 'immunizations', row: 'im1' }], method: 'Immunization schedule', source: 'WHO position paper on tetanus vaccines, 2017.', limits: 'Knows only what the record knows.' })];

let documents: DocumentLine[] = [
  { id: 'dc1', version: 1, visit_id: null, kind: 'referral', title: 'Letter of the lung clinic', description: null, status: 'current', documented_on: '2026-11-02', uploaded_at: now - 20 * day, uploaded_by: 'Ruth Adeyemi', attachment_id: 'at1', file_name: 'lung-clinic.pdf', media_type: 'application/pdf', size_bytes: 214_332 },
  { id: 'dc2', version: 1, visit_id: null, kind: 'consent', title: 'Consent to sedation', description: 'Paper, in the folder at the desk', status: 'current', documented_on: '2026-08-14', uploaded_at: now - 105 * day, uploaded_by: 'Tom Reilly', attachment_id: null, file_name: null, media_type: null, size_bytes: null },
  { id: 'dc3', version: 2, visit_id: null, kind: 'lab_report', title: 'Bloods from the village clinic', description: null, status: 'superseded', documented_on: '2025-02-01', uploaded_at: now - 500 * day, uploaded_by: 'Ruth Adeyemi', attachment_id: 'at2', file_name: 'bloods.jpg', media_type: 'image/jpeg', size_bytes: 1_904_000 },
];

let history: HistoryLine[] = [
  { id: 'hi1', version: 1, kind: 'operation', description: 'Appendectomy', code_system: null, code: null, relationship: null, status: 'past', started_on: '2004-06-01', ended_on: '2004-06-01', recorded_at: now, notes: null },
  { id: 'hi2', version: 1, kind: 'family', description: 'Diabetes', code_system: null, code: null, relationship: 'mother', status: 'current', started_on: null, ended_on: null, recorded_at: now, notes: null },
  { id: 'hi3', version: 1, kind: 'social', description: 'Smoked 10 a day', code_system: null, code: null, relationship: null, status: 'past', started_on: '2006-01-01', ended_on: '2018-01-01', recorded_at: now, notes: null },
];

const plain: Omit<ResultLine, 'id' | 'test_name' | 'value'> = {
  version: 1, patient_id: patient(0).id, lab_order_id: null, visit_id: null, test_code: null, panel_name: null, value_number: null, unit: null, reference_range: null, abnormal_flag: 'normal', flag_reason: null, status: 'completed', comments: null, interpretation: null, resulted_at: now, reviewed_at: now, told_to: null, told_at: null, corrects_id: null, correction_reason: null, struck: false, at: now,
};
const numbers = (test_name: string, test_code: string, unit: string, range: string, values: readonly number[], limit: number): ResultLine[] =>
  values.map((value, index) => ({ ...plain, id: id('rs'), test_name, test_code, unit, reference_range: range, value: String(value), value_number: value, abnormal_flag: value > limit ? 'high' : 'normal', at: now - (5 + index * 61) * day, resulted_at: now - (5 + index * 61) * day }));
const results: ResultLine[] = [
  ...numbers('Hemoglobin A1c', '4548-4', '%', '4.0 – 5.6', [8.1, 7.9, 7.4, 7.6, 6.9, 6.4], 5.6),
  ...numbers('Creatinine', '2160-0', 'mg/dL', '0.6 – 1.2', [1.3, 1.2, 1.1, 0.9, 0.9], 1.2),
  { ...plain, id: 'rs-wrong', test_name: 'Creatinine', test_code: '2160-0', unit: 'mg/dL', reference_range: '0.6 – 1.2', value: '4.1', value_number: 4.1, abnormal_flag: 'high', struck: true, at: now - 5 * day, resulted_at: now - 5 * day },
].sort((a, b) => b.at - a.at);

/** What a visit shows beside its note. */
export const visitParts = {
  procedures: procedures.filter((each) => each.visit_id === 'v1'),
  referrals: ofPatient.slice(0, 1),
  immunizations: immunizations.slice(0, 1),
  lab_orders: [{ id: 'o9', version: 1, patient: patient(0), visit_id: 'v1', panel_name: 'Electrolytes', priority: 'urgent', status: 'in_progress', ordered_at: now - 9 * minute, ordered_by: 'Dr Ngozi Okafor', reason: 'Palpitations', specimen_kind: 'serum', specimen_number: 'A-000441', collected_at: now - 6 * minute, received_at: null, cancel_reason: null, notes: null, awaited: 1 }],
  results: [
    { ...plain, id: 'vr1', lab_order_id: 'o9', test_name: 'Potassium', value: '5.4', value_number: 5.4, unit: 'mmol/L', reference_range: '3.5 – 5.1', abnormal_flag: 'high', reviewed_at: null },
    { ...plain, id: 'vr2', lab_order_id: 'o9', test_name: 'Sodium', value: null, status: 'in_progress', resulted_at: null, abnormal_flag: null, reviewed_at: null },
  ],
};

/** What the chart shows of plans and referrals. */
export const chartParts = () => ({ care_plans: plans, referrals: ofPatient, procedures: procedures.filter((each) => each.status !== 'entered_in_error'), immunizations: immunizations.filter((each) => each.status === 'completed') });

/** The answers for a doctor's day, a visit and a record. */
export function visitAnswers(changed: (tables: string[]) => void, refuse: Refuse, visitVitals: () => readonly unknown[]): Record<string, (request: Request) => unknown> {
  const page = (name: string, rows: readonly unknown[]) => ({ patient_id }: Request) => ({ patient_id, [name]: rows, older: null });
  const step = (rows: { id: string; version: number }[], table: string, part: (request: Request) => object) => (request: Request) => {
    const found = rows.find((each) => each.id === request.id);
    if (found) Object.assign(found, part(request), { version: found.version + 1 });
    changed([table]);
    return {};
  };
  const referrals = [...toMe, ...ofPatient];
  return {
    'encounters.open_visits': () => open,
    'encounters.unsigned_visits': () => unsigned,
    'encounters.patient_visits': ({ patient_id }) => ({ patient_id, visits: Array.from({ length: 9 }, (_, index) => visit(0, index * 33 * 1440 + 20, { id: `v${index + 1}`, status: index === 0 ? 'in_progress' : 'completed', signed_at: index > 1 ? now : null, reason: ['Asthma review', 'Cough', 'Blood pressure'][index % 3] ?? null })), older: null }),
    'encounters.referral_worklist': ({ to_me }) => (to_me ? toMe : [...toMe, ...ofPatient]).filter((each) => ['sent', 'accepted'].includes(each.status)),
    'encounters.referrals': page('referrals', ofPatient),
    'encounters.write_referral': () => ({ id: id('rf') }),
    'encounters.send_referral': step(referrals, 'referrals', () => ({ status: 'sent', sent_at: nowMicros() })),
    'encounters.accept_referral': step(referrals, 'referrals', ({ appointment_id }) => ({ status: 'accepted', appointment_id })),
    'encounters.decline_referral': step(referrals, 'referrals', ({ outcome }) => ({ status: 'declined', outcome })),
    'encounters.complete_referral': step(referrals, 'referrals', ({ outcome }) => ({ status: 'completed', outcome })),
    'encounters.cancel_referral': step(referrals, 'referrals', ({ outcome }) => ({ status: 'cancelled', outcome })),
    'encounters.procedures': page('procedures', procedures),
    'encounters.record_procedure': () => ({ id: id('pc') }),
    'encounters.update_procedure': step(procedures, 'procedures', ({ stage, outcome_text }) => ({ status: stage, outcome: outcome_text })),
    'encounters.abandon_procedure': step(procedures, 'procedures', ({ reason }) => ({ status: 'stopped', outcome: reason })),
    'encounters.strike_procedure': step(procedures, 'procedures', () => ({ status: 'entered_in_error' })),
    'encounters.immunizations': page('immunizations', immunizations),
    'encounters.give_immunization': ({ accept_warnings, lot_number }) => (lot_number === 'HB-0917' && !accept_warnings ? refuse('This lot expired on 2026-10-31.', 'warned') : { id: id('im') }),
    'encounters.report_immunization': () => ({ id: id('im') }),
    'encounters.immunization_not_given': () => ({ id: id('im') }),
    'encounters.strike_immunization': step(immunizations, 'immunizations', ({ reason }) => ({ status: 'entered_in_error', status_reason: reason })),
    'encounters.care_plans': ({ patient_id }) => ({ patient_id, plans, older: null }),
    'encounters.write_care_plan': () => ({ id: id('cp') }),
    'encounters.complete_activity': ({ activity_id, outcome }) => {
      plans = plans.map((plan) => ({ ...plan, version: plan.version + 1, done: plan.done + 1, activities: plan.activities.map((each) => (each.id === activity_id ? { ...each, status: 'done', done_at: nowMicros(), outcome: outcome as string | null } : each)) }));
      changed(['care_plans']);
      return {};
    },
    'encounters.close_care_plan': ({ outcome }) => {
      plans = plans.map((plan) => ({ ...plan, status: String(outcome) }));
      changed(['care_plans']);
      return {};
    },
    'encounters.proposals': ({ patient_id }) => ({ patient_id, diagnoses, recommendations }),
    'encounters.propose_diagnoses': () => ({ proposed: [], not_judged: ['Hypertension was not judged: blood pressure was measured on one day only.'] }),
    'encounters.propose_recommendations': () => ({ proposed: [], not_judged: [] }),
    'encounters.accept_diagnosis': (request) => (step(diagnoses, 'diagnoses', () => ({ status: 'accepted', decided_at: nowMicros(), decided_by: 'Dr Ngozi Okafor' }))(request), { medical_condition_id: 'p9', warnings: [] }),
    'encounters.reject_diagnosis': step(diagnoses, 'diagnoses', ({ reason }) => ({ status: 'rejected', decision_reason: reason, decided_at: nowMicros(), decided_by: 'Dr Ngozi Okafor' })),
    'encounters.accept_recommendation': step(recommendations, 'recommendations', () => ({ status: 'accepted', decided_at: nowMicros(), decided_by: 'Dr Ngozi Okafor' })),
    'encounters.reject_recommendation': step(recommendations, 'recommendations', ({ reason }) => ({ status: 'rejected', decision_reason: reason, decided_at: nowMicros(), decided_by: 'Dr Ngozi Okafor' })),
    'encounters.results': ({ patient_id, with_struck }) => ({ patient_id, results: results.filter((each) => with_struck || !each.struck), older: null }),
    'encounters.result_trend': ({ patient_id, test_name }) => ({ patient_id, results: results.filter((each) => each.test_name === test_name && !each.struck) }),
    'encounters.strike_result': step(results, 'lab_results', ({ reason }) => ({ status: 'entered_in_error', comments: reason })),
    'encounters.conditions': page('conditions', []),
    'encounters.order_tests': ({ lab_test_ids }) => ({ id: id('o'), lab_result_ids: lab_test_ids }),
    'encounters.vitals': page('sets', visitVitals()),
    'encounters.correct_vitals': () => ({ id: id('vt'), bmi: null }),
    'encounters.add_addendum': () => ({ id: id('ad') }),
    'scheduling.add_to_waitlist': () => ({ id: id('wl') }),
    'records.documents': ({ patient_id }) => ({ patient_id, documents }),
    'records.add_document': ({ title, kind }) => {
      documents = [{ id: id('dc'), version: 1, visit_id: null, kind: String(kind), title: String(title), description: null, status: 'current', documented_on: null, uploaded_at: nowMicros(), uploaded_by: 'Dr Ngozi Okafor', attachment_id: null, file_name: null, media_type: null, size_bytes: null }, ...documents];
      changed(['documents']);
      return { id: 'dc' };
    },
    'records.correct_document': step(documents, 'documents', ({ status }) => ({ status })),
    'document.attach': () => ({ id: 'at9' }),
    'document.file_state': ({ id: file }) => ({ state: file === 'at2' ? 'elsewhere' : 'here', fetched_bytes: 0, total_bytes: 1, sentence: file === 'at2' ? 'It lies at the centre.' : null }),
    'document.save_attachment': () => ({ path: '/home/clinic/Documents/Holdfast/lung-clinic.pdf' }),
    'people.history': ({ patient_id }) => ({ patient_id, history }),
    'people.end_history': ({ id: line, status }) => {
      history = status === 'past' ? history.map((each) => (each.id === line ? { ...each, status: 'past' } : each)) : history.filter((each) => each.id !== line);
      changed(['patient_history']);
      return {};
    },
  };
}

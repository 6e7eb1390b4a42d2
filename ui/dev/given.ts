// The round with the medicines of the made-up clinic, and what becomes of one patient's medicines.

import type { PatientLine, ResponseOf } from '../src/api/commands';
import { addDays, dateAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Due = ResponseOf<'medication.due'>[number];
type Record_ = ResponseOf<'medication.record'>;
type Given = Record_['administrations'][number];
type Request = Record<string, unknown>;
type Refuse = (sentence: string, code?: string | null, field?: string) => never;

const minute = 60_000_000;
const hour = 60 * minute;
const now = nowMicros();
const today = dateAt(now, 'Europe/London');

function person(index: number): PatientLine {
  const found = patients[index];
  if (!found) throw new Error('no such patient');
  return found;
}

let made = 0;
function dose(index: number, medication_text: string, dosage: string, minutes: number | null, last: number | null): Due & { every: number } {
  return { item_id: `due${made++}`, patient: person(index), medication_text, dosage, last_given_at: last === null ? null : now - last * hour, due_at: minutes === null ? null : now + minutes * minute, overdue: minutes !== null && minutes < 0, every: 8 * hour };
}

const due = [
  dose(8, 'Furosemide 40 mg tablet', '1 tablet, oral, once a day', -95, 25), dose(8, 'Enoxaparin 40 mg/0.4 ml syringe', '40 mg, subcutaneous, once a day', -12, 24), dose(8, 'Paracetamol 500 mg tablet', '2 tablets, oral, as needed', null, 9), dose(8, 'Bisoprolol 2.5 mg tablet', '1 tablet, oral, once a day', 420, 17),
  dose(3, 'Piperacillin/tazobactam 4.5 g', '4.5 g, intravenous, every 8 hours, for 7 days', 35, 7), dose(1, 'Amoxicillin 500 mg capsule', '1 capsule, oral, three times a day, for 7 days', -4, 8), dose(1, 'Salbutamol 100 mcg inhaler', '2 puff, inhaled, as needed', null, null),
  dose(2, 'Codeine 30 mg tablet', '1 tablet, oral, as needed', null, null), dose(9, 'Clopidogrel 75 mg tablet', '1 tablet, oral, once a day', 200, 20), dose(10, 'Ferrous sulfate 200 mg tablet', '1 tablet, oral, twice a day', 10, 12), dose(0, 'Prednisolone 5 mg tablet', '6 tablet, oral, once a day, for 5 days', -20, 24),
];

function given(item: Due, ago: number, more: Partial<Given> = {}): Given {
  return { id: `gv${made++}`, prescription_item_id: item.item_id, medication_text: item.medication_text, given_at: now - ago * hour, status: 'given', status_reason: null, despite_text: null, dose_amount: 1, dose_unit: 'tablet', route: 'oral', lot_number: null, correction_reason: null, struck: false, ...more };
}

const doses = new Map<string, Given[]>();
for (const item of due) {
  const before = item.last_given_at === null ? [] : [given(item, (now - item.last_given_at) / hour)];
  doses.set(item.patient.id, [...(doses.get(item.patient.id) ?? []), ...before]);
}
const [furosemide, enoxaparin] = due;
if (furosemide && enoxaparin) {
  doses.get(furosemide.patient.id)?.push(
    given(enoxaparin, 49, { status: 'refused', status_reason: 'Bruises on the belly', dose_amount: null, dose_unit: null, route: null }),
    given(furosemide, 50, { lot_number: 'FU-77', despite_text: 'Given despite: Furosemide 40 mg with Gentamicin: harm to the ears. Reason: the doctor was asked.', correction_reason: 'Half a tablet fell to the floor' }),
    given(furosemide, 50, { struck: true }),
  );
}

const statements: Record_['statements'] = [
  { id: 'st1', version: 1, medication_text: 'Ibuprofen 400 mg', dosage_text: 'when her back hurts', status: 'active', started_on: addDays(today, -90), ended_on: null, source_text: 'the patient', reason_text: 'back pain', notes: null },
  { id: 'st2', version: 1, medication_text: 'St John’s wort', dosage_text: '1 tablet in the morning', status: 'stopped', started_on: null, ended_on: addDays(today, -10), source_text: 'her sister', reason_text: null, notes: 'Was told that it weakens her inhaler’s effect' },
];

/** What the made-up clinic answers about medicines that are given and told of. */
export function givenAnswers(changed: (tables: string[]) => void, refuse: Refuse, record: (request: Request) => unknown): Record<string, (request: Request) => unknown> {
  const done = () => (changed(['prescriptions', 'prescription_items']), {});
  return {
    'medication.due': () => due.map((each) => ({ ...each, overdue: each.due_at !== null && each.due_at < nowMicros() })),
    'medication.administer': (request) => {
      const item = due.find((each) => each.item_id === request.prescription_item_id);
      const last = (doses.get(String(request.patient_id)) ?? []).find((each) => each.prescription_item_id === request.prescription_item_id && each.status === 'given' && !each.struck);
      if (item && item.due_at !== null && last && last.given_at > nowMicros() - 4 * hour && !request.accept_warnings && request.status === 'given') refuse(`A dose of this medicine was given on ${today} at 09:00, and it is given every 8 hours. See whether another one is meant.`, 'warned');
      if (item?.medication_text.startsWith('Amoxicillin') && request.status === 'given' && !request.accept_warnings) refuse('Allergy to Penicillin (high risk): anaphylaxis 2014.', 'warned');
      if (item?.medication_text.startsWith('Amoxicillin') && request.status === 'given' && !request.accept_reason) refuse('Say why this is given all the same; the doctor reads it.', 'reason_needed', 'accept_reason');
      const at = Number(request.given_at ?? nowMicros());
      const line: Given = { id: `gv${made++}`, prescription_item_id: item?.item_id ?? null, medication_text: item?.medication_text ?? String(request.medication_text), given_at: at, status: String(request.status), status_reason: request.status_reason as string | null, despite_text: null, dose_amount: request.dose_amount as number | null, dose_unit: request.dose_unit as string | null, route: request.route as string | null, lot_number: null, correction_reason: null, struck: false };
      doses.set(String(request.patient_id), [line, ...(doses.get(String(request.patient_id)) ?? [])]);
      if (item) {
        item.last_given_at = at;
        if (item.due_at !== null) item.due_at = at + item.every;
      }
      changed(['medication_administrations']);
      return { id: line.id };
    },
    'medication.correct_administration': ({ administration_id, status, status_reason, dose_amount, dose_unit, reason }) => {
      for (const lines of doses.values()) {
        const before = lines.find((each) => each.id === administration_id);
        if (!before) continue;
        lines.unshift({ ...before, id: `gv${made++}`, status: (status as string | null) ?? 'entered_in_error', status_reason: status_reason as string | null, dose_amount: dose_amount as number | null, dose_unit: dose_unit as string | null, correction_reason: String(reason) });
        before.struck = true;
      }
      changed(['medication_administrations']);
      return { id: 'gv' };
    },
    'medication.record': (request) => ({ ...(record(request) as Record_), statements, administrations: doses.get(String(request.patient_id)) ?? [] }),
    'medication.add_statement': ({ medication_text, dosage_text, started_on, source_text, reason_text, notes }) => {
      statements.unshift({ id: `st${made++}`, version: 1, status: 'active', ended_on: null, medication_text: String(medication_text), dosage_text: dosage_text as string | null, started_on: started_on as string | null, source_text: source_text as string | null, reason_text: reason_text as string | null, notes: notes as string | null });
      changed(['medication_statements']);
      return { id: 'st' };
    },
    'medication.end_statement': ({ id, ended_on }) => {
      const found = statements.find((each) => each.id === id);
      if (found) Object.assign(found, { status: 'stopped', ended_on: ended_on ?? today });
      changed(['medication_statements']);
      return {};
    },
    'medication.renew': ({ accept_warnings }) => {
      if (!accept_warnings) refuse('Amlodipine 5 mg with Simvastatin 20 mg: more harm to the muscles.', 'warned');
      return { ...done(), id: 'rx' };
    },
    'medication.complete': done,
    'medication.cancel_item': () => refuse('Some of it was handed out already. Stop it instead.'),
    'medication.cancel_prescription': done,
    'medication.report_dose': () => (changed(['adherence_events']), { id: 'ae' }),
    'medication.adherence': ({ patient_id, days }) => ({
      patient_id, from: addDays(today, -Number(days ?? 365)), until: today,
      method: 'Proportion of days covered (PQA)', source: 'Pharmacy Quality Alliance: PQA Measure Manual, Proportion of Days Covered',
      limits: 'Having a medicine is not taking it. What another pharmacy handed out is not known. Needs two handings-out on different days, the first at least 91 days before the end, each with its days of supply; otherwise nothing is told. What patients or nurses report is never mixed in.',
      lines: [
        { medication_text: 'Amlodipine 5 mg tablet', item_ids: ['m2'], period_from: addDays(today, -230), period_until: today, days_in_period: 231, days_covered: 189, fills: 7, proportion_of_days_covered: 189 / 231, not_told_because: null, reports: 12, reports_taken: 10, self_report_rate: 10 / 12 },
        { medication_text: 'Salbutamol 100 mcg inhaler', item_ids: ['m1'], period_from: addDays(today, -40), period_until: today, days_in_period: 41, days_covered: 30, fills: 2, proportion_of_days_covered: null, not_told_because: 'The first handing-out lies less than 91 days before the end.', reports: 0, reports_taken: 0, self_report_rate: null },
      ],
    }),
  };
}

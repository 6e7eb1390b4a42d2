// What stands around a patient in the made-up clinic: flags, insurance, consents, contacts, the team.

import type { Chart, ResponseOf } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';

const day = 86_400_000_000;
const plain = { plan_kind: null, insurer_code: null, group_number: null, holder_name: null, relationship_to_patient: 'self' as const, effective_on: '2025-01-01', deductible_minor: null, deductible_met_minor: null, deductible_met_on: null, currency: 'GBP', notes: null };

export const around: Pick<Chart, 'flags' | 'policies' | 'consents'> = {
  flags: [
    { id: 'fl1', version: 1, kind: 'anticoagulation', text: 'Warfarin, INR 2–3', severity: 'danger', started_on: '2025-03-01', ended_on: null, notes: null },
    { id: 'fl2', version: 1, kind: 'fall_risk', text: 'Needs a hand on stairs', severity: 'caution', started_on: '2026-02-01', ended_on: null, notes: null },
    { id: 'fl3', version: 1, kind: 'communication', text: 'Somali interpreter', severity: 'info', started_on: null, ended_on: null, notes: null },
  ],
  policies: [
    { ...plain, id: 'po1', version: 2, status: 'active', lapsed: false, verified_at: nowMicros() - 12 * day, verified_by: 'Ruth Adeyemi', held_reason: null, insurer_name: 'Northern Health Insurance', plan_name: 'Family Plus', policy_number: '884-20-1173', coverage_rank: 'primary', expires_on: '2027-12-31', copay_minor: 1250, preauthorization_required: true },
    { ...plain, id: 'po2', version: 1, status: 'active', lapsed: false, verified_at: null, verified_by: null, held_reason: null, insurer_name: 'Harbour Mutual', plan_name: null, policy_number: 'HM-55120', coverage_rank: 'secondary', expires_on: null, copay_minor: null, preauthorization_required: false },
    { ...plain, id: 'po3', version: 1, status: 'active', lapsed: true, verified_at: null, verified_by: null, held_reason: null, insurer_name: 'Old Town Cover', plan_name: null, policy_number: '10-2231', coverage_rank: 'tertiary', expires_on: '2025-12-31', copay_minor: null, preauthorization_required: false },
  ],
  consents: [
    { id: 'co1', version: 1, kind: 'treatment', status: 'given', holds: true, wording: null, given_on: '2026-01-12', valid_until_on: null, given_by_name: null, document_id: null, withdrawn_at: null, notes: null },
    { id: 'co2', version: 1, kind: 'data_sharing', status: 'refused', holds: false, wording: 'With the regional cancer register', given_on: '2026-01-12', valid_until_on: null, given_by_name: null, document_id: null, withdrawn_at: null, notes: null },
    { id: 'co3', version: 2, kind: 'photography', status: 'withdrawn', holds: false, wording: null, given_on: '2025-06-02', valid_until_on: null, given_by_name: 'Hassan Yusuf', document_id: null, withdrawn_at: nowMicros(), notes: null },
  ],
};

export function careAnswers(): Record<string, (request: Record<string, unknown>) => unknown> {
  const where = { email: null, address_line: null, city: null, state: null, postal_code: null, country: null, notes: null };
  const contacts: ResponseOf<'people.contacts'>['contacts'] = [
    { ...where, id: 'ct1', version: 1, kind: 'emergency', name_text: 'Hassan Yusuf', relationship: 'brother', phone: '+44 20 7946 0999', is_primary: true, may_receive_information: true },
    { ...where, id: 'ct2', version: 1, kind: 'employer', name_text: 'Canal Bakery', relationship: null, phone: '+44 20 7946 0455', is_primary: false, may_receive_information: false },
  ];
  const attempts: ResponseOf<'people.contact_attempts'>['attempts'] = [
    { id: 'at1', appointment_id: null, attempted_at: nowMicros() - day - 3_600_000_000, attempted_by_name: 'Ruth Adeyemi', channel: 'phone', outcome: 'no_answer', reason: 'Potassium is low: come today', notes: null },
    { id: 'at2', appointment_id: null, attempted_at: nowMicros() - day, attempted_by_name: 'Ruth Adeyemi', channel: 'phone', outcome: 'reached', reason: 'Potassium is low: come today', notes: 'Comes at 4 pm with her brother.' },
  ];
  const member = { version: 1, is_primary: false, ended_at: null, notes: null };
  const team: ResponseOf<'people.care_team'> = {
    patient_id: 'x', version: 3, primary_practitioner_id: 'd1', primary_practitioner: 'Dr Ngozi Okafor', attending_nurse_id: 'u3', attending_nurse: 'Tom Reilly',
    members: [
      { ...member, id: 'cm1', user_id: 'u1', practitioner_id: 'd1', name: 'Dr Ngozi Okafor', kind: 'primary_physician', is_primary: true, started_at: nowMicros() - 400 * day },
      { ...member, id: 'cm2', user_id: 'u3', practitioner_id: null, name: 'Tom Reilly', kind: 'attending_nurse', is_primary: true, started_at: nowMicros() - 90 * day },
      { ...member, id: 'cm3', user_id: 'u2', practitioner_id: 'd2', name: 'Dr Henrik Larsen', kind: 'consultant', started_at: nowMicros() - 30 * day, notes: 'Heart' },
      { ...member, id: 'cm4', user_id: null, practitioner_id: 'd3', name: 'Dr Leila Haddad', kind: 'consultant', started_at: nowMicros() - 300 * day, ended_at: nowMicros() - 200 * day },
    ],
  };
  return {
    'people.contacts': () => ({ patient_id: 'x', contacts }),
    'people.contact_attempts': () => ({ patient_id: 'x', attempts: [...attempts].reverse() }),
    'people.care_team': () => team,
    'people.record_death': () => ({ appointments: [], waiting: 1, medicines: 3, plans: 1, orders: 2, referrals: 0, sessions: 0, stays: 1, asked_doctor: false }),
    'people.undo_death': () => ({ back: 1, lost: [], waiting: 1, stays: 0, to_decide: 6 }),
  };
}

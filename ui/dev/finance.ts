// Claims, balances, cash, prices and the managers' figures of the made-up clinic.

import type { CashBox, Claim, Dashboard, InvoiceLine, NotedPayment, PatientLine, Price } from '../src/api/commands';
import { addDays, dayBounds } from '../src/shared/time/siteTime';

interface Place {
  now: number;
  today: string;
  zone: string;
  patient: (index: number) => PatientLine;
  invoices: InvoiceLine[];
  changed: (tables: string[]) => void;
  refuse: (sentence: string, code?: string | null, field?: string) => never;
}

type Answers = Record<string, (request: Record<string, unknown>) => unknown>;

const day = 86_400_000_000;
const minute = 60_000_000;
const insurers = ['Bupa', 'AXA Health', 'Vitality', 'Aviva', 'WPA'];

/** The same made-up numbers every time. */
function sway(index: number, size: number): number {
  return Math.round(((Math.sin(index * 12.9898) + 1) / 2) * size);
}

export function finance({ now, today, zone, patient, invoices, changed, refuse }: Place): Answers {
  const sites = [
    { id: 's1', version: 1, name: 'Canal Street', code: 'CS', kind: null, time_zone: zone, currency: 'GBP', address_line: null, city: 'London', state: null, postal_code: null, country: null, phone: null, email: null, is_active: true },
    { id: 's2', version: 1, name: 'Mill Road', code: 'MR', kind: null, time_zone: zone, currency: 'GBP', address_line: null, city: 'Cambridge', state: null, postal_code: null, country: null, phone: null, email: null, is_active: true },
  ];
  const covers: Dashboard['covers'] = { sites: sites.map(({ id, name }) => ({ id, name })), limits: null };
  const issued = invoices.filter((each) => each.status === 'issued' && each.due_minor > 0);
  const overpaid = invoices[4];
  if (overpaid) Object.assign(overpaid, { paid_minor: overpaid.total_minor + 1500, due_minor: 0, credit_minor: 1500, payment_state: 'paid' });

  const claims: Claim[] = (['draft', 'submitted', 'submitted', 'submitted', 'acknowledged', 'acknowledged', 'approved', 'approved', 'settled', 'denied', 'denied', 'cancelled'] as const).map((status, index) => {
    const invoice = issued[index % issued.length] ?? invoices[1];
    const sent = status === 'draft' ? null : now - (4 + index * 7) * day;
    const claimed = invoice?.total_minor ?? 4500;
    return {
      id: `c${index}`, version: 1, number: status === 'draft' ? null : `C-2026-${String(41 + index).padStart(5, '0')}`, patient: invoice?.patient ?? patient(index), patient_id: invoice?.patient.id ?? '', invoice_id: invoice?.id ?? '', invoice_number: invoice?.number ?? null,
      insurance_policy_id: `pol${index}`, insurer_name: insurers[index % insurers.length] ?? 'Bupa', status, currency: 'GBP', claimed_minor: claimed, approved_minor: status === 'approved' || status === 'settled' ? claimed - 1000 : null,
      patient_share_minor: status === 'approved' ? 1000 : null, paid_minor: status === 'settled' ? claimed - 1000 : 0, submitted_at: sent, age_days: sent === null ? null : 4 + index * 7, answered_at: ['approved', 'settled', 'denied'].includes(status) ? now - 2 * day : null,
      denial_reason: status === 'denied' ? 'The service needs to be authorised before it is given.' : null, insurer_reference: status === 'submitted' || status === 'draft' ? null : `BX-${7731 + index}`, resubmits_id: null, notes: null,
    };
  });
  const claim = (id: unknown) => claims.find((each) => each.id === id) ?? refuse('This claim is not there any more.');
  const move = (id: unknown, part: Partial<Claim>) => {
    const found = claim(id);
    Object.assign(found, part, { version: found.version + 1 });
    changed(['insurance_claims']);
    return {};
  };
  const moveInvoice = (id: unknown, part: Partial<InvoiceLine>) => {
    const found = invoices.find((each) => each.id === id);
    if (found) Object.assign(found, part, { version: found.version + 1 });
    changed(['invoices', 'payments']);
    return {};
  };

  const boxes: CashBox[] = [
    { id: 'box1', version: 1, opened_by: 'u2', opened_by_name: 'Ruth Adeyemi', opened_at: now - 7 * 60 * minute, opening_float_minor: 10000, currency: 'GBP', taken_minor: 31550, returned_minor: 1500, expected_minor: 40050, closed_at: now - 20 * minute, counted_minor: 39750, expected_at_close_minor: 40050, difference_reason: 'Gave change for 10 instead of 7' },
    { id: 'box2', version: 1, opened_by: 'u4', opened_by_name: 'Sofia Marin', opened_at: now - 5 * 60 * minute, opening_float_minor: 5000, currency: 'GBP', taken_minor: 12200, returned_minor: 0, expected_minor: 17200, closed_at: null, counted_minor: null, expected_at_close_minor: null, difference_reason: null },
  ];
  let mine: CashBox | null = { id: 'box3', version: 1, opened_by: 'u1', opened_by_name: 'Dr Ngozi Okafor', opened_at: now - 6 * 60 * minute, opening_float_minor: 10000, currency: 'GBP', taken_minor: 4700, returned_minor: 0, expected_minor: 14700, closed_at: null, counted_minor: null, expected_at_close_minor: null, difference_reason: null };
  const methods = ['cash', 'credit_card', 'cash', 'debit_card', 'insurance', 'credit_card', 'mobile_money'];
  const payments: NotedPayment[] = methods.map((method, index) => ({
    id: `p${index}`, patient: patient(index + 2), invoice_id: `i${index + 2}`, invoice_number: invoices[index + 2]?.number ?? null, received_at: now - (index * 37 + 12) * minute, received_by: index % 2 ? 'Sofia Marin' : 'Ruth Adeyemi', kind: index === 2 ? 'refund' : 'payment', amount_minor: 1500 + sway(index, 9000), currency: 'GBP', method,
    payer_kind: method === 'insurance' ? 'insurer' : 'patient', payer_text: method === 'insurance' ? 'AXA Health' : null, reference: method === 'credit_card' ? 'VISA 4412' : null, corrects_id: index === 5 ? 'p6' : null, correction_reason: index === 5 ? 'wrong amount' : null, is_corrected: index === 6,
  }));

  const prices: Price[] = [
    ['Consultation, 15 minutes', '99213', 4500], ['Consultation, 30 minutes', '99214', 8000], ['Dressing, small', null, 1800], ['Electrocardiogram, 12 leads', '93000', 3600], ['Home visit', '99348', 11500],
    ['Influenza vaccine, given', '90686', 2200], ['Medical certificate', null, 2500], ['Spirometry', '94010', 3200], ['Telephone consultation', '99441', 2800], ['Urine test strip', '81002', 600],
  ].map(([description, code, price], index) => ({ id: `pr${index}`, version: 1, site_id: index === 4 ? 's1' : null, code: code as string | null, code_system: code ? 'http://www.ama-assn.org/go/cpt' : null, description: String(description), unit_price_minor: Number(price), currency: 'GBP', valid_from_on: index === 5 ? `${today.slice(0, 4)}-09-01` : '2026-01-01', valid_until_on: index === 5 ? `${Number(today.slice(0, 4)) + 1}-03-31` : null }));

  const aged = (scale: number) => {
    const parts = { current_minor: 41200 * scale, late_30_minor: 18300 * scale, late_60_minor: 9150 * scale, late_90_minor: scale > 1 ? 3400 * scale : 0, late_more_minor: scale > 2 ? 2100 * scale : 0 };
    return { ...parts, total_minor: Object.values(parts).reduce((sum, each) => sum + each, 0) };
  };

  return {
    'organization.sites': () => sites,
    'billing.claims': ({ status, older_than_days }) => claims.filter((each) => each.status === status && (older_than_days === null || (each.age_days ?? 0) >= Number(older_than_days))),
    'billing.invoice': ({ id }) => {
      const line = invoices.find((each) => each.id === id) ?? invoices[1];
      return {
        ...line, visit_id: 'v1', notes: null, insurance_policy_id: null, void_reason: line?.status === 'void' ? 'Written twice' : null, write_off_reason: line?.status === 'written_off' ? 'Moved abroad' : null, error_text: line?.looks_wrong ? 'Spirometry stands on invoice R-2026-00311 of the same day as well.' : null, error_dismissal_reason: null,
        lines: [{ id: 'l1', version: 1, service_on: today, description: 'Consultation, 15 minutes', procedure_code: '99213', diagnosis_code: 'J45.40', quantity: 1, unit_price_minor: 4500, amount_minor: 4500 }, { id: 'l2', version: 1, service_on: today, description: 'Physiotherapy, hour', procedure_code: null, diagnosis_code: null, quantity: 1.5, unit_price_minor: 917, amount_minor: 1376 }],
        payments: (line?.paid_minor ?? 0) > 0 ? [{ id: 'pay1', kind: 'payment', amount_minor: line?.paid_minor ?? 0, method: 'cash', received_at: now, received_by: 'Ruth Adeyemi', reference: null, notes: null, corrects_id: 'pay0', correction_reason: 'typed twice' }] : [],
        corrected_payments: (line?.paid_minor ?? 0) > 0 ? [{ id: 'pay0', kind: 'payment', amount_minor: 22000, method: 'cash', received_at: now, received_by: 'Ruth Adeyemi', reference: null, notes: null, corrects_id: null, correction_reason: null }] : [],
        claims: claims.filter((each) => each.invoice_id === line?.id),
      };
    },
    'billing.submit_claim': ({ id }) => (claim(id).insurer_name === 'Nobody' ? refuse('The policy was not active.') : { ...move(id, { status: 'submitted', number: 'C-2026-00061', submitted_at: now, age_days: 0 }), number: 'C-2026-00061' }),
    'billing.acknowledge_claim': ({ id, insurer_reference }) => move(id, { status: 'acknowledged', insurer_reference: insurer_reference as string | null }),
    'billing.approve_claim': ({ id, approved_minor, patient_share_minor }) => move(id, { status: 'approved', approved_minor: Number(approved_minor), patient_share_minor: patient_share_minor as number | null, answered_at: now }),
    'billing.deny_claim': ({ id, reason }) => move(id, { status: 'denied', denial_reason: String(reason), answered_at: now }),
    'billing.settle_claim': ({ id, amount_minor, is_final }) => {
      const awaited_minor = Math.max(0, (claim(id).approved_minor ?? 0) - Number(amount_minor));
      const settled = awaited_minor === 0 || is_final === true;
      move(id, { status: settled ? 'settled' : 'approved', paid_minor: Number(amount_minor) });
      return { payment_id: 'pay', settled, awaited_minor };
    },
    'billing.cancel_claim': ({ id }) => move(id, { status: 'cancelled' }),
    'billing.resubmit_claim': ({ id, claimed_minor }) => {
      claims.push({ ...claim(id), id: `${String(id)}b`, number: null, status: 'draft', claimed_minor: Number(claimed_minor), resubmits_id: String(id), submitted_at: null, age_days: null, answered_at: null, denial_reason: null });
      changed(['insurance_claims']);
      return { id: `${String(id)}b` };
    },
    'billing.split': ({ invoice_id }) => ({
      invoice_id, patient_id: patient(0).id, currency: 'GBP', total_minor: 5875, patient_minor: 1500, assumptions: ['The deductible goes first, then the copay once per invoice, and the insurer pays the rest: the policy says nothing of a percentage.', 'Services outside the dates of a policy are not shared with it.'],
      policies: [
        { insurance_policy_id: 'pol1', insurer_name: 'Bupa', coverage_rank: 'primary', covered_minor: 5875, deductible_left_minor: 0, deductible_minor: 0, copay_minor: 1500, insurer_minor: 4375, not_used_because: null },
        { insurance_policy_id: 'pol2', insurer_name: 'Old Mutual', coverage_rank: 'secondary', covered_minor: 0, deductible_left_minor: 0, deductible_minor: 0, copay_minor: 0, insurer_minor: 0, not_used_because: 'The policy ended on 31 Dec 2025.' },
      ],
    }),
    'billing.draft_claim': ({ invoice_id, insurance_policy_id, claimed_minor }) => {
      const invoice = invoices.find((each) => each.id === invoice_id);
      const first = claims[0];
      if (invoice && first) claims.push({ ...first, id: `c${claims.length}`, invoice_id: invoice.id, invoice_number: invoice.number, patient: invoice.patient, insurance_policy_id: String(insurance_policy_id), claimed_minor: Number(claimed_minor), status: 'draft' });
      changed(['insurance_claims']);
      return { id: `c${claims.length - 1}` };
    },
    'billing.ageing': () => ({
      on: today, covers, totals: [{ currency: 'GBP', ...aged(7) }],
      payers: [{ insurer_name: null, currency: 'GBP', ...aged(4) }, { insurer_name: 'Bupa', currency: 'GBP', ...aged(2) }, { insurer_name: 'AXA Health', currency: 'GBP', ...aged(1) }],
      patients: [3, 2, 1, 1].map((scale, index) => ({ patient: patient(index + 1), currency: 'GBP', ...aged(scale / (index + 1)) })).map((each) => ({ ...each, ...Object.fromEntries(Object.entries(each).filter(([, value]) => typeof value === 'number').map(([key, value]) => [key, Math.round(Number(value))])) })),
    }),
    'billing.open_balances': ({ after_patient_id }) => ({ balances: invoices.slice(after_patient_id ? 12 : 1, after_patient_id ? 16 : 12).map((each) => ({ patient: each.patient, currency: 'GBP', due_minor: each.due_minor, credit_minor: each.credit_minor, invoices: each.due_minor > 0 ? 1 : 0 })).filter((each) => each.due_minor > 0 || each.credit_minor > 0), next_after_patient_id: after_patient_id ? null : 'next', covers }),
    'billing.invoices': ({ query }) => invoices.filter((each) => !query || `${each.patient.display_name} ${each.patient.mrn ?? ''} ${each.number ?? ''}`.toLowerCase().includes(String(query).toLowerCase())),
    'billing.credit': ({ patient_id }) => {
      const credited = invoices.filter((each) => each.patient.id === patient_id && each.credit_minor > 0);
      return { patient_id, invoices: credited.map((each) => ({ invoice_id: each.id, number: each.number, status: each.status, currency: each.currency, credit_minor: each.credit_minor })), totals: [] };
    },
    'billing.apply_credit': ({ from_invoice_id, to_invoice_id, amount_minor }) => {
      moveInvoice(from_invoice_id, { credit_minor: 0 });
      const to = invoices.find((each) => each.id === to_invoice_id);
      moveInvoice(to_invoice_id, { due_minor: (to?.due_minor ?? 0) - Number(amount_minor), paid_minor: (to?.paid_minor ?? 0) + Number(amount_minor) });
      return { refund_id: 'r', payment_id: 'p', reference: 'R-1 > R-2' };
    },
    'billing.write_off': ({ id }) => {
      const due = invoices.find((each) => each.id === id)?.due_minor ?? 0;
      moveInvoice(id, { status: 'written_off', payment_state: null, due_minor: 0, written_off_minor: due });
      return { written_off_minor: due };
    },
    'billing.undo_write_off': ({ id }) => moveInvoice(id, { status: 'issued', payment_state: 'pending', due_minor: invoices.find((each) => each.id === id)?.written_off_minor ?? 0, written_off_minor: 0 }),
    'billing.void_invoice': ({ id }) => moveInvoice(id, { status: 'void', payment_state: null, due_minor: 0 }),
    'billing.check_invoice': ({ id }) => {
      moveInvoice(id, { looks_wrong: true });
      return { findings: [{ kind: 'duplicate', line_id: 'l2', sentence: 'Spirometry stands on invoice R-2026-00311 of the same day as well.' }], dismissed: false };
    },
    'billing.dismiss_error': ({ id }) => moveInvoice(id, { looks_wrong: false }),
    'billing.issue_invoice': ({ id }) => ({ ...moveInvoice(id, { status: 'issued', number: 'R-2026-00360', payment_state: 'pending' }), number: 'R-2026-00360', findings: [{ kind: 'price', line_id: null, sentence: 'The consultation costs £45.00 in the price list and £54.00 here.' }] }),
    'billing.add_line': () => ({ id: 'l3', warnings: [] }),
    'billing.change_line': () => ({ id: 'l1', warnings: [] }),
    'billing.remove_line': () => ({ id: 'l2', warnings: [] }),
    'billing.correct_payment': () => ({ id: 'pay2' }),
    'billing.cash': () => ({ open: mine }),
    'billing.open_cash': ({ opening_float_minor }) => {
      mine = { ...(boxes[1] as CashBox), id: `box${boxes.length + 3}`, opened_by: 'u1', opened_at: now, opening_float_minor: Number(opening_float_minor), taken_minor: 0, expected_minor: Number(opening_float_minor) };
      changed(['cash_sessions']);
      return { id: mine.id };
    },
    'billing.close_cash': ({ id, counted_minor, difference_reason }) => {
      const box = boxes.find((each) => each.id === id) ?? mine;
      if (!box) return refuse('This cash box is not there any more.');
      const difference_minor = Number(counted_minor) - box.expected_minor;
      const closed = { ...box, closed_at: now, counted_minor: Number(counted_minor), expected_at_close_minor: box.expected_minor, difference_reason: difference_reason as string | null };
      if (box === mine) {
        boxes.push(closed);
        mine = null;
      } else boxes.splice(boxes.indexOf(box), 1, closed);
      changed(['cash_sessions']);
      return { expected_minor: box.expected_minor, counted_minor, difference_minor };
    },
    'billing.day_close': ({ on, site_id }) => ({
      on, site_id: site_id ?? 's1',
      methods: String(on) > today ? [] : [
        { method: 'cash', currency: 'GBP', payments: 14, payments_minor: 48450, refunds: 1, refunds_minor: 1500, net_minor: 46950 }, { method: 'credit_card', currency: 'GBP', payments: 21, payments_minor: 132800, refunds: 0, refunds_minor: 0, net_minor: 132800 },
        { method: 'debit_card', currency: 'GBP', payments: 9, payments_minor: 40250, refunds: 0, refunds_minor: 0, net_minor: 40250 }, { method: 'insurance', currency: 'GBP', payments: 2, payments_minor: 68000, refunds: 0, refunds_minor: 0, net_minor: 68000 },
      ],
      boxes: on === today ? [...boxes, ...(mine ? [mine] : [])] : [],
    }),
    'billing.payments': ({ from_on, method }) => ({ payments: from_on === today ? payments.filter((each) => !method || each.method === method) : [], next: null }),
    'billing.revenue': ({ from_on, until_on, by }) => {
      const from = String(from_on);
      const until = String(until_on);
      const total = (group: string | null, index: number, scale: number) => ({ group, currency: 'GBP', billed_minor: by === 'payer' ? 0 : scale + sway(index, scale), received_minor: scale + sway(index + 3, scale / 2) });
      if (by === 'practitioner') return { covers, totals: ['Ngozi Okafor', 'Henrik Larsen', 'Leila Haddad', null].map((name, index) => total(name, index, 400_000)) };
      if (by === 'payer') return { covers, totals: ['Patients', 'Bupa', 'AXA Health', 'Vitality'].map((name, index) => total(name, index, 300_000)) };
      const groups = new Map<string, number>();
      for (let on = from, index = 0; on <= until; on = addDays(on, 1), index++) groups.set(by === 'month' ? on.slice(0, 7) : on, index);
      return { covers, totals: [...groups].map(([group, index]) => total(group, index, by === 'month' ? 4_000_000 : 140_000)) };
    },
    'billing.prices': ({ query }) => prices.filter((each) => !query || `${each.code ?? ''} ${each.description}`.toLowerCase().includes(String(query).toLowerCase())),
    'billing.add_price': (request) => (prices.some((each) => each.description === request.description) ? refuse('There is a price for this already on one of these days. Replace that price, or end it first.', null, 'valid_from_on') : (prices.push({ ...(request as unknown as Price), id: `pr${prices.length}`, version: 1 }), changed(['price_list']), { id: 'pr' })),
    'billing.replace_price': ({ id, unit_price_minor, valid_from_on }) => {
      const price = prices.find((each) => each.id === id);
      if (price) Object.assign(price, { unit_price_minor, valid_from_on, version: price.version + 1 });
      changed(['price_list']);
      return { id };
    },
    'billing.end_price': ({ id, valid_until_on }) => {
      const price = prices.find((each) => each.id === id);
      if (price) Object.assign(price, { valid_until_on, version: price.version + 1 });
      changed(['price_list']);
      return {};
    },
    'system.dashboard': ({ from_on, until_on, site_id }) => {
      const scale = site_id ? 0.6 : 1;
      const days: Dashboard['days'] = [];
      for (let on = String(from_on), index = 0; on <= String(until_on); on = addDays(on, 1), index++) {
        const weekday = new Date(dayBounds(on, zone).starts_at / 1000).getUTCDay();
        const open = weekday === 6 ? 0 : 1;
        const appointments = Math.round((24 + sway(index, 18)) * scale) * open;
        days.push({ day: on, appointments, missed: Math.round(sway(index + 5, 5) * scale) * open, cancelled: Math.round(sway(index + 9, 4) * scale) * open, visits: Math.round(appointments * 0.93) + sway(index, 4) * open, wait_minutes_median: open ? 8 + sway(index + 2, 17) : null });
      }
      const dashboard: Dashboard = {
        covers: site_id ? { sites: covers.sites.filter((each) => each.id === site_id), limits: null } : covers, days,
        money: [{ currency: 'GBP', taken_minor: Math.round(6_412_350 * scale), refunded_minor: 48_200 }],
        alerts: { raised: 23, acknowledged: 21, minutes_to_acknowledge_median: 1.8 },
        methods: [{ name: 'Triage colour', decided: 214, accepted: 187 }, { name: 'Chest image, quality', decided: 61, accepted: 58 }, { name: 'Follow-up proposals', decided: 92, accepted: 51 }],
        lots_expiring: 7, beds: 18, beds_occupied: 13,
      };
      return dashboard;
    },
    'alerts.response_times': () => ['medical', 'security', 'fire'].map((group, index) => ({
      group, alerts: [14, 7, 2][index], acknowledged: [13, 6, 2][index], resolved: [13, 6, 2][index], cancelled: 1, escalated: [2, 1, 0][index], escalated_share: [0.14, 0.14, 0][index],
      to_delivered: { count: 13, median_seconds: 2.1, p90_seconds: 6 }, to_acknowledged: { count: 13, median_seconds: [74, 131, 48][index], p90_seconds: [210, 390, 60][index] }, to_resolved: { count: 13, median_seconds: [660, 1240, 300][index], p90_seconds: [2400, 3100, 320][index] },
    })),
  };
}

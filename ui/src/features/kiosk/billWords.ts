import type { ResponseOf } from '../../api/commands';
import { t } from '../../app/messages';
import { showMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';

export type OwnBillLine = ResponseOf<'billing.own_invoices'>['invoices'][number];

/** How a bill stands, in words, and how it is to look. */
export function billState(bill: OwnBillLine): { sentence: string; tone: 'green' | 'amber' | 'red' } {
  if (bill.status === 'void') return { sentence: t('own.bill.void'), tone: 'green' };
  if (bill.status === 'written_off') return { sentence: t('own.bill.written_off'), tone: 'green' };
  if (bill.payment_state === 'refunded') return { sentence: t('own.bill.refunded'), tone: 'green' };
  if (bill.due_minor <= 0) return { sentence: t('own.bill.paid'), tone: 'green' };
  const amount = showMoney(bill.due_minor, bill.currency);
  if (bill.due_on === null) return { sentence: t('own.bill.open', { amount }), tone: 'amber' };
  const day = showDate(bill.due_on);
  return bill.payment_state === 'overdue' ? { sentence: t('own.bill.late', { amount, day }), tone: 'red' } : { sentence: t('own.bill.pay_by', { amount, day }), tone: 'amber' };
}

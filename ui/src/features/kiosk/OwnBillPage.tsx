import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { showMoney } from '../../shared/money';
import { showDate, showDay, showNumber } from '../../shared/time/format';
import { BillState } from './BillState';
import classes from './kiosk.module.css';
import { OwnCard, OwnNothing, OwnPage } from './OwnPage';

const route = getRouteApi('/me/bills/$invoiceId');

/** One of the own bills: what it is for, what was paid, what is left. */
export function OwnBillPage() {
  const { invoiceId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('billing.own_invoice', { id: invoiceId }, ['invoices', 'invoice_lines', 'payments']);
  const bill = loaded.data;
  if (!bill) {
    return (
      <OwnPage title={t('own.bills')} back="/me/bills" testid="own-bill">
        <FailureNote failure={loaded.error} />
      </OwnPage>
    );
  }
  const money = (minor: number) => showMoney(minor, bill.currency);
  const owed = bill.status === 'issued' && bill.due_minor > 0;
  return (
    <OwnPage title={bill.number === null ? t('own.bill.plain') : t('own.bill', { number: bill.number })} back="/me/bills" testid="own-bill">
      <Text size="lg">
        {bill.issued_on !== null && `${t('own.bill.from', { day: showDate(bill.issued_on) })} · `}
        <BillState bill={bill} />
      </Text>
      <OwnCard title={t('own.bill.for')} testid="own-bill-services">
        <table className={classes.amounts}>
          <tbody>
            {bill.services.map((service, index) => (
              <tr key={index}>
                <th scope="row">
                  <Text className="any-script">{service.description}</Text>
                  <Text c="dimmed" size="sm" className="numbers">
                    {[service.service_on && showDate(service.service_on), service.quantity !== 1 && t('own.bill.times', { count: showNumber(service.quantity, 3), price: money(service.unit_price_minor) })].filter(Boolean).join(' · ')}
                  </Text>
                </th>
                <td className="numbers">{money(service.amount_minor)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('own.bill.total')}</th>
              <td className="numbers">{money(bill.total_minor)}</td>
            </tr>
          </tfoot>
        </table>
      </OwnCard>
      <OwnCard title={t('own.bill.payments')} testid="own-bill-payments">
        {bill.payments.length === 0 && <OwnNothing>{t('own.bill.payments.none')}</OwnNothing>}
        {(bill.payments.length > 0 || owed) && (
          <table className={classes.amounts}>
            <tbody>
              {bill.payments.map((payment, index) => (
                <tr key={index}>
                  <th scope="row">
                    <Text>{[payment.kind === 'refund' ? t('own.bill.refunded') : null, word('payment_method', payment.method), showDay(payment.received_at, zone)].filter(Boolean).join(' · ')}</Text>
                  </th>
                  <td className="numbers">{money(payment.kind === 'refund' ? -Math.abs(payment.amount_minor) : payment.amount_minor)}</td>
                </tr>
              ))}
            </tbody>
            {owed && (
              <tfoot>
                <tr>
                  <th scope="row">{t('own.bill.left')}</th>
                  <td className="numbers">{money(bill.due_minor)}</td>
                </tr>
              </tfoot>
            )}
          </table>
        )}
        {owed && <Text>{t('own.bills.where')}</Text>}
        {bill.credit_minor > 0 && <Text>{t('own.bills.credit', { amount: money(bill.credit_minor) })}</Text>}
      </OwnCard>
    </OwnPage>
  );
}

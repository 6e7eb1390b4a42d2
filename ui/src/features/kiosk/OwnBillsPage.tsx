import { Text } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';
import { BillState } from './BillState';
import classes from './kiosk.module.css';
import { OwnCard, OwnLink, OwnPage } from './OwnPage';

/** The own bills, and what is owed on all of them. */
export function OwnBillsPage() {
  const loaded = useCommand('billing.own_invoices', {}, ['invoices', 'invoice_lines', 'payments']);
  const bills = loaded.data;
  return (
    <OwnPage title={t('own.bills')} testid="own-bills">
      <FailureNote failure={loaded.error} />
      {bills && bills.invoices.length === 0 && (
        <OwnCard>
          <Teach icon={<IconReceipt size={52} stroke={1.3} />} title={t('own.bills.none')} text={t('own.bills.none.text')} />
        </OwnCard>
      )}
      {bills && bills.invoices.length > 0 && (
        <OwnCard testid="own-balance">
          {bills.balance_minor > 0 ? (
            <>
              <Text className={`${classes.clock} numbers`}>{t('own.bills.owed', { amount: showMoney(bills.balance_minor, bills.currency) })}</Text>
              <Text>{t('own.bills.where')}</Text>
            </>
          ) : (
            <Text className={classes.when}>{t('own.bills.nothing')}</Text>
          )}
          {bills.balance_minor < 0 && <Text>{t('own.bills.credit', { amount: showMoney(-bills.balance_minor, bills.currency) })}</Text>}
        </OwnCard>
      )}
      <div className={classes.links}>
        {bills?.invoices.map((bill) => (
          <OwnLink
            key={bill.id}
            to={{ to: '/me/bills/$invoiceId', params: { invoiceId: bill.id } }}
            testid="own-bill-line"
            side={
              <Text size="lg" fw={640} className="numbers">
                {showMoney(bill.total_minor, bill.currency)}
              </Text>
            }
          >
            <Text size="lg" fw={580}>
              {bill.number === null ? t('own.bill.plain') : t('own.bill', { number: bill.number })} {bill.issued_on !== null && t('own.bill.from', { day: showDate(bill.issued_on) })}
            </Text>
            <BillState bill={bill} />
          </OwnLink>
        ))}
      </div>
    </OwnPage>
  );
}

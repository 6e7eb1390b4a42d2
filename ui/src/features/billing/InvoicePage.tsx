import { Anchor, Button, Group, Modal, Table, Text } from '@mantine/core';
import { IconArrowBackUp, IconCash, IconPrinter } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate, showDayAndTime, showNumber } from '../../shared/time/format';
import { usePrint } from '../../shared/usePrint';
import { patientFacts } from '../people/patientFacts';
import classes from './InvoicePage.module.css';
import { InvoiceState } from './InvoiceState';
import { PaymentForm } from './PaymentForm';

const route = getRouteApi('/invoices/$invoiceId');

/** One invoice: its lines, what has been paid, what is open. */
export function InvoicePage() {
  const { invoiceId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('billing.invoice', { id: invoiceId }, ['invoices', 'invoice_lines', 'payments', 'patients']);
  const issue = useAct('billing.issue_invoice');
  const print = usePrint();
  const mayTake = useMay('take_money');
  const [open, setOpen] = useState<'nothing' | 'payment' | 'refund'>('nothing');
  const close = () => setOpen('nothing');
  const invoice = loaded.data;
  useShortcuts(mayTake && invoice?.status === 'issued' ? [{ keys: 'p', scope: 'screen', label: 'billing.take', run: () => setOpen('payment') }] : []);

  if (!invoice) {
    return loaded.error ? (
      <Page title={t('nav.invoices')}>
        <FailureNote failure={loaded.error} />
      </Page>
    ) : null;
  }
  const money = (minor: number) => showMoney(minor, invoice.currency);
  return (
    <Page
      width="66rem"
      testid="invoice"
      title={
        <Group gap="sm">
          {invoice.number ?? t('billing.draft')}
          <InvoiceState invoice={invoice} />
        </Group>
      }
      actions={
        <>
          {mayTake && invoice.status === 'draft' && (
            <Button loading={issue.isPending} onClick={() => issue.mutate({ id: invoice.id, version: invoice.version })} data-testid="invoice-issue">
              {t('billing.issue')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => print('invoice', invoice.id)} data-testid="invoice-print">
            {t('billing.print')}
          </Button>
          {invoice.payments.length > 0 && (
            <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => print('receipt', invoice.id)} data-testid="receipt-print">
              {t('billing.print_receipt')}
            </Button>
          )}
          {mayTake && invoice.paid_minor > 0 && (
            <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setOpen('refund')} data-testid="invoice-refund">
              {t('billing.refund')}
            </Button>
          )}
          {mayTake && invoice.status === 'issued' && (
            <Button leftSection={<IconCash size={17} />} onClick={() => setOpen('payment')} data-testid="invoice-pay">
              {t('billing.take')}
            </Button>
          )}
        </>
      }
    >
      <FailureNote failure={issue.error} />
      <div className={classes.grid}>
        <div className={classes.main}>
          <Panel title={t('billing.lines')} flush testid="invoice-lines">
            <Table verticalSpacing="xs" horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('billing.description')}</Table.Th>
                  <Table.Th ta="end">{t('billing.quantity')}</Table.Th>
                  <Table.Th ta="end">{t('billing.price_each')}</Table.Th>
                  <Table.Th ta="end">{t('billing.line_total')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {invoice.lines.map((line) => (
                  <Table.Tr key={line.id}>
                    <Table.Td>
                      <Text className="any-script">{line.description}</Text>
                      <Text size="xs" c="dimmed">
                        {[showDate(line.service_on), line.procedure_code, line.diagnosis_code].filter(Boolean).join(' · ')}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="end" className="numbers">
                      {showNumber(line.quantity, 2)}
                    </Table.Td>
                    <Table.Td ta="end" className="numbers">
                      {money(line.unit_price_minor)}
                    </Table.Td>
                    <Table.Td ta="end" className="numbers">
                      {money(line.amount_minor)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Panel>
          <Panel title={t('billing.payments')} count={invoice.payments.length} flush testid="invoice-payments">
            {invoice.payments.length === 0 && (
              <Text size="sm" c="dimmed" p="sm" px="md">
                {t('billing.payments.empty')}
              </Text>
            )}
            {invoice.payments.map((payment) => (
              <div key={payment.id} className={classes.payment} data-testid="payment">
                <div>
                  <Text>
                    {word('payment_kind', payment.kind)} · {word('payment_method', payment.method)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[showDayAndTime(payment.received_at, zone), payment.received_by, payment.reference].filter(Boolean).join(' · ')}
                  </Text>
                </div>
                <Text fw={600} className="numbers">
                  {payment.kind === 'refund' ? `−${money(Math.abs(payment.amount_minor))}` : money(payment.amount_minor)}
                </Text>
              </div>
            ))}
          </Panel>
        </div>
        <Panel gap="xs" testid="invoice-summary">
          <Anchor component={Link} to={`/patients/${invoice.patient.id}`} fw={620} size="lg" c="inherit" className="any-script">
            {invoice.patient.display_name}
          </Anchor>
          <Text size="sm" c="dimmed">
            {patientFacts(invoice.patient)}
          </Text>
          <div className={classes.sums}>
            <span>{t('billing.issued')}</span>
            <span>{showDate(invoice.issued_on)}</span>
            <span>{t('billing.due')}</span>
            <span>{showDate(invoice.due_on)}</span>
            <span>{t('billing.total')}</span>
            <span>{money(invoice.total_minor)}</span>
            <span>{t('billing.paid')}</span>
            <span>{money(invoice.paid_minor)}</span>
            {invoice.credit_minor > 0 && (
              <>
                <span>{t('billing.credit')}</span>
                <span>{money(invoice.credit_minor)}</span>
              </>
            )}
          </div>
          <div className={classes.due}>
            <Text fw={600}>{t('billing.open_amount')}</Text>
            <Text fw={680} size="xl" className="numbers" data-testid="invoice-due">
              {money(invoice.due_minor)}
            </Text>
          </div>
          {invoice.visit_id && (
            <Anchor component={Link} to={`/visits/${invoice.visit_id}`} size="sm">
              {t('appointment.open_visit')}
            </Anchor>
          )}
          {invoice.notes && (
            <Text size="sm" className="prewrap any-script">
              {invoice.notes}
            </Text>
          )}
        </Panel>
      </div>
      <Modal opened={open !== 'nothing'} onClose={close} title={t(open === 'refund' ? 'billing.refund' : 'billing.take')}>
        {open !== 'nothing' && <PaymentForm invoice={invoice} kind={open} onDone={close} />}
      </Modal>
    </Page>
  );
}

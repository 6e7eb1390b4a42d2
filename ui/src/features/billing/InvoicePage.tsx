import { ActionIcon, Anchor, Button, Group, Menu, Modal, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconCash, IconDots, IconPencil, IconPrinter, IconTrash } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Invoice, PaymentOnInvoice } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel, Quiet } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate, showDayAndTime, showNumber } from '../../shared/time/format';
import { usePrint } from '../../shared/usePrint';
import { patientFacts } from '../people/patientFacts';
import { CorrectPaymentForm } from './CorrectPaymentForm';
import { CreditForm } from './CreditForm';
import { InvoiceClaims } from './InvoiceClaims';
import { InvoiceFindings } from './InvoiceFindings';
import classes from './InvoicePage.module.css';
import { InvoiceState } from './InvoiceState';
import { LineForm } from './LineForm';
import { PaymentForm } from './PaymentForm';
import { WriteOffForm } from './WriteOffForm';

const route = getRouteApi('/invoices/$invoiceId');

/** One invoice: its lines, what has been paid, what is open. */
export function InvoicePage() {
  const { invoiceId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('billing.invoice', { id: invoiceId }, ['invoices', 'invoice_lines', 'payments', 'insurance_claims', 'patients']);
  const issue = useAct('billing.issue_invoice');
  const print = usePrint();
  const mayTake = useMay('take_money');
  const mayWrite = useMay('write_invoices');
  const check = useAct('billing.check_invoice');
  const undo = useAct('billing.undo_write_off');
  const voided = useAct('billing.void_invoice');
  const [open, setOpen] = useState<'nothing' | 'payment' | 'refund' | 'void' | 'write_off' | 'credit'>('nothing');
  const remove = useAct('billing.remove_line');
  /** The line of a draft that is being changed, or a new one. */
  const [writing, setWriting] = useState<Invoice['lines'][number] | 'new' | null>(null);
  const [removing, setRemoving] = useState<Invoice['lines'][number] | null>(null);
  const [correcting, setCorrecting] = useState<PaymentOnInvoice | null>(null);
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
  const mayChange = mayWrite && invoice.status === 'draft';
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
          {mayWrite && invoice.status === 'draft' && (
            <Button
              loading={issue.isPending}
              onClick={() => issue.mutate({ id: invoice.id, version: invoice.version }, { onSuccess: ({ number }) => notifications.show({ message: t('billing.issued_as', { number }) }) })}
              data-testid="invoice-issue"
            >
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
            <Button variant="default" leftSection={<IconArrowBackUp size={16} className="mirrored" />} onClick={() => setOpen('refund')} data-testid="invoice-refund">
              {t('billing.refund')}
            </Button>
          )}
          {mayTake && invoice.status === 'issued' && (
            <Button leftSection={<IconCash size={17} />} onClick={() => setOpen('payment')} data-testid="invoice-pay">
              {t('billing.take')}
            </Button>
          )}
          {mayWrite && (invoice.status === 'draft' || invoice.status === 'issued') && (
            <Menu position="bottom-end" shadow="md">
              <Menu.Target>
                <ActionIcon variant="default" size={36} aria-label={t('billing.more')} data-testid="invoice-more">
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  onClick={() => check.mutate({ id: invoice.id }, { onSuccess: ({ findings }) => findings.length === 0 && notifications.show({ message: t('billing.check.clean') }) })}
                  data-testid="invoice-check"
                >
                  {t('billing.check.first')}
                </Menu.Item>
                {invoice.status === 'issued' && invoice.due_minor > 0 && (
                  <Menu.Item onClick={() => setOpen('write_off')} data-testid="invoice-write-off">
                    {t('balances.write_off')}
                  </Menu.Item>
                )}
                <Menu.Item color="red" onClick={() => setOpen('void')} data-testid="invoice-void">
                  {t('billing.void')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }
    >
      <Stack gap="sm" mb="md" className={classes.notes}>
        <FailureNote failure={issue.error ?? remove.error ?? check.error ?? undo.error} />
        <InvoiceFindings invoice={invoice} />
        {invoice.void_reason !== null && <Note tone="plain">{t('billing.void.because', { reason: invoice.void_reason })}</Note>}
        {invoice.status === 'written_off' && (
          <Note tone="plain">
            {t('billing.written_off.because', { amount: money(invoice.written_off_minor), reason: invoice.write_off_reason ?? '' })}{' '}
            {mayWrite && (
              <Anchor component="button" type="button" size="sm" onClick={() => undo.mutate({ id: invoice.id, version: invoice.version })} data-testid="invoice-undo-write-off">
                {t('balances.undo_write_off')}
              </Anchor>
            )}
          </Note>
        )}
      </Stack>
      <div className={classes.grid}>
        <div className={classes.main}>
          <Panel
            title={t('billing.lines')}
            flush
            testid="invoice-lines"
            actions={
              mayChange && <AddButton label={t('billing.add_line')} onClick={() => setWriting('new')} testid="line-add" />
            }
          >
            <Table verticalSpacing="xs" horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('billing.description')}</Table.Th>
                  <Table.Th ta="end">{t('billing.quantity')}</Table.Th>
                  <Table.Th ta="end">{t('billing.price_each')}</Table.Th>
                  <Table.Th ta="end">{t('billing.line_total')}</Table.Th>
                  {mayChange && (
                    <Table.Th w="5.5rem">
                      <VisuallyHidden>{t('billing.line')}</VisuallyHidden>
                    </Table.Th>
                  )}
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
                    {mayChange && (
                      <Table.Td>
                        <Group gap={2} wrap="nowrap" justify="flex-end">
                          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('billing.change_line', { line: line.description })} onClick={() => setWriting(line)} data-testid="line-change">
                            <IconPencil size={16} />
                          </ActionIcon>
                          {invoice.lines.length > 1 && (
                            <ActionIcon
                              variant="subtle"
                              color="gray"
                              size={32}
                              aria-label={t('billing.remove_line', { line: line.description })}
                              loading={remove.isPending && remove.variables.id === line.id}
                              onClick={() => setRemoving(line)}
                              data-testid="line-remove"
                            >
                              <IconTrash size={16} />
                            </ActionIcon>
                          )}
                        </Group>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Panel>
          <Panel title={t('billing.payments')} count={invoice.payments.length} flush testid="invoice-payments">
            {invoice.payments.length === 0 && <Quiet>{t('billing.payments.empty')}</Quiet>}
            {invoice.payments.map((payment) => (
              <div key={payment.id} className={classes.payment} data-testid="payment">
                <div>
                  <Text>
                    {word('payment_kind', payment.kind)} · {word('payment_method', payment.method)}
                  </Text>
                  <Text size="xs" c="dimmed" className="any-script">
                    {[showDayAndTime(payment.received_at, zone), payment.received_by, payment.reference, payment.notes, payment.correction_reason && t('billing.corrected_because', { reason: payment.correction_reason })]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </div>
                <Group gap="xs" wrap="nowrap">
                  {mayTake && (
                    <Button size="compact-xs" variant="subtle" aria-label={t('cash.correct.of', { patient: `${word('payment_kind', payment.kind)} ${money(payment.amount_minor)}` })} onClick={() => setCorrecting(payment)} data-testid="payment-correct">
                      {t('cash.correct.short')}
                    </Button>
                  )}
                  <Text fw={600} className="numbers">
                    {payment.kind === 'refund' ? `−${money(Math.abs(payment.amount_minor))}` : money(payment.amount_minor)}
                  </Text>
                </Group>
              </div>
            ))}
            {invoice.corrected_payments.map((payment) => (
              <div key={payment.id} className={classes.payment} data-replaced data-testid="payment-replaced">
                <Text size="sm" c="dimmed">
                  {word('payment_kind', payment.kind)} · {word('payment_method', payment.method)} · {t('billing.corrected')}
                </Text>
                <Text size="sm" c="dimmed" td="line-through" className="numbers">
                  {money(payment.amount_minor)}
                </Text>
              </div>
            ))}
          </Panel>
          <InvoiceClaims invoice={invoice} />
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
            {invoice.written_off_minor > 0 && (
              <>
                <span>{t('billing.written_off')}</span>
                <span>{money(invoice.written_off_minor)}</span>
              </>
            )}
          </div>
          <div className={classes.due}>
            <Text fw={600}>{t('billing.open_amount')}</Text>
            <Text fw={680} size="xl" className="numbers" data-testid="invoice-due">
              {money(invoice.due_minor)}
            </Text>
          </div>
          {mayTake && invoice.credit_minor > 0 && (
            <Button variant="default" size="compact-sm" onClick={() => setOpen('credit')} data-testid="invoice-credit">
              {t('billing.use_credit')}
            </Button>
          )}
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
      <Modal opened={open === 'payment' || open === 'refund'} onClose={close} title={t(open === 'refund' ? 'billing.refund' : 'billing.take')}>
        {(open === 'payment' || open === 'refund') && <PaymentForm invoice={invoice} kind={open} onDone={close} />}
      </Modal>
      {open === 'void' && (
        <AskReason
          title={t('billing.void.title', { invoice: invoice.number ?? t('billing.draft') })}
          draft={`void:${invoice.id}`}
          text={t('billing.void.text', { invoice: invoice.number ?? t('billing.draft'), patient: invoice.patient.display_name, amount: money(invoice.total_minor) })}
          label={t('accounts.reason')}
          submit={t('billing.void')}
          danger
          send={(reason) => voided.mutateAsync({ id: invoice.id, version: invoice.version, reason })}
          onClose={close}
          testid="void"
        />
      )}
      <Modal opened={open === 'write_off'} onClose={close} title={t('billing.write_off.title')}>
        {open === 'write_off' && <WriteOffForm invoice={invoice} onDone={close} />}
      </Modal>
      <Modal opened={open === 'credit'} onClose={close} title={t('billing.use_credit')}>
        {open === 'credit' && <CreditOf invoice={invoice} onDone={close} />}
      </Modal>
      <Modal opened={writing !== null} onClose={() => setWriting(null)} title={t('billing.line')}>
        {writing !== null && <LineForm key={writing === 'new' ? 'new' : writing.id} invoice={invoice} line={writing === 'new' ? null : writing} onDone={() => setWriting(null)} />}
      </Modal>
      <Modal opened={removing !== null} onClose={() => setRemoving(null)} title={t('billing.remove_line', { line: removing?.description ?? '' })}>
        {removing && (
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setRemoving(null)}>
              {t('common.close')}
            </Button>
            <Button color="red" data-autofocus onClick={() => remove.mutate({ id: removing.id, version: removing.version }, { onSettled: () => setRemoving(null) })} data-testid="line-remove-submit">
              {t('billing.remove_line', { line: removing.description })}
            </Button>
          </Group>
        )}
      </Modal>
      <Modal opened={correcting !== null} onClose={() => setCorrecting(null)} title={t('cash.correct')}>
        {correcting && <CorrectPaymentForm payment={{ ...correcting, currency: invoice.currency }} onDone={() => setCorrecting(null)} />}
      </Modal>
    </Page>
  );
}

/** The credit of this invoice, and the patient's other invoices that it could pay. */
function CreditOf({ invoice, onDone }: { invoice: Invoice; onDone: () => void }) {
  const { patient } = invoice;
  const others = useCommand('billing.invoices', { status: 'open', query: patient.mrn ?? patient.display_name }, ['invoices', 'invoice_lines', 'payments', 'patients']);
  if (!others.data) return <FailureNote failure={others.error} />;
  return <CreditForm credit={{ ...invoice, invoice_id: invoice.id }} invoices={others.data.filter((each) => each.patient.id === patient.id)} onDone={onDone} />;
}

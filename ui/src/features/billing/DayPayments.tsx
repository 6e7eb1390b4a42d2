import { Anchor, Badge, Button, Group, Modal, Select, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NotedPayment, PaymentMark } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showTime } from '../../shared/time/format';
import classes from './accounts.module.css';
import { CorrectPaymentForm } from './CorrectPaymentForm';
import { paymentMethods } from './paymentMethods';

/** Every payment and refund of a day, the newest first; a wrong one is corrected from here. */
export function DayPayments(props: { on: string; site: string | null }) {
  const [method, setMethod] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<NotedPayment | null>(null);
  return (
    <Panel
      title={t('cash.payments')}
      flush
      testid="day-payments"
      actions={
        <Select size="xs" w="12rem" clearable placeholder={t('cash.any_method')} aria-label={t('billing.method')} value={method} onChange={setMethod} data={choices('payment_method', paymentMethods)} />
      }
    >
      <PaymentPages key={method ?? ''} {...props} method={method} onCorrect={setCorrecting} />
      <Modal opened={correcting !== null} onClose={() => setCorrecting(null)} title={t('cash.correct')}>
        {correcting && <CorrectPaymentForm payment={correcting} onDone={() => setCorrecting(null)} />}
      </Modal>
    </Panel>
  );
}

interface PagesProps {
  on: string;
  site: string | null;
  method: string | null;
  onCorrect: (payment: NotedPayment) => void;
}

function PaymentPages(props: PagesProps) {
  /** Where each page that is shown begins. */
  const [marks, setMarks] = useState<readonly (PaymentMark | null)[]>([null]);
  return (
    <Table.ScrollContainer minWidth="46rem" type="native">
      <Table horizontalSpacing="md" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('cash.at')}</Table.Th>
            <Table.Th>{t('billing.patient')}</Table.Th>
            <Table.Th>{t('claims.invoice')}</Table.Th>
            <Table.Th>{t('billing.method')}</Table.Th>
            <Table.Th ta="end">{t('billing.line_total')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('cash.correct.short')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {marks.map((after, index) => (
            <PaymentPage key={after?.id ?? 'first'} {...props} after={after} onMore={index === marks.length - 1 ? (next) => setMarks([...marks, next]) : null} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function PaymentPage(props: PagesProps & { after: PaymentMark | null; onMore: ((next: PaymentMark) => void) | null }) {
  const { on, site, method, after, onCorrect, onMore } = props;
  const { time_zone: zone } = useSite();
  const mayTake = useMay('take_money');
  const page = useCommand('billing.payments', { from_on: on, until_on: on, site_id: site, method, after }, ['payments', 'patients', 'invoices']);
  const rows = page.data?.payments ?? [];
  const next = page.data?.next ?? null;
  return (
    <>
      {page.error && (
        <Table.Tr>
          <Table.Td colSpan={6}>
            <FailureNote failure={page.error} />
          </Table.Td>
        </Table.Tr>
      )}
      {page.data && rows.length === 0 && after === null && (
        <Table.Tr>
          <Table.Td colSpan={6} c="dimmed">
            {t('cash.payments.empty')}
          </Table.Td>
        </Table.Tr>
      )}
      {rows.map((each) => (
        <Table.Tr key={each.id} data-replaced={each.is_corrected || undefined} className={classes.payment} data-testid="day-payment">
          <Table.Td className="numbers">{showTime(each.received_at, zone)}</Table.Td>
          <Table.Td className="any-script">
            {each.patient.display_name}
            <Text size="xs" c="dimmed">
              {[each.received_by, each.payer_kind === 'patient' ? null : (each.payer_text ?? word('payer_kind', each.payer_kind)), each.reference].filter(Boolean).join(' · ')}
            </Text>
          </Table.Td>
          <Table.Td>
            {each.invoice_id && (
              <Anchor component={Link} to={`/invoices/${each.invoice_id}`} className="numbers" style={{ whiteSpace: 'nowrap' }}>
                {each.invoice_number ?? t('billing.draft')}
              </Anchor>
            )}
          </Table.Td>
          <Table.Td>{word('payment_method', each.method)}</Table.Td>
          <Table.Td className={classes.money}>{each.kind === 'refund' ? `−${showMoney(each.amount_minor, each.currency)}` : showMoney(each.amount_minor, each.currency)}</Table.Td>
          <Table.Td>
            <Group gap={6} justify="flex-end" wrap="nowrap">
              {each.is_corrected && <Badge color="gray">{t('cash.replaced')}</Badge>}
              {each.corrects_id && !each.is_corrected && <Badge color="gray">{t('cash.correction')}</Badge>}
              {mayTake && !each.is_corrected && (
                <Button size="compact-xs" variant="subtle" onClick={() => onCorrect(each)} aria-label={t('cash.correct.of', { patient: each.patient.display_name })} data-testid="payment-correct">
                  {t('cash.correct.short')}
                </Button>
              )}
            </Group>
          </Table.Td>
        </Table.Tr>
      ))}
      {next !== null && onMore && (
        <Table.Tr>
          <Table.Td colSpan={6} ta="center">
            <Button variant="subtle" onClick={() => onMore(next)}>
              {t('accounts.more')}
            </Button>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

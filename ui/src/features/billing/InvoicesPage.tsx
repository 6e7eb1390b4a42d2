import { Button, Drawer, Group, Paper, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconReceipt, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';
import { PatientPicker } from '../people/PatientPicker';
import classes from './InvoicesPage.module.css';
import { InvoiceState } from './InvoiceState';
import { NewInvoiceForm } from './NewInvoiceForm';
import { VisitsToBill } from './VisitsToBill';

type Shown = 'open' | 'all' | 'to_bill';

/** Invoices, those with something to do first, and what has none yet. */
export function InvoicesPage() {
  const [status, setStatus] = useState<Shown>('open');
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 120);
  const [making, setMaking] = useState(false);
  const [patient, setPatient] = useState<PatientLine | null>(null);
  const mayWrite = useMay('write_invoices');
  const invoices = useCommand('billing.invoices', { status: status === 'all' ? 'all' : 'open', query: asked === '' ? null : asked }, ['invoices', 'invoice_lines', 'payments', 'patients'], { keepPrevious: true });
  const rows = invoices.data ?? [];
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const close = () => {
    setMaking(false);
    setPatient(null);
  };
  return (
    <Page
      title={t('nav.invoices')}
      testid="invoices"
      actions={
        <>
          {status !== 'to_bill' && <TextInput w="18rem" leftSection={<IconSearch size={16} />} placeholder={t('billing.search')} aria-label={t('billing.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} data-testid="invoices-search" />}
          <SegmentedControl
            value={status}
            onChange={(value) => setStatus(value as Shown)}
            data={[
              { value: 'open', label: t('billing.open') },
              { value: 'all', label: t('billing.all') },
              ...(mayWrite ? [{ value: 'to_bill', label: t('to_bill.tab') }] : []),
            ]}
            data-testid="invoices-shown"
          />
          {mayWrite && (
            <Button leftSection={<IconPlus size={17} />} onClick={() => setMaking(true)} data-testid="invoices-new">
              {t('billing.new')}
            </Button>
          )}
        </>
      }
    >
      {status === 'to_bill' && <VisitsToBill />}
      {status !== 'to_bill' && <FailureNote failure={invoices.error} />}
      {status !== 'to_bill' && invoices.data && rows.length === 0 && (
        <Teach icon={<IconReceipt size={46} stroke={1.3} />} title={t(asked ? 'billing.nothing' : status === 'open' ? 'billing.empty.open' : 'billing.empty')} text={t('billing.empty.text')} />
      )}
      {status !== 'to_bill' && rows.length > 0 && (
        <Paper className={classes.table}>
          <div className={`${classes.row} ${classes.head}`}>
            {(['number', 'patient', 'issued', 'due', 'state', 'total', 'open_amount'] as const).map((column) => (
              <span key={column}>
                {t(`billing.${column}`)}
              </span>
            ))}
          </div>
          <div ref={scroller} className={classes.scroller}>
            <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
              {virtual.getVirtualItems().map((item) => {
                const invoice = rows[item.index];
                if (!invoice) return null;
                return (
                  <Link key={item.key} to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }} className={classes.row} style={{ position: 'absolute', insetInline: 0, top: item.start, height: item.size }} data-testid="invoice-row">
                    <span className="numbers">{invoice.number ?? t('billing.draft')}</span>
                    <Text span fw={570} truncate className="any-script">
                      {invoice.patient.display_name}
                    </Text>
                    <span className="numbers">{showDate(invoice.issued_on)}</span>
                    <span className="numbers">{showDate(invoice.due_on)}</span>
                    <span>
                      <InvoiceState invoice={invoice} />
                    </span>
                    <span className={classes.money}>{showMoney(invoice.total_minor, invoice.currency)}</span>
                    <Text span fw={invoice.due_minor > 0 ? 620 : 400} c={invoice.due_minor > 0 ? undefined : 'dimmed'} className={classes.money}>
                      {showMoney(invoice.due_minor, invoice.currency)}
                    </Text>
                  </Link>
                );
              })}
            </div>
          </div>
        </Paper>
      )}
      <Drawer opened={making} onClose={close} title={t('billing.new')} size="40rem">
        {making && (
          <>
            <PatientPicker value={patient} onChange={setPatient} autoFocus testid="invoice-patient" />
            {patient && (
              <Group mt="md" display="block">
                <NewInvoiceForm key={patient.id} patientId={patient.id} visitId={null} onDone={close} />
              </Group>
            )}
          </>
        )}
      </Drawer>
    </Page>
  );
}

import { Anchor, Box, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { InvoiceLine, PatientLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';
import { patientFacts } from '../people/patientFacts';
import { CreditForm } from './CreditForm';
import { InvoiceState } from './InvoiceState';
import { WriteOffForm } from './WriteOffForm';

const TABLES = ['invoices', 'invoice_lines', 'payments', 'patients'] as const;

/** What is open with one patient, and what can be done about it. */
export function PatientAccount(props: { patient: PatientLine }) {
  const { patient } = props;
  const invoices = useCommand('billing.invoices', { status: 'all', query: patient.mrn ?? patient.display_name }, TABLES);
  const credit = useCommand('billing.credit', { patient_id: patient.id }, TABLES);
  const mayWrite = useMay('write_invoices');
  const mayTake = useMay('take_money');
  const [open, setOpen] = useState<{ what: 'write_off' | 'credit'; id: string } | null>(null);
  const undo = useAct('billing.undo_write_off');
  const close = () => setOpen(null);
  // The search also finds numbers that begin alike and other people of the name.
  const theirs = (invoices.data ?? []).filter((each) => each.patient.id === patient.id);
  const shown = theirs.filter((each) => each.due_minor > 0 || each.written_off_minor > 0).filter((each) => each.status !== 'draft');
  const credits = credit.data?.invoices ?? [];
  return (
    <Stack gap="md" data-testid="patient-account">
      <div>
        <Anchor component={Link} to={`/patients/${patient.id}`} fw={620} size="lg" c="inherit" className="any-script">
          {patient.display_name}
        </Anchor>
        <Text size="sm" c="dimmed">
          {patientFacts(patient)}
        </Text>
      </div>
      <FailureNote failure={invoices.error ?? credit.error ?? undo.error} />
      {credits.length > 0 && (
        <Panel title={t('balances.credit')} gap="md" testid="account-credits">
          {credits.map((each) => (
            <div key={each.invoice_id} data-testid="account-credit">
              <Group justify="space-between" wrap="nowrap">
                <Text>
                  {t('balances.credit_on', { amount: showMoney(each.credit_minor, each.currency), invoice: each.number ?? t('billing.draft') })}{' '}
                  <Anchor component={Link} to={`/invoices/${each.invoice_id}`} size="sm">
                    {t('balances.credit.open')}
                  </Anchor>
                </Text>
                {mayTake && open?.id !== each.invoice_id && (
                  <Button size="compact-sm" variant="default" onClick={() => setOpen({ what: 'credit', id: each.invoice_id })} data-testid="credit-use">
                    {t('balances.credit.use')}
                  </Button>
                )}
              </Group>
              {open?.what === 'credit' && open.id === each.invoice_id && <CreditForm credit={each} invoices={theirs} onDone={close} />}
            </div>
          ))}
        </Panel>
      )}
      <Panel title={t('balances.invoices')} count={shown.length} gap="md" testid="account-invoices">
        {invoices.data && shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('balances.account.empty')}
          </Text>
        )}
        {shown.map((invoice) => (
          <div key={invoice.id} data-testid="account-invoice">
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <AccountLine invoice={invoice} />
              {mayWrite && invoice.status === 'issued' && open?.id !== invoice.id && (
                <Button size="compact-sm" variant="default" onClick={() => setOpen({ what: 'write_off', id: invoice.id })} data-testid="write-off">
                  {t('balances.write_off')}
                </Button>
              )}
              {mayWrite && invoice.status === 'written_off' && (
                <Button size="compact-sm" variant="default" loading={undo.isPending && undo.variables.id === invoice.id} onClick={() => undo.mutate({ id: invoice.id, version: invoice.version })} data-testid="undo-write-off">
                  {t('balances.undo_write_off')}
                </Button>
              )}
            </Group>
            {open?.what === 'write_off' && open.id === invoice.id && (
              <Box mt="sm">
                <WriteOffForm invoice={invoice} onDone={close} />
              </Box>
            )}
          </div>
        ))}
      </Panel>
    </Stack>
  );
}

function AccountLine({ invoice }: { invoice: InvoiceLine }) {
  return (
    <div>
      <Group gap="xs">
        <Anchor component={Link} to={`/invoices/${invoice.id}`} className="numbers">
          {invoice.number ?? t('billing.draft')}
        </Anchor>
        <InvoiceState invoice={invoice} />
      </Group>
      <Text size="sm" className="numbers">
        {invoice.written_off_minor > 0 ? t('balances.written_off', { amount: showMoney(invoice.written_off_minor, invoice.currency) }) : showMoney(invoice.due_minor, invoice.currency)}
        {invoice.due_minor > 0 && invoice.due_on && (
          <Text span size="sm" c="dimmed">
            {' · '}
            {t('balances.due_on', { day: showDate(invoice.due_on) })}
          </Text>
        )}
      </Text>
    </div>
  );
}

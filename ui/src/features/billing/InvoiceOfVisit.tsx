import { List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { moneyText } from '../../shared/money';
import { NewInvoiceForm } from './NewInvoiceForm';

/** The bill of a visit, with the lines that what was done there is likely to cost. */
export function InvoiceOfVisit(props: { visitId: string; onDone: () => void }) {
  const suggested = useCommand('billing.suggest_lines', { visit_id: props.visitId }, ['visits', 'invoices', 'price_list', 'procedures', 'lab_orders', 'lab_results', 'dispensings', 'immunizations', 'scans']);
  if (suggested.error) return <FailureNote failure={suggested.error} />;
  if (!suggested.data) return null;
  const { lines, unpriced, invoices, diagnoses, currency, patient_id } = suggested.data;
  return (
    <Stack gap="sm">
      {invoices.length > 0 && (
        <Note tone="amber" testid="visit-has-bill">
          {t('to_bill.has_bill')}{' '}
          {invoices.map((invoice) => (
            <Link key={invoice.id} to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }}>
              {invoice.number ?? t('billing.draft')}
            </Link>
          ))}
        </Note>
      )}
      <Text size="sm" c="dimmed">
        {t(lines.length > 0 ? 'to_bill.suggested' : 'to_bill.nothing_priced')}
      </Text>
      {unpriced.length > 0 && (
        <Note tone="amber" testid="visit-unpriced">
          {t('to_bill.unpriced')}
          <List size="sm">
            {unpriced.map((done, index) => (
              <List.Item key={index} className="any-script">
                {[word('billed_kind', done.kind), done.description, done.code].filter(Boolean).join(' · ')}
              </List.Item>
            ))}
          </List>
        </Note>
      )}
      {diagnoses.length > 0 && (
        <Text size="sm" className="any-script">
          {t('to_bill.diagnoses', { codes: diagnoses.map((each) => `${each.code} ${each.description}`).join('; ') })}
        </Text>
      )}
      <NewInvoiceForm
        patientId={patient_id}
        visitId={props.visitId}
        onDone={props.onDone}
        lines={lines.map((line) => ({
          description: line.description,
          quantity: line.quantity,
          price: moneyText(line.unit_price_minor, currency),
          procedure_code: line.procedure_code ?? '',
          diagnosis_code: line.diagnosis_code ?? '',
        }))}
      />
    </Stack>
  );
}

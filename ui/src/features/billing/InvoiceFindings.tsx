import { Anchor, Button, Group, List, Text } from '@mantine/core';
import { useState } from 'react';
import type { Invoice } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FailureNote, Note } from '../../shared/look/Note';

/** What looks wrong on an invoice: a proposal, which a person follows or answers. */
export function InvoiceFindings({ invoice }: { invoice: Invoice }) {
  const mayWrite = useMay('write_invoices');
  const check = useAct('billing.check_invoice');
  const dismiss = useAct('billing.dismiss_error');
  const [answering, setAnswering] = useState(false);
  const findings = (invoice.error_text ?? '').split('\n').filter((line) => line.trim() !== '');
  if (findings.length === 0) return null;
  if (!invoice.looks_wrong) {
    return invoice.error_dismissal_reason === null ? null : (
      <Text size="sm" c="dimmed" className="any-script">
        {t('billing.finding.dismissed', { reason: invoice.error_dismissal_reason })}
      </Text>
    );
  }
  return (
    <Note tone="amber" testid="invoice-findings">
      <Text span size="sm" fw={620}>
        {t('billing.finding')}
      </Text>
      <List size="sm" c="inherit" spacing={2}>
        {findings.map((each) => (
          <List.Item key={each} className="any-script">
            {each}
          </List.Item>
        ))}
      </List>
      {mayWrite && (
        <Group gap="sm" mt={6}>
          <Button size="compact-sm" variant="default" onClick={() => setAnswering(true)} data-testid="finding-dismiss">
            {t('billing.finding.dismiss')}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => check.mutate({ id: invoice.id })} data-testid="finding-check">
            {t('billing.check')}
          </Anchor>
        </Group>
      )}
      <FailureNote failure={check.error} />
      {answering && (
        <AskReason
          title={t('billing.finding.dismiss')}
          draft={`finding:${invoice.id}`}
          text={t('billing.finding.dismiss.text')}
          label={t('accounts.reason')}
          submit={t('billing.finding.dismiss')}
          send={(reason) => dismiss.mutateAsync({ id: invoice.id, version: invoice.version, reason })}
          onClose={() => setAnswering(false)}
          testid="finding"
        />
      )}
    </Note>
  );
}

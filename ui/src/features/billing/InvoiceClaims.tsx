import { Anchor, Button, Drawer, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import type { Invoice } from '../../api/commands';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { Panel } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { ClaimDetails } from './ClaimDetails';
import { ClaimState } from './ClaimState';
import { DraftClaimForm } from './DraftClaimForm';

/** What insurers were asked to pay of an invoice. */
export function InvoiceClaims({ invoice }: { invoice: Invoice }) {
  const mayWrite = useMay('write_invoices');
  const [opened, setOpened] = useState<string | null>(null);
  const [drafting, setDrafting] = useState(false);
  if (invoice.claims.length === 0 && invoice.status !== 'issued') return null;
  return (
    <Panel
      title={t('claims.of_invoice')}
      count={invoice.claims.length}
      gap="xs"
      testid="invoice-claims"
      actions={
        mayWrite &&
        invoice.status === 'issued' && (
          <Button size="compact-sm" variant="default" onClick={() => setDrafting(true)} data-testid="claim-draft">
            {t('claims.draft')}
          </Button>
        )
      }
    >
      {invoice.claims.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('claims.of_invoice.empty')}
        </Text>
      )}
      {invoice.claims.map((claim) => (
        <Group key={claim.id} justify="space-between" wrap="nowrap" data-testid="invoice-claim">
          <Group gap="xs">
            <Anchor component="button" type="button" onClick={() => setOpened(claim.id)} className="numbers">
              {claim.number ?? t('claims.unnumbered')}
            </Anchor>
            <Text span className="any-script">
              {claim.insurer_name}
            </Text>
            <ClaimState status={claim.status} />
          </Group>
          <Text fw={600} className="numbers">
            {showMoney(claim.approved_minor ?? claim.claimed_minor, claim.currency)}
          </Text>
        </Group>
      ))}
      <Drawer opened={opened !== null} onClose={() => setOpened(null)} title={t('claims.one')} size="34rem">
        {opened && <ClaimDetails key={opened} invoiceId={invoice.id} claimId={opened} onOpen={setOpened} />}
      </Drawer>
      <Modal opened={drafting} onClose={() => setDrafting(false)} title={t('claims.draft')}>
        {drafting && (
          <DraftClaimForm
            invoiceId={invoice.id}
            onDone={() => setDrafting(false)}
            onMade={(id) => {
              setDrafting(false);
              setOpened(id);
            }}
          />
        )}
      </Modal>
    </Panel>
  );
}

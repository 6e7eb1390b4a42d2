import { Anchor, Drawer, Group, Paper, SegmentedControl, Select, Table, Text } from '@mantine/core';
import { IconFileDollar } from '@tabler/icons-react';
import { useState } from 'react';
import type { Claim } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import classes from './accounts.module.css';
import { ClaimDetails } from './ClaimDetails';

const stages = ['draft', 'submitted', 'acknowledged', 'approved', 'settled', 'denied', 'cancelled'] as const;
type Stage = (typeof stages)[number];
const ages = ['30', '60', '90'] as const;
/** A claim older than this has waited longer than insurers usually take. */
const LONG_DAYS = 30;

function isStage(value: string): value is Stage {
  return stages.some((stage) => stage === value);
}

/** Claims to insurers, by how far they are. */
export function ClaimsPage() {
  const [stage, setStage] = useState<Stage>('submitted');
  const [age, setAge] = useState<string | null>(null);
  const [opened, setOpened] = useState<{ id: string; invoice_id: string } | null>(null);
  const claims = useCommand(
    'billing.claims',
    { status: stage, older_than_days: age === null || stage === 'draft' ? null : Number(age) },
    ['insurance_claims', 'insurance_policies', 'invoices', 'payments', 'patients'],
    { keepPrevious: true },
  );
  // An answer that is kept from another state would show claims that are not in this one.
  const rows = (claims.data ?? []).filter((each) => each.status === stage);
  return (
    <Page
      title={t('nav.claims')}
      testid="claims"
      actions={
        stage !== 'draft' && (
          <Select w="14rem" clearable placeholder={t('claims.any_age')} aria-label={t('claims.age_filter')} value={age} onChange={setAge} data={ages.map((value) => ({ value, label: t('claims.older', { days: Number(value) }) }))} data-testid="claims-age" />
        )
      }
    >
      <SegmentedControl mb="md" value={stage} onChange={(value) => isStage(value) && setStage(value)} data={choices('claim_status', stages)} aria-label={t('claims.stage')} data-testid="claims-stage" />
      <FailureNote failure={claims.error} />
      {claims.data && !claims.isPlaceholderData && rows.length === 0 && (
        <Teach icon={<IconFileDollar size={46} stroke={1.3} />} title={t(age === null ? 'claims.empty' : 'claims.empty.age')} text={t(`claims.empty.${stage}`)} />
      )}
      {rows.length > 0 && (
        <Paper className={classes.table}>
          <Table.ScrollContainer minWidth="52rem" maxHeight="calc(100dvh - 13rem)" type="native">
            <Table stickyHeader highlightOnHover horizontalSpacing="md" verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('billing.number')}</Table.Th>
                  <Table.Th>{t('billing.patient')}</Table.Th>
                  <Table.Th>{t('claims.insurer')}</Table.Th>
                  <Table.Th>{t('claims.invoice')}</Table.Th>
                  <Table.Th ta="end">{t('claims.claimed')}</Table.Th>
                  <Table.Th ta="end">{t('claims.approved')}</Table.Th>
                  <Table.Th ta="end">{t('claims.paid')}</Table.Th>
                  {stage !== 'draft' && <Table.Th ta="end">{t('claims.waits')}</Table.Th>}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((claim) => (
                  <ClaimRow key={claim.id} claim={claim} onOpen={() => setOpened(claim)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Paper>
      )}
      <Drawer opened={opened !== null} onClose={() => setOpened(null)} title={t('claims.one')} size="34rem">
        {opened && <ClaimDetails key={opened.id} invoiceId={opened.invoice_id} claimId={opened.id} onOpen={(id) => setOpened({ ...opened, id })} />}
      </Drawer>
    </Page>
  );
}

function ClaimRow(props: { claim: Claim; onOpen: () => void }) {
  const { claim, onOpen } = props;
  const waits = claim.status === 'submitted' || claim.status === 'acknowledged' || claim.status === 'approved';
  const long = waits && (claim.age_days ?? 0) > LONG_DAYS;
  const money = (minor: number | null) => (minor === null ? '' : showMoney(minor, claim.currency));
  return (
    <Table.Tr className={classes.row} onClick={onOpen} data-testid="claim-row">
      <Table.Td>
        <Anchor component="button" type="button" className="numbers" onClick={onOpen} data-testid="claim-open">
          {claim.number ?? t('claims.unnumbered')}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text span fw={570} className="any-script" data-testid="claim-patient">
          {claim.patient.display_name}
        </Text>
      </Table.Td>
      <Table.Td className="any-script">{claim.insurer_name}</Table.Td>
      <Table.Td className="numbers">{claim.invoice_number ?? t('billing.draft')}</Table.Td>
      <Table.Td className={classes.money}>{money(claim.claimed_minor)}</Table.Td>
      <Table.Td className={classes.money}>{money(claim.approved_minor)}</Table.Td>
      <Table.Td className={classes.money}>{claim.paid_minor > 0 ? money(claim.paid_minor) : ''}</Table.Td>
      {claim.status !== 'draft' && (
        <Table.Td className={classes.money}>
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Text span size="sm" c={long ? 'var(--hf-amber)' : 'dimmed'} fw={long ? 620 : 400}>
              {t(long ? 'claims.age.long' : 'claims.age', { days: claim.age_days ?? 0 })}
            </Text>
          </Group>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

import { Anchor, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconFilter, IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import type { Aged, PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showLongDate } from '../../shared/time/format';
import classes from './Ageing.module.css';
import { buckets, percentOf, type Bucket } from './buckets';
import { CoversNote } from './CoversNote';

/** What is owed by how late it is: all together, by payer and by patient. */
export function Ageing(props: { onPatient: (patient: PatientLine) => void }) {
  const [only, setOnly] = useState<Bucket | null>(null);
  const ageing = useCommand('billing.ageing', {}, ['invoices', 'invoice_lines', 'payments', 'insurance_claims', 'insurance_policies', 'patients']);
  const owed = ageing.data;
  if (!owed) return <FailureNote failure={ageing.error} />;
  const patients = owed.patients.filter((each) => only === null || each[only] > 0);
  return (
    <Stack gap="md">
      <CoversNote covers={owed.covers} />
      {owed.totals.length === 0 && <Teach icon={<IconScale size={46} stroke={1.3} />} title={t('balances.empty')} text={t('balances.empty.text')} />}
      {owed.totals.map((total) => (
        <Panel
          key={total.currency}
          title={`${t('balances.total')} ${showMoney(total.total_minor, total.currency)}`}
          actions={
            <Text size="sm" c="dimmed">
              {t('balances.on', { day: showLongDate(owed.on) })}
            </Text>
          }
          testid="ageing-total"
        >
          <div className={classes.buckets}>
            {buckets.map((bucket) => (
              <BucketButton key={bucket} bucket={bucket} owed={total} pressed={only === bucket} onPress={() => setOnly(only === bucket ? null : bucket)} />
            ))}
          </div>
        </Panel>
      ))}
      {owed.totals.length > 0 && (
        <>
          <Panel title={t('balances.payers')} flush testid="ageing-payers">
            <AgedTable
              first={t('balances.payer')}
              only={only}
              rows={owed.payers
                .filter((payer) => payer.total_minor > 0)
                .map((payer) => ({ key: `${payer.insurer_name ?? ''}:${payer.currency}`, name: payer.insurer_name ?? t('balances.payer.patients'), owed: payer }))}
            />
          </Panel>
          <Panel
            title={t('balances.of_patients')}
            count={patients.length}
            flush
            testid="ageing-patients"
            actions={
              <Text size="sm" c="dimmed">
                {t('balances.of_patients.most')}
              </Text>
            }
          >
            {patients.length === 0 ? (
              <Teach title={t('balances.empty.bucket')} />
            ) : (
              <AgedTable
                first={t('billing.patient')}
                only={only}
                rows={patients.map((each) => ({ key: `${each.patient.id}:${each.currency}`, name: each.patient.display_name, owed: each, onOpen: () => props.onPatient(each.patient) }))}
              />
            )}
          </Panel>
        </>
      )}
    </Stack>
  );
}

function BucketButton(props: { bucket: Bucket; owed: Aged; pressed: boolean; onPress: () => void }) {
  const { bucket, owed, pressed } = props;
  const percent = percentOf(owed, bucket);
  return (
    <UnstyledButton className={classes.bucket} data-bucket={bucket} aria-pressed={pressed} onClick={props.onPress} data-testid={`bucket-${bucket}`}>
      <span className={classes.bucketName}>
        {t(`balances.${bucket}`)}
        {pressed && <IconFilter size={14} aria-label={t('balances.only')} />}
      </span>
      <span className={classes.amount}>{showMoney(owed[bucket], owed.currency)}</span>
      <span className={classes.bar} aria-hidden>
        <span style={{ inlineSize: `${percent}%` }} />
      </span>
      <Text span size="xs" c="dimmed">
        {t('balances.part', { percent })}
      </Text>
    </UnstyledButton>
  );
}

interface AgedRow {
  key: string;
  name: string;
  owed: Aged;
  onOpen?: () => void;
}

function AgedTable(props: { first: string; only: Bucket | null; rows: readonly AgedRow[] }) {
  return (
    <Table.ScrollContainer minWidth="52rem" type="native">
      <Table horizontalSpacing="md" verticalSpacing="xs" highlightOnHover layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">{props.first}</Table.Th>
            {buckets.map((bucket) => (
              <Table.Th key={bucket} ta="end" data-only={props.only === bucket || undefined} className={classes.cell}>
                {t(`balances.${bucket}`)}
              </Table.Th>
            ))}
            <Table.Th ta="end">{t('balances.total')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.rows.map((row) => (
            <Table.Tr key={row.key} onClick={row.onOpen} style={row.onOpen ? { cursor: 'pointer' } : undefined} data-testid="aged-row">
              <Table.Td>
                {row.onOpen ? (
                  <Anchor component="button" type="button" onClick={row.onOpen} className="any-script" ta="start" aria-label={t('balances.open', { patient: row.name })}>
                    {row.name}
                  </Anchor>
                ) : (
                  <span className="any-script">{row.name}</span>
                )}
              </Table.Td>
              {buckets.map((bucket) => (
                <Table.Td key={bucket} className={classes.cell} data-only={props.only === bucket || undefined} data-none={row.owed[bucket] === 0 || undefined}>
                  {row.owed[bucket] === 0 ? '–' : showMoney(row.owed[bucket], row.owed.currency)}
                </Table.Td>
              ))}
              <Table.Td className={classes.cell} fw={620}>
                {showMoney(row.owed.total_minor, row.owed.currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

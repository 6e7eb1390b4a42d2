import { Anchor, Button, Group, Paper, Stack, Switch, Table, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { patientFacts } from '../people/patientFacts';
import classes from './accounts.module.css';
import { CoversNote } from './CoversNote';

const TABLES = ['invoices', 'invoice_lines', 'payments', 'patients'] as const;

/** Everybody with something open, whether they owe it or have it to their credit. */
export function OpenBalances(props: { onPatient: (patient: PatientLine) => void }) {
  /** Where each page that is shown begins. */
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const [creditsOnly, setCreditsOnly] = useState(false);
  const first = useCommand('billing.open_balances', { after_patient_id: null }, TABLES);
  if (!first.data) return <FailureNote failure={first.error} />;
  if (first.data.balances.length === 0) {
    return (
      <Stack gap="md">
        <CoversNote covers={first.data.covers} />
        <Teach icon={<IconScale size={46} stroke={1.3} />} title={t('balances.empty')} text={t('balances.empty.text')} />
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <CoversNote covers={first.data.covers} />
      <Group>
        <Switch label={t('balances.credits_only')} checked={creditsOnly} onChange={(event) => setCreditsOnly(event.currentTarget.checked)} data-testid="credits-only" />
      </Group>
      <Paper className={classes.table}>
        <Table.ScrollContainer minWidth="44rem" maxHeight="calc(100dvh - 13rem)" type="native">
          <Table stickyHeader highlightOnHover horizontalSpacing="md" verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('billing.patient')}</Table.Th>
                <Table.Th ta="end">{t('balances.invoices')}</Table.Th>
                <Table.Th ta="end">{t('balances.total')}</Table.Th>
                <Table.Th ta="end">{t('balances.credit')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pages.map((after, index) => (
                <BalancePage
                  key={after ?? 'first'}
                  after={after}
                  creditsOnly={creditsOnly}
                  onPatient={props.onPatient}
                  onMore={index === pages.length - 1 ? (next) => setPages([...pages, next]) : null}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </Stack>
  );
}

interface BalancePageProps {
  after: string | null;
  creditsOnly: boolean;
  onPatient: (patient: PatientLine) => void;
  /** Only the last page that is shown offers the next one. */
  onMore: ((next: string) => void) | null;
}

function BalancePage({ after, creditsOnly, onPatient, onMore }: BalancePageProps) {
  const page = useCommand('billing.open_balances', { after_patient_id: after }, TABLES);
  const rows = (page.data?.balances ?? []).filter((each) => !creditsOnly || each.credit_minor > 0);
  const next = page.data?.next_after_patient_id ?? null;
  return (
    <>
      {page.error && (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <FailureNote failure={page.error} />
          </Table.Td>
        </Table.Tr>
      )}
      {rows.map((each) => (
        <Table.Tr key={`${each.patient.id}:${each.currency}`} className={classes.row} onClick={() => onPatient(each.patient)} data-testid="balance-row">
          <Table.Td>
            <Anchor component="button" type="button" ta="start" className="any-script" onClick={() => onPatient(each.patient)} aria-label={t('balances.open', { patient: each.patient.display_name })}>
              {each.patient.display_name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {patientFacts(each.patient)}
            </Text>
          </Table.Td>
          <Table.Td className={classes.money}>{each.invoices > 0 ? each.invoices : ''}</Table.Td>
          <Table.Td className={classes.money} fw={620}>
            {each.due_minor > 0 ? showMoney(each.due_minor, each.currency) : ''}
          </Table.Td>
          <Table.Td className={classes.money}>{each.credit_minor > 0 ? showMoney(each.credit_minor, each.currency) : ''}</Table.Td>
        </Table.Tr>
      ))}
      {page.data && rows.length === 0 && (
        <Table.Tr>
          <Table.Td colSpan={4} c="dimmed">
            {t('balances.empty.credits')}
          </Table.Td>
        </Table.Tr>
      )}
      {next !== null && onMore && (
        <Table.Tr>
          <Table.Td colSpan={4} ta="center">
            <Button variant="subtle" onClick={() => onMore(next)} data-testid="balances-more">
              {t('accounts.more')}
            </Button>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

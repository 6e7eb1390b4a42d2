import { BarChart } from '@mantine/charts';
import { Group, SegmentedControl, Stack, Table } from '@mantine/core';
import { IconReportMoney } from '@tabler/icons-react';
import { useState } from 'react';
import type { RevenueTotal } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { currencyDigits, showMoney } from '../../shared/money';
import { SiteChoice } from '../../shared/SiteChoice';
import { showDate, showMonth } from '../../shared/time/format';
import { periodOf, type Period } from '../../shared/time/period';
import { PeriodChoice } from '../../shared/time/PeriodChoice';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import classes from './accounts.module.css';
import { CoversNote } from './CoversNote';

const groupings = ['day', 'month', 'practitioner', 'payer'] as const;
type Grouping = (typeof groupings)[number];

function nameOf(total: RevenueTotal, by: Grouping): string {
  if (total.group === null) return t(by === 'practitioner' ? 'cash.revenue.nobody' : 'common.unknown');
  if (by === 'day') return showDate(total.group);
  if (by === 'month') return showMonth(total.group);
  return total.group;
}

/** What was billed and what came in over time; totals, and no single patient. */
export function RevenuePanel() {
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(60), zone);
  const [period, setPeriod] = useState<Period>(() => periodOf('month_so_far', today));
  const [site, setSite] = useState<string | null>(null);
  const [by, setBy] = useState<Grouping>('day');
  const revenue = useCommand('billing.revenue', { ...period, site_id: site, by }, ['invoices', 'invoice_lines', 'payments', 'visits'], { keepPrevious: true });
  const totals = revenue.data?.totals ?? [];
  const currencies = [...new Set(totals.map((each) => each.currency))];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs">
          <PeriodChoice value={period} onChange={setPeriod} today={today} testid="revenue-period" />
          <SiteChoice value={site} onChange={setSite} none="all" testid="revenue-site" />
        </Group>
        <SegmentedControl
          aria-label={t('cash.revenue.by')}
          value={by}
          onChange={(value) => setBy(groupings.find((each) => each === value) ?? 'day')}
          data={groupings.map((value) => ({ value, label: t(`cash.revenue.${value}`) }))}
          data-testid="revenue-by"
        />
      </Group>
      <FailureNote failure={revenue.error} />
      <CoversNote covers={revenue.data?.covers} />
      {revenue.data && totals.length === 0 && <Teach icon={<IconReportMoney size={46} stroke={1.3} />} title={t('cash.revenue.empty')} text={t('cash.revenue.empty.text')} />}
      {currencies.map((currency) => (
        <RevenueOf key={currency} currency={currency} by={by} totals={totals.filter((each) => each.currency === currency)} />
      ))}
    </Stack>
  );
}

function RevenueOf(props: { currency: string; by: Grouping; totals: readonly RevenueTotal[] }) {
  const { currency, by, totals } = props;
  const unit = 10 ** currencyDigits(currency);
  // Bills have no payer, so nothing is billed there.
  const billed = by !== 'payer';
  const sum = (read: (each: RevenueTotal) => number) => totals.reduce((total, each) => total + read(each), 0);
  const series = [
    ...(billed ? [{ name: 'billed', label: t('cash.revenue.billed'), color: 'gray.5' }] : []),
    { name: 'received', label: t('cash.revenue.received'), color: 'accent.6' },
  ];
  return (
    <Panel title={t('cash.revenue.sum', { amount: showMoney(sum((each) => each.received_minor), currency) })} flush testid="revenue">
      <div className={classes.chart} role="img" aria-label={t('cash.revenue.picture')}>
        <BarChart
          dir="ltr"
          h={240}
          data={totals.map((each) => ({ group: nameOf(each, by), billed: each.billed_minor / unit, received: each.received_minor / unit }))}
          dataKey="group"
          series={series}
          valueFormatter={(value) => showMoney(Math.round(value * unit), currency)}
          yAxisProps={{ width: 90 }}
          withLegend={billed}
          maxBarWidth={44}
        />
      </div>
      <Table horizontalSpacing="md" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`cash.revenue.${by}`)}</Table.Th>
            {billed && <Table.Th ta="end">{t('cash.revenue.billed')}</Table.Th>}
            <Table.Th ta="end">{t('cash.revenue.received')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {totals.map((each) => (
            <Table.Tr key={each.group ?? ''} data-testid="revenue-row">
              <Table.Td className="any-script">{nameOf(each, by)}</Table.Td>
              {billed && <Table.Td className={classes.money}>{showMoney(each.billed_minor, currency)}</Table.Td>}
              <Table.Td className={classes.money}>{showMoney(each.received_minor, currency)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>{t('accounts.sum')}</Table.Th>
            {billed && <Table.Th className={classes.money}>{showMoney(sum((each) => each.billed_minor), currency)}</Table.Th>}
            <Table.Th className={classes.money}>{showMoney(sum((each) => each.received_minor), currency)}</Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Panel>
  );
}

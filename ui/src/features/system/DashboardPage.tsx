import { BarChart, LineChart } from '@mantine/charts';
import { Button, Group, Progress, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Dashboard } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { currencyDigits, showMoney } from '../../shared/money';
import { SiteChoice } from '../../shared/SiteChoice';
import { showDate, showMonth, showNumber, showShortDate } from '../../shared/time/format';
import { periodOf, type Period } from '../../shared/time/period';
import { PeriodChoice } from '../../shared/time/PeriodChoice';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { CoversNote } from '../billing/CoversNote';
import { AlertTimes } from './AlertTimes';
import classes from './DashboardPage.module.css';
import { bars, stepOf, totals, type Step } from './dashboardSeries';

const TABLES = [
  'appointments', 'visits', 'payments', 'alerts', 'alert_events', 'diagnoses', 'recommendations', 'findings', 'triage_assessments',
  'inventory_items', 'inventory_movements', 'beds', 'bed_stays',
] as const;
const HEIGHT = 210;

function stepName(from_on: string, step: Step): string {
  return step === 'month' ? showMonth(from_on.slice(0, 7)) : showShortDate(from_on);
}

/** How the clinic is doing: totals of a stretch of days, pictures first. No single patient is shown. */
export function DashboardPage() {
  const site = useSite();
  const today = dateAt(useNow(60), site.time_zone);
  const [period, setPeriod] = useState<Period>(() => periodOf('thirty', today));
  const [branch, setBranch] = useState<string | null>(null);
  const [figures, setFigures] = useState(false);
  const loaded = useCommand('system.dashboard', { ...period, site_id: branch }, TABLES, { keepPrevious: true });
  const dashboard = loaded.data;
  return (
    <Page
      title={t('nav.dashboard')}
      testid="dashboard"
      actions={
        <>
          <PeriodChoice value={period} onChange={setPeriod} today={today} testid="dashboard-period" />
          <SiteChoice value={branch} onChange={setBranch} none="all" testid="dashboard-site" />
        </>
      }
    >
      <Stack gap="md">
        <FailureNote failure={loaded.error} />
        <CoversNote covers={dashboard?.covers} />
        {dashboard && (
          <>
            <Tiles dashboard={dashboard} />
            <Pictures dashboard={dashboard} period={period} branch={branch} />
            <Panel
              title={t('dashboard.figures')}
              flush
              testid="dashboard-figures"
              actions={
                <Button size="compact-sm" variant="subtle" aria-expanded={figures} onClick={() => setFigures(!figures)} data-testid="dashboard-figures-toggle">
                  {t(figures ? 'dashboard.figures.hide' : 'dashboard.figures.show')}
                </Button>
              }
            >
              {figures && <Figures days={dashboard.days} />}
            </Panel>
          </>
        )}
      </Stack>
    </Page>
  );
}

function Tile(props: { label: string; value: ReactNode; text?: ReactNode; testid: string }) {
  return (
    <div className={classes.tile} data-testid={props.testid}>
      <Text size="sm" c="dimmed">
        {props.label}
      </Text>
      <Text fw={660} className={classes.value}>
        {props.value}
      </Text>
      {props.text && (
        <Text size="xs" c="dimmed">
          {props.text}
        </Text>
      )}
    </div>
  );
}

function Tiles({ dashboard }: { dashboard: Dashboard }) {
  const all = totals(dashboard.days);
  const { alerts, beds, beds_occupied, money } = dashboard;
  const answered = alerts.minutes_to_acknowledge_median;
  return (
    <div className={classes.tiles}>
      <Tile testid="tile-visits" label={t('dashboard.visits')} value={showNumber(all.visits, 0)} text={all.usualVisits !== null && t('dashboard.visits.per_day', { count: showNumber(all.usualVisits, 0) })} />
      <Tile testid="tile-missed" label={t('dashboard.missed')} value={all.due > 0 ? `${showNumber((all.missed * 100) / all.due)} %` : '–'} text={t('dashboard.missed.of', { missed: showNumber(all.missed, 0), all: showNumber(all.due, 0) })} />
      <Tile testid="tile-wait" label={t('dashboard.wait')} value={all.usualWait === null ? '–' : t('dashboard.minutes', { minutes: showNumber(all.usualWait, 0) })} text={t(all.usualWait === null ? 'dashboard.wait.none' : 'dashboard.wait.text')} />
      {money.length === 0 && <Tile testid="tile-money" label={t('dashboard.money')} value="–" text={t('dashboard.money.none')} />}
      {money.map((each) => (
        <Tile
          key={each.currency}
          testid="tile-money"
          label={t('dashboard.money')}
          value={showMoney(each.taken_minor - each.refunded_minor, each.currency)}
          text={each.refunded_minor > 0 && t('dashboard.money.refunded', { amount: showMoney(each.refunded_minor, each.currency) })}
        />
      ))}
      <Tile
        testid="tile-alerts"
        label={t('dashboard.alerts')}
        value={showNumber(alerts.raised, 0)}
        text={
          alerts.raised === 0
            ? t('dashboard.alerts.none')
            : answered === null
              ? t('dashboard.alerts.unanswered')
              : t('dashboard.alerts.answered', { answered: alerts.acknowledged, minutes: t('dashboard.minutes', { minutes: showNumber(answered) }) })
        }
      />
      <Tile
        testid="tile-beds"
        label={t('dashboard.beds')}
        value={beds === 0 ? '–' : `${showNumber((beds_occupied * 100) / beds, 0)} %`}
        text={beds === 0 ? t('dashboard.beds.none') : <Beds taken={beds_occupied} all={beds} />}
      />
      <Tile testid="tile-stock" label={t('dashboard.stock')} value={showNumber(dashboard.lots_expiring, 0)} text={t('dashboard.stock.text')} />
    </div>
  );
}

function Beds(props: { taken: number; all: number }) {
  return (
    <>
      <span className={classes.bar} aria-hidden>
        <span style={{ inlineSize: `${Math.min(100, (props.taken * 100) / props.all)}%` }} />
      </span>
      {t('dashboard.beds.of', { taken: props.taken, all: props.all })}
    </>
  );
}

function Picture(props: { title: string; text?: string; says: string; children: ReactNode; testid: string }) {
  return (
    <Panel
      title={props.title}
      testid={props.testid}
      actions={
        props.text && (
          <Text size="xs" c="dimmed" ta="end">
            {props.text}
          </Text>
        )
      }
    >
      <div role="img" aria-label={props.says}>
        {props.children}
      </div>
    </Panel>
  );
}

function Pictures(props: { dashboard: Dashboard; period: Period; branch: string | null }) {
  const { dashboard, period, branch } = props;
  const site = useSite();
  const step = stepOf(dashboard.days.length);
  const data = bars(dashboard.days, step).map((each) => ({ ...each, name: stepName(each.from_on, step) }));
  const waits = dashboard.days.map((each) => ({ name: showShortDate(each.day), wait: each.wait_minutes_median }));
  const happened = data.some((each) => each.visits + each.kept + each.missed + each.cancelled > 0);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing="md">
      {!happened && (
        <Panel>
          <Teach icon={<IconChartBar size={40} stroke={1.3} />} title={t('dashboard.empty')} text={t('dashboard.empty.text')} />
        </Panel>
      )}
      {happened && (
        <>
          <Picture title={t('dashboard.chart.visits')} says={t('dashboard.chart.visits.picture')} testid="chart-visits">
            <BarChart dir="ltr" h={HEIGHT} data={data} dataKey="name" series={[{ name: 'visits', label: t('dashboard.visits'), color: 'accent.6' }]} maxBarWidth={28} yAxisProps={{ allowDecimals: false, width: 40 }} />
          </Picture>
          <Picture title={t('dashboard.chart.appointments')} says={t('dashboard.chart.appointments.picture')} testid="chart-appointments">
            <BarChart
              dir="ltr"
              h={HEIGHT}
              type="stacked"
              data={data}
              dataKey="name"
              series={[
                { name: 'kept', label: t('dashboard.kept'), color: 'accent.6' },
                { name: 'missed', label: t('dashboard.missed.short'), color: 'orange.6' },
                { name: 'cancelled', label: t('dashboard.cancelled'), color: 'gray.5' },
              ]}
              withLegend
              maxBarWidth={28}
              yAxisProps={{ allowDecimals: false, width: 40 }}
            />
          </Picture>
          <Picture title={t('dashboard.chart.wait')} text={t('dashboard.chart.wait.text')} says={t('dashboard.chart.wait.picture')} testid="chart-wait">
            <LineChart
              dir="ltr"
              h={HEIGHT}
              data={waits}
              dataKey="name"
              series={[{ name: 'wait', label: t('dashboard.wait'), color: 'accent.6' }]}
              curveType="linear"
              withDots={waits.length <= 45}
              connectNulls={false}
              valueFormatter={(value) => t('dashboard.minutes', { minutes: showNumber(value, 0) })}
              yAxisProps={{ allowDecimals: false, width: 60 }}
            />
          </Picture>
        </>
      )}
      <Money period={period} branch={branch} step={step} />
      <Methods methods={dashboard.methods} />
      {/* Times of alerts are kept by branch, and only this one's are read here. */}
      {(branch === null || branch === site.id) && <AlertTimes period={period} />}
    </SimpleGrid>
  );
}

function Money(props: { period: Period; branch: string | null; step: Step }) {
  const by = props.step === 'day' ? 'day' : 'month';
  const revenue = useCommand('billing.revenue', { ...props.period, site_id: props.branch, by }, ['invoices', 'invoice_lines', 'payments'], { keepPrevious: true });
  const all = revenue.data?.totals ?? [];
  const currencies = [...new Set(all.map((each) => each.currency))];
  if (revenue.error || (revenue.data && currencies.length === 0)) {
    return (
      <Panel title={t('dashboard.money')} testid="chart-money">
        <FailureNote failure={revenue.error} />
        {!revenue.error && (
          <Text size="sm" c="dimmed">
            {t('dashboard.chart.money.empty')}
          </Text>
        )}
      </Panel>
    );
  }
  return currencies.map((currency) => {
    const unit = 10 ** currencyDigits(currency);
    const data = all
      .filter((each) => each.currency === currency)
      .map((each) => ({ name: each.group === null ? '' : each.group.length === 7 ? showMonth(each.group) : showShortDate(each.group), billed: each.billed_minor / unit, received: each.received_minor / unit }));
    return (
      <Picture key={currency} title={t('dashboard.chart.money', { currency })} says={t('dashboard.chart.money.picture')} testid="chart-money">
        <BarChart
          dir="ltr"
          h={HEIGHT}
          data={data}
          dataKey="name"
          series={[
            { name: 'billed', label: t('cash.revenue.billed'), color: 'gray.5' },
            { name: 'received', label: t('cash.revenue.received'), color: 'accent.6' },
          ]}
          withLegend
          maxBarWidth={28}
          valueFormatter={(value) => showMoney(Math.round(value * unit), currency)}
          yAxisProps={{ width: 90 }}
        />
      </Picture>
    );
  });
}

function Methods({ methods }: { methods: Dashboard['methods'] }) {
  return (
    <Panel title={t('dashboard.chart.methods')} testid="chart-methods">
      {methods.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('dashboard.chart.methods.empty')}
        </Text>
      )}
      {methods.map((method) => {
        const percent = method.decided === 0 ? 0 : Math.round((method.accepted * 100) / method.decided);
        return (
          <div key={method.name} data-testid="method">
            <Group justify="space-between" wrap="nowrap" mb={4}>
              <Text size="sm" className="any-script">
                {method.name}
              </Text>
              <Text size="sm" c="dimmed" className="numbers">
                {t('dashboard.chart.methods.of', { accepted: method.accepted, decided: method.decided, percent })}
              </Text>
            </Group>
            <Progress value={percent} color="accent.6" size="md" aria-label={method.name} />
          </div>
        );
      })}
    </Panel>
  );
}

function Figures({ days }: { days: Dashboard['days'] }) {
  return (
    <Table.ScrollContainer minWidth="44rem" maxHeight="30rem" type="native">
      <Table stickyHeader horizontalSpacing="md" verticalSpacing={6} className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('accounts.day')}</Table.Th>
            {(['visits', 'kept', 'missed.short', 'cancelled', 'figures.wait'] as const).map((column) => (
              <Table.Th key={column} ta="end">
                {t(`dashboard.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map((day) => (
            <Table.Tr key={day.day} data-testid="figures-day">
              <Table.Td>{showDate(day.day)}</Table.Td>
              <Table.Td ta="end">{day.visits}</Table.Td>
              <Table.Td ta="end">{day.appointments}</Table.Td>
              <Table.Td ta="end">{day.missed}</Table.Td>
              <Table.Td ta="end">{day.cancelled}</Table.Td>
              <Table.Td ta="end">{day.wait_minutes_median === null ? '' : showNumber(day.wait_minutes_median)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

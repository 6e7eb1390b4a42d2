import { LineChart } from '@mantine/charts';
import { Group, SegmentedControl, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDay, showDayAndTime, showShortDate, showTime } from '../../shared/time/format';
import { addDays, dateAt, dayBounds } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { newest, showMeasure, series, stretches, type Stretch } from './metricSeries';

const TABLES = ['system_metrics', 'devices'] as const;
const kinds = ['sync', 'window', 'record'] as const;
type Kind = (typeof kinds)[number];

function Charts(props: { kind: Kind; stretch: Stretch; today: string }) {
  const { kind, stretch, today } = props;
  const { time_zone: zone } = useSite();
  const from_on = addDays(today, 1 - stretches[stretch].days);
  const totals = useCommand('system.metric_totals', { kind, from_on, until_on: today, by: stretches[stretch].by }, TABLES, { keepPrevious: true });
  const bounds = { from: dayBounds(today, zone).starts_at, until: dayBounds(today, zone).ends_at };
  const latest = useCommand('system.metrics', { kind, ...bounds }, TABLES, { keepPrevious: true });
  const name = (at: number) => (stretch === 'day' ? showTime(at, zone) : stretch === 'week' ? `${showShortDate(dateAt(at, zone))} ${showTime(at, zone)}` : showDay(at, zone));
  const pictures = series(totals.data ?? []);
  const rows = newest(latest.data ?? []);
  return (
    <Stack gap="md">
      <FailureNote failure={totals.error ?? latest.error} />
      {totals.data && pictures.length === 0 && <Teach icon={<IconActivity size={46} stroke={1.3} />} title={t('metrics.empty')} text={t('metrics.empty.text')} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing="md">
        {pictures.map((picture) => (
          <Panel
            key={picture.key}
            title={word('metric_name', picture.name)}
            testid="metric"
            actions={
              <Text size="xs" c="dimmed">
                {t('metrics.devices', { count: picture.devices })}
              </Text>
            }
          >
            <div role="img" aria-label={t('metrics.picture', { name: word('metric_name', picture.name), least: showMeasure(picture.least, picture.unit), most: showMeasure(picture.most, picture.unit) })}>
              <LineChart
                dir="ltr"
                h={190}
                data={picture.points.map((point) => ({ ...point, name: name(point.starts_at) }))}
                dataKey="name"
                series={[
                  { name: 'mean', label: t('metrics.mean'), color: 'accent.6' },
                  { name: 'most', label: t('metrics.most'), color: 'orange.6', strokeDasharray: '4 3' },
                ]}
                curveType="linear"
                withDots={picture.points.length <= 31}
                withLegend
                valueFormatter={(value) => showMeasure(value, picture.unit)}
                yAxisProps={{ width: 76 }}
              />
            </div>
          </Panel>
        ))}
      </SimpleGrid>
      {rows.length > 0 && (
        <Panel title={t('metrics.latest')} flush testid="metrics-latest">
          <Table.ScrollContainer minWidth="36rem">
            <Table verticalSpacing={6} horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('metrics.what')}</Table.Th>
                  <Table.Th>{t('metrics.device')}</Table.Th>
                  <Table.Th ta="end">{t('metrics.value')}</Table.Th>
                  <Table.Th ta="end">{t('metrics.when')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={`${row.name}${row.device_id ?? ''}`}>
                    <Table.Td>{word('metric_name', row.name)}</Table.Td>
                    <Table.Td className="any-script">{row.device_name ?? t('common.unknown')}</Table.Td>
                    <Table.Td ta="end" className="numbers">
                      {showMeasure(row.value_number, row.unit)}
                    </Table.Td>
                    <Table.Td ta="end" className="numbers">
                      {showDayAndTime(row.recorded_at, zone)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Panel>
      )}
    </Stack>
  );
}

/** How the program itself is doing on the clinic's PCs. */
export function MetricsPage() {
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(60), zone);
  const [kind, setKind] = useState<Kind>('sync');
  const [stretch, setStretch] = useState<Stretch>('week');
  return (
    <AdministrationFrame title={t('admin.metrics')} needs="see_metrics" width="88rem" testid="metrics-page">
      <Group mb="md">
        <SegmentedControl aria-label={t('metrics.kind')} value={kind} onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'sync')} data={kinds.map((value) => ({ value, label: t(`metric_kind.${value}`) }))} data-testid="metrics-kind" />
        <SegmentedControl
          aria-label={t('period.label')}
          value={stretch}
          onChange={(value) => setStretch(value === 'day' || value === 'month' || value === 'quarter' ? value : 'week')}
          data={(['day', 'week', 'month', 'quarter'] as const).map((value) => ({ value, label: t(`metrics.${value}`) }))}
          data-testid="metrics-stretch"
        />
      </Group>
      <Charts kind={kind} stretch={stretch} today={today} />
    </AdministrationFrame>
  );
}

import { BarChart } from '@mantine/charts';
import { Group, Select, Stack, Table, Text } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { enumerations } from '../../api/generated';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDate, showDuration, showNumber } from '../../shared/time/format';
import { addDays, dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { urgencies, urgencyWord } from './Urgency';

type Grouping = RequestOf<'alerts.response_times'>['group_by'];
type Figures = ResponseOf<'alerts.response_times'>[number];
type Time = Figures['to_acknowledged'];

const groupings: readonly Grouping[] = ['day', 'week', 'month', 'kind', 'department', 'urgency'];
const periods = ['7', '30', '90', '365'] as const;

function groupName(grouping: Grouping, group: string): string {
  if (grouping === 'day') return showDate(group);
  if (grouping === 'week') return t('times.week_of', { date: showDate(group) });
  if (grouping === 'kind') return word('alert_kind', group);
  if (grouping === 'urgency') return `${group} ${urgencyWord(Number(group))}`;
  if (grouping === 'department') return group === '' ? t('times.no_department') : group;
  return group;
}

/** In its two largest units, because between one hour and two there is much. */
function spelled(seconds: number): string {
  const unit = seconds >= 86_400 ? 86_400 : seconds >= 3_600 ? 3_600 : 60;
  const rest = Math.floor(seconds % unit);
  const finer = seconds < unit ? 0 : Math.floor(rest / (unit === 86_400 ? 3_600 : unit === 3_600 ? 60 : 1));
  return finer === 0 ? showDuration(seconds) : `${showDuration(seconds)} ${showDuration(rest)}`;
}

function Cell({ time }: { time: Time }) {
  if (!time) return <Text c="dimmed">–</Text>;
  return (
    <>
      <Text size="sm" className="numbers">
        {spelled(time.median_seconds)}
      </Text>
      <Text size="xs" c="dimmed" className="numbers">
        {spelled(time.p90_seconds)}
      </Text>
    </>
  );
}

/** How fast calls for help are received, answered and resolved: totals without any patient. */
export function ResponseTimes() {
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(600), zone);
  const [days, setDays] = useState<string>('30');
  const [grouping, setGrouping] = useState<Grouping>('kind');
  const [kind, setKind] = useState<string | null>(null);
  const [urgency, setUrgency] = useState<string | null>(null);
  const figures = useCommand(
    'alerts.response_times',
    { from_on: addDays(today, 1 - Number(days)), until_on: today, group_by: grouping, kind, department_id: null, urgency: urgency === null ? null : Number(urgency) },
    ['alerts', 'alert_events'],
    { keepPrevious: true },
  );
  const rows = figures.data ?? [];
  const minutes = (seconds: number | undefined) => (seconds === undefined ? 0 : Math.round(seconds / 6) / 10);
  return (
    <Stack gap="md" data-testid="response-times">
      <Group align="flex-end">
        <Select label={t('times.period')} value={days} onChange={(value) => setDays(value ?? '30')} data={periods.map((value) => ({ value, label: t(`times.period.${value}`) }))} allowDeselect={false} />
        <Select label={t('times.by')} value={grouping} onChange={(value) => setGrouping(groupings.find((each) => each === value) ?? 'kind')} data={groupings.map((value) => ({ value, label: t(`times.by.${value}`) }))} allowDeselect={false} data-testid="times-by" />
        <Select label={t('times.kind')} value={kind} onChange={setKind} placeholder={t('times.kind.all')} clearable data={choices('alert_kind', enumerations.alert_kind)} />
        <Select label={t('times.by.urgency')} value={urgency} onChange={setUrgency} placeholder={t('times.urgency.all')} clearable data={urgencies.map((value) => ({ value: String(value), label: `${value} ${urgencyWord(value)}` }))} />
      </Group>
      <FailureNote failure={figures.error} />
      {figures.data && rows.length === 0 && <Teach icon={<IconChartBar size={46} stroke={1.3} />} title={t('times.empty')} text={t('times.empty.text')} />}
      {rows.length > 0 && (
        <>
          <Panel title={t('times.chart')}>
            <div aria-hidden>
              <BarChart
                dir="ltr"
                h={240}
                data={rows.map((row) => ({ group: groupName(grouping, row.group), half: minutes(row.to_acknowledged?.median_seconds), nine: minutes(row.to_acknowledged?.p90_seconds) }))}
                dataKey="group"
                series={[
                  { name: 'half', label: t('times.chart.half'), color: 'accent.7' },
                  { name: 'nine', label: t('times.chart.nine'), color: 'accent.3' },
                ]}
                withLegend
                valueFormatter={(value) => showNumber(value)}
              />
            </div>
          </Panel>
          <Panel title={t('alerts.times')} flush>
            <Table.ScrollContainer minWidth={760}>
              <Table verticalSpacing="xs" horizontalSpacing="md">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t(`times.by.${grouping}`)}</Table.Th>
                    {(['alerts', 'answered', 'resolved', 'cancelled', 'escalated'] as const).map((key) => (
                      <Table.Th key={key} ta="end">
                        {t(`times.${key}`)}
                      </Table.Th>
                    ))}
                    {(['to_delivered', 'to_acknowledged', 'to_resolved'] as const).map((key) => (
                      <Table.Th key={key} ta="end">
                        {t(`times.${key}`)}
                        <Text size="xs" c="dimmed" fw={400}>
                          {t('times.both')}
                        </Text>
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((row) => (
                    <Table.Tr key={row.group} data-testid="times-row">
                      <Table.Th scope="row" fw={580}>
                        {groupName(grouping, row.group)}
                      </Table.Th>
                      <Table.Td ta="end" className="numbers">{row.alerts}</Table.Td>
                      <Table.Td ta="end" className="numbers">{row.acknowledged}</Table.Td>
                      <Table.Td ta="end" className="numbers">{row.resolved}</Table.Td>
                      <Table.Td ta="end" className="numbers">{row.cancelled}</Table.Td>
                      <Table.Td ta="end" className="numbers">
                        {row.escalated} · {showNumber(row.escalated_share * 100, 0)} %
                      </Table.Td>
                      <Table.Td ta="end"><Cell time={row.to_delivered} /></Table.Td>
                      <Table.Td ta="end"><Cell time={row.to_acknowledged} /></Table.Td>
                      <Table.Td ta="end"><Cell time={row.to_resolved} /></Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Panel>
          <Text size="sm" c="dimmed">
            {t('times.note')}
          </Text>
        </>
      )}
    </Stack>
  );
}

import { LineChart } from '@mantine/charts';
import { Badge, Button, Drawer, Group, Select, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconChartLine } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showDay, showDayAndTime, showNumber } from '../../shared/time/format';
import { OfPatient } from '../people/OfPatient';
import { ReadingForm, type ReadingPoint } from './ReadingForm';
import { metrics } from './readingUnits';

const route = getRouteApi('/patients/$patientId/readings');

function Readings({ patientId }: { patientId: string }) {
  const { time_zone: zone } = useSite();
  const mayAssess = useMay('assess_acute');
  const [metric, setMetric] = useState(metrics[0] ?? 'other');
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<{ corrects: ReadingPoint | null } | null>(null);
  const curve = useCommand('encounters.readings', { patient_id: patientId, metric, before }, ['monitoring_readings', 'system_settings']);
  const close = () => setOpen(null);
  useShortcuts(mayAssess ? [{ keys: 'n', scope: 'screen', label: 'readings.add', run: () => setOpen({ corrects: null }) }] : []);
  const points = curve.data?.points ?? [];
  const unit = points[0]?.unit ?? '';
  const { low = null, high = null } = curve.data ?? {};
  const first = points[0];
  const ends = [
    { y: low, label: t('readings.low'), color: 'orange.7' },
    { y: high, label: t('readings.high'), color: 'red.7' },
  ];
  return (
    <>
      {mayAssess && (
        <Group justify="flex-end" mb="sm">
          <Button onClick={() => setOpen({ corrects: null })} data-testid="reading-add">
            {t('readings.add')}
          </Button>
        </Group>
      )}
      <Panel
        title={word('metric', metric)}
        actions={
          <Select
            aria-label={t('readings.metric')}
            size="xs"
            allowDeselect={false}
            value={metric}
            onChange={(next) => {
              setBefore(null);
              if (next) setMetric(next);
            }}
            data={choices('metric', metrics)}
            data-testid="reading-metric"
          />
        }
      >
        <FailureNote failure={curve.error} />
        {curve.data && points.length === 0 && <Teach icon={<IconChartLine size={40} stroke={1.3} />} title={t('readings.empty')} text={t('readings.empty.text')} />}
        {points.length > 0 && (
          <>
            {(low !== null || high !== null) && (
              <Text size="sm" c="dimmed">
                {t('readings.limits', { low: low === null ? 'none' : showNumber(low), high: high === null ? 'none' : showNumber(high), unit })}
              </Text>
            )}
            <div aria-hidden inert>
              <LineChart
                dir="ltr"
                h={260}
                data={points.map((point) => ({ when: showDay(point.recorded_at, zone), [word('metric', metric)]: point.value_number }))}
                dataKey="when"
                unit={` ${unit}`}
                curveType="linear"
                yAxisProps={{ domain: ['auto', 'auto'], width: 84 }}
                series={[{ name: word('metric', metric), color: 'accent.7' }]}
                referenceLines={ends.flatMap(({ y, ...end }) => (y === null ? [] : [{ y, ...end }]))}
              />
            </div>
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('readings.when')}</Table.Th>
                  <Table.Th ta="end">{t('readings.value')}</Table.Th>
                  <Table.Th>{t('readings.device')}</Table.Th>
                  {mayAssess && (
                    <Table.Th>
                      <VisuallyHidden>{t('readings.correct')}</VisuallyHidden>
                    </Table.Th>
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {[...points].reverse().map((point) => (
                  <Table.Tr key={point.id} data-testid="reading">
                    <Table.Td className="numbers">{showDayAndTime(point.recorded_at, zone)}</Table.Td>
                    <Table.Td ta="end" className="numbers">
                      <b>{showNumber(point.value_number, 2)}</b> {point.unit}
                    </Table.Td>
                    <Table.Td>
                      <Text size="sm">{[word('monitor_kind', point.device_kind), point.is_self_reported ? t('readings.self.yes') : null].filter(Boolean).join(' · ')}</Text>
                      {point.is_anomaly && (
                        <>
                          <Badge color="red" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
                            {t('readings.out')}
                          </Badge>{' '}
                          <Text span size="xs" c="dimmed">
                            {point.anomaly_reason}
                          </Text>
                        </>
                      )}
                    </Table.Td>
                    {mayAssess && (
                      <Table.Td ta="end">
                        <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('readings.correct.title', { when: showDayAndTime(point.recorded_at, zone) })} onClick={() => setOpen({ corrects: point })} data-testid="reading-correct">
                          {t('readings.correct')}
                        </Button>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </>
        )}
        <Group gap="xs">
          {curve.data?.more && first && (
            <Button size="compact-sm" variant="default" onClick={() => setBefore(first.recorded_at)}>
              {t('readings.older')}
            </Button>
          )}
          {before !== null && (
            <Button size="compact-sm" variant="default" onClick={() => setBefore(null)}>
              {t('readings.newest')}
            </Button>
          )}
        </Group>
      </Panel>
      <Drawer opened={open !== null} onClose={close} title={open?.corrects ? t('readings.correct.title', { when: showDayAndTime(open.corrects.recorded_at, zone) }) : t('readings.add')} size="28rem">
        {open && <ReadingForm patientId={patientId} metric={metric} corrects={open.corrects} onClose={close} />}
      </Drawer>
    </>
  );
}

/** What devices, nurses and the patient have read, one kind at a time, with its limits. */
export function ReadingsPage() {
  const { patientId } = route.useParams();
  return (
    <Page title={t('readings.title')} width="66rem" testid="readings">
      <OfPatient patientId={patientId}>{() => <Readings patientId={patientId} />}</OfPatient>
    </Page>
  );
}

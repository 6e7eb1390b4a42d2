import { LineChart, Sparkline } from '@mantine/charts';
import { Modal, SegmentedControl, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { VitalsRow } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { showDay, showDayAndTime } from '../../shared/time/format';
import { measured, measures, type Measure } from './measures';
import classes from './VitalsTrends.module.css';

const SPARK_POINTS = 24;

function series(measure: Measure, line: number, rows: readonly VitalsRow[]): number[] {
  const read = measure.lines[line]?.read;
  if (!read) return [];
  return rows.map(read).filter((value) => value !== null);
}

/** Only the shape matters in a line this small: it is drawn from its own lowest value up. */
function shape(points: readonly number[]): number[] {
  const lowest = Math.min(...points);
  const height = Math.max(...points) - lowest || 1;
  return points.map((point) => 0.15 + (point - lowest) / height);
}

/** The last value of every vital sign with the way it has been going; a click shows it large. */
export function VitalsTrends(props: { patientId: string; vitals: readonly VitalsRow[] }) {
  const { time_zone: zone } = useSite();
  const [large, setLarge] = useState<string | null>(null);
  const oldestFirst = [...props.vitals].reverse();
  const known = measures.filter((measure) => props.vitals.some((row) => measured(measure, row) !== null));
  return (
    <>
      <div className={classes.list} data-testid="vitals-trends">
        {known.map((measure) => {
          const row = props.vitals.find((each) => measured(measure, each) !== null);
          if (!row) return null;
          const points = series(measure, 0, oldestFirst).slice(-SPARK_POINTS);
          return (
            <UnstyledButton key={measure.id} className={classes.measure} onClick={() => setLarge(measure.id)} title={showDayAndTime(row.recorded_at, zone)}>
              <Text size="sm" c="dimmed" truncate>
                {t(measure.label)}
              </Text>
              <Text fw={600} className="numbers">
                {measured(measure, row)}{' '}
                <Text span size="xs" c="dimmed" fw={400}>
                  {measure.unit}
                </Text>
              </Text>
              {points.length > 1 ? (
                <div inert>
                  <Sparkline h={26} data={shape(points)} curveType="linear" color="accent.6" fillOpacity={0.12} strokeWidth={1.6} />
                </div>
              ) : (
                <Text size="xs" c="dimmed">
                  {showDay(row.recorded_at, zone)}
                </Text>
              )}
            </UnstyledButton>
          );
        })}
      </div>
      <Modal opened={large !== null} onClose={() => setLarge(null)} title={t('vitals.trend')} size="56rem">
        {large !== null && <LargeTrend patientId={props.patientId} zone={zone} measure={large} known={known} onMeasure={setLarge} onClose={() => setLarge(null)} />}
      </Modal>
    </>
  );
}

interface LargeProps {
  patientId: string;
  zone: string;
  measure: string;
  known: readonly Measure[];
  onMeasure: (id: string) => void;
  onClose: () => void;
}

function LargeTrend({ patientId, zone, measure: id, known, onMeasure, onClose }: LargeProps) {
  useDialogKeys(onClose);
  const measure = known.find((each) => each.id === id);
  return (
    <Stack>
      <SegmentedControl value={id} onChange={onMeasure} data={known.map((each) => ({ value: each.id, label: t(each.label) }))} size="xs" fullWidth />
      {measure && <Curve key={id} patientId={patientId} zone={zone} measure={measure} />}
    </Stack>
  );
}

/** All that was measured of it: the chart itself knows the newest sets only. */
function Curve({ patientId: patient_id, zone, measure }: { patientId: string; zone: string; measure: Measure }) {
  const [first, second] = measure.lines;
  const one = useCommand('encounters.vitals_trend', { patient_id, sign: first?.sign ?? 'pain_score', since: null }, ['vitals']);
  const other = useCommand('encounters.vitals_trend', { patient_id, sign: second?.sign ?? 'pain_score', since: null }, ['vitals'], { enabled: second !== undefined });
  // The lines of one set of measurements stand at one moment.
  const sets = new Map<string, { at: number; values: Record<string, number> }>();
  [one.data, second && other.data].forEach((trend, index) => {
    const line = measure.lines[index];
    if (!line) return;
    for (const point of trend?.points ?? []) {
      const known = sets.get(point.id) ?? { at: point.at, values: {} };
      known.values[t(line.label)] = point.value;
      sets.set(point.id, known);
    }
  });
  const data = [...sets.values()].sort((a, b) => a.at - b.at).map(({ at, values }) => ({ when: showDay(at, zone), ...values }));
  const colors = ['accent.7', 'gray.6'];
  const ready = one.data !== undefined && (second === undefined || other.data !== undefined);
  return (
    <>
      <FailureNote failure={one.error ?? other.error} />
      {ready && (
        <div data-testid="vitals-curve">
          <Text size="sm" c="dimmed" mb={6}>
            {t('vitals.trend.count', { count: data.length })}
          </Text>
          <LineChart
            dir="ltr"
            h={340}
            data={data}
            dataKey="when"
            unit={` ${measure.unit}`}
            curveType="linear"
            withLegend={measure.lines.length > 1}
            connectNulls
            withDots={data.length < 120}
            yAxisProps={{ domain: ['auto', 'auto'], width: 84 }}
            series={measure.lines.map((line, index) => ({ name: t(line.label), color: colors[index] ?? 'gray.6' }))}
          />
        </div>
      )}
    </>
  );
}

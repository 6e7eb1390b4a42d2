import { LineChart } from '@mantine/charts';
import { Button, Group, SegmentedControl, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { showTime } from '../../shared/time/format';
import { icuMeasures, icuSentence, icuValue, type IcuBed, type IcuPoint } from './icuMeasures';

const lines = ['accent.7', 'gray.6'];

/** A day of observations: one sign as a curve, and every entry to read or to correct. */
export function IcuDay(props: { bed: IcuBed; onCorrect: (point: IcuPoint) => void; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const mayAssess = useMay('assess_acute');
  const { bed, onCorrect } = props;
  const known = icuMeasures.filter((measure) => bed.points.some((point) => icuValue(measure, point) !== null));
  const [chosen, setChosen] = useState(known[0]?.id ?? '');
  const measure = known.find((each) => each.id === chosen) ?? known[0];
  useDialogKeys(props.onClose);
  return (
    <Stack gap="md" data-testid="icu-day-sheet">
      {measure && (
        <>
          <SegmentedControl size="xs" fullWidth aria-label={t('icu.field')} value={measure.id} onChange={setChosen} data={known.map((each) => ({ value: each.id, label: t(each.label) }))} />
          <div aria-hidden inert>
            <LineChart
              dir="ltr"
              h={260}
              data={bed.points.filter((point) => icuValue(measure, point) !== null).map((point) => ({ when: showTime(point.recorded_at, zone), ...Object.fromEntries(measure.lines.map((line) => [t(line.label), line.read(point)])) }))}
              dataKey="when"
              unit={` ${measure.unit}`}
              curveType="linear"
              connectNulls
              withLegend={measure.lines.length > 1}
              yAxisProps={{ domain: ['auto', 'auto'], width: 84 }}
              series={measure.lines.map((line, index) => ({ name: t(line.label), color: lines[index] ?? 'gray.6' }))}
            />
          </div>
        </>
      )}
      <Table verticalSpacing="xs" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('icu.at')}</Table.Th>
            <Table.Th>{t('icu.what')}</Table.Th>
            {mayAssess && (
              <Table.Th>
                <VisuallyHidden>{t('icu.correct')}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...bed.points].reverse().map((point) => (
            <Table.Tr key={point.id} data-testid="icu-point">
              <Table.Td className="numbers" style={{ verticalAlign: 'top' }}>
                {showTime(point.recorded_at, zone)}
              </Table.Td>
              <Table.Td>
                <Text size="sm" className="numbers">
                  {icuSentence(point)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[
                    point.news2_score === null ? t('icu.news2.none') : t('icu.news2', { score: point.news2_score, risk: word('news2_risk', point.news2_risk) }),
                    point.consciousness ? word('consciousness', point.consciousness) : null,
                    point.on_oxygen === null ? null : t(point.on_oxygen ? 'vitals.on_oxygen' : 'icu.on_oxygen.no'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Table.Td>
              {mayAssess && (
                <Table.Td style={{ verticalAlign: 'top' }}>
                  <Group justify="flex-end">
                    <Button size="compact-sm" variant="default" aria-label={`${t('icu.correct')} ${showTime(point.recorded_at, zone)}`} onClick={() => onCorrect(point)} data-testid="icu-correct">
                      {t('icu.correct')}
                    </Button>
                  </Group>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

import { LineChart } from '@mantine/charts';
import { Modal, Stack, Table, Text } from '@mantine/core';
import type { ResultLine } from '../../../api/commands';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useDialogKeys } from '../../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../../shared/look/Note';
import { showDay, showDayAndTime } from '../../../shared/time/format';
import { rangeText, valueText } from '../../encounters/laboratory/ShownResult';
import { FlagBadge } from '../ClinicalSections';

function Trend(props: { patientId: string; result: ResultLine; onClose: () => void }) {
  const { result } = props;
  const { time_zone: zone } = useSite();
  const trend = useCommand('encounters.result_trend', { patient_id: props.patientId, test_code: result.test_code, test_name: result.test_name }, ['lab_results']);
  useDialogKeys(props.onClose);
  const known = (trend.data?.results ?? []).filter((each) => each.value !== null);
  // One curve has one unit: what came in another one stands in the table only.
  const drawn = known.filter((each) => each.value_number !== null && each.unit === result.unit);
  const name = result.test_name;
  return (
    <Stack data-testid="result-trend">
      <FailureNote failure={trend.error} />
      {drawn.length > 1 && (
        <LineChart
          dir="ltr"
          h={280}
          data={[...drawn].sort((a, b) => a.at - b.at).map((each) => ({ when: showDay(each.at, zone), [name]: each.value_number }))}
          dataKey="when"
          {...(result.unit ? { unit: ` ${result.unit}` } : {})}
          curveType="linear"
          withDots
          yAxisProps={{ domain: ['auto', 'auto'], width: 92 }}
          series={[{ name, color: 'accent.7' }]}
        />
      )}
      {trend.data && drawn.length < 2 && (
        <Text size="sm" c="dimmed">
          {t('record.trend.few')}
        </Text>
      )}
      <Table withRowBorders verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('record.trend.when')}</Table.Th>
            <Table.Th>{t('lab.result')}</Table.Th>
            <Table.Th>{t('lab.range')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...known]
            .sort((a, b) => b.at - a.at)
            .map((each) => (
              <Table.Tr key={each.id} data-testid="trend-row">
                <Table.Td className="numbers">{showDayAndTime(each.at, zone)}</Table.Td>
                <Table.Td>
                  <b className="numbers">{valueText(each)}</b> <FlagBadge flag={each.abnormal_flag} />
                </Table.Td>
                <Table.Td className="numbers">{rangeText(each)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** How one test has gone over time. */
export function ResultTrend(props: { patientId: string; result: ResultLine | null; onClose: () => void }) {
  const { result } = props;
  return (
    <Modal opened={result !== null} onClose={props.onClose} title={result ? t('record.trend.title', { test: result.test_name }) : ''} size="52rem">
      {result && <Trend patientId={props.patientId} result={result} onClose={props.onClose} />}
    </Modal>
  );
}

import { CompositeChart } from '@mantine/charts';
import { Accordion, Text, VisuallyHidden } from '@mantine/core';
import { useCommand } from '../../api/useCommand';
import { say, t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showNumber, showShortDate } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { WARD_TABLES } from './bedWords';
import classes from './WardPage.module.css';

const DAYS = 7;

/** How many beds will be needed, with how sure that is and how well it did so far. */
export function OccupancyOutlook() {
  const { time_zone: zone } = useSite();
  const outlook = useCommand('place.occupancy_prediction', { ward: null, department_id: null, days: DAYS }, WARD_TABLES);
  const expected = outlook.data?.prediction;
  const days = (expected?.days ?? []).map((day) => ({ ...day, when: showShortDate(dateAt(day.at, zone)) }));
  const over = expected ? days.find((day) => day.expected > expected.beds) : undefined;
  return (
    <Panel title={t('outlook.title')} testid="outlook">
      <FailureNote failure={outlook.error} />
      {outlook.data && !expected && (
        <Text size="sm" c="dimmed">
          {t('outlook.too_little')}
        </Text>
      )}
      {expected && (
        <>
          {over && <Note tone="amber">{t('outlook.over', { when: over.when })}</Note>}
          <VisuallyHidden component="ul" className={classes.days}>
            {days.map((day) => (
              <li key={day.at}>{t('outlook.day', { when: day.when, expected: showNumber(day.expected), low: showNumber(day.low), high: showNumber(day.high) })}</li>
            ))}
          </VisuallyHidden>
          <div aria-hidden inert>
            <CompositeChart
              dir="ltr"
              h={190}
              withLegend
              curveType="linear"
              dataKey="when"
              data={days.map((day) => ({ when: day.when, [t('outlook.expected')]: day.expected, [t('outlook.low')]: day.low, [t('outlook.high')]: day.high, [t('outlook.beds')]: expected.beds }))}
              valueFormatter={(value) => showNumber(value)}
              withDots={false}
              strokeWidth={2}
              yAxisProps={{ width: 36, allowDecimals: false }}
              series={[
                { name: t('outlook.expected'), color: 'accent.7', type: 'line' },
                { name: t('outlook.low'), color: 'gray.5', type: 'line', strokeDasharray: '2 4' },
                { name: t('outlook.high'), color: 'gray.5', type: 'line', strokeDasharray: '6 4' },
                { name: t('outlook.beds'), color: 'red.7', type: 'line', strokeDasharray: '10 4' },
              ]}
            />
          </div>
          {expected.back_test.map((test) => (
            <Text key={test.days_ahead} size="xs" c="dimmed">
              {t('outlook.error', { days: test.days_ahead, error: showNumber(test.mean_error), unchanged: showNumber(test.mean_error_unchanged) })}
            </Text>
          ))}
          <Accordion variant="default" chevronPosition="left">
            <Accordion.Item value="method" style={{ borderBottom: 0 }}>
              <Accordion.Control px={0} py={0}>
                <Text size="sm">{t('outlook.method')}</Text>
              </Accordion.Control>
              <Accordion.Panel>
                <Text size="xs" c="dimmed">
                  {say(expected.method.name)} {expected.method.version}. {expected.method.source}. {say(expected.method.limits)}
                </Text>
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
        </>
      )}
    </Panel>
  );
}

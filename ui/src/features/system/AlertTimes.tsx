import { Group, Text } from '@mantine/core';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDuration } from '../../shared/time/format';
import type { Period } from '../../shared/time/period';
import classes from './DashboardPage.module.css';

/** How long alerts of each kind wait until somebody answers, at this branch. */
export function AlertTimes({ period }: { period: Period }) {
  const { name } = useSite();
  const times = useCommand('alerts.response_times', { ...period, group_by: 'kind', kind: null, department_id: null, urgency: null }, ['alerts', 'alert_events'], { keepPrevious: true });
  const answered = (times.data ?? []).flatMap((each) => (each.to_acknowledged ? [{ ...each, time: each.to_acknowledged }] : []));
  const slowest = Math.max(1, ...answered.map((each) => each.time.p90_seconds));
  return (
    <Panel
      title={t('dashboard.chart.alerts')}
      testid="chart-alerts"
      actions={
        <Text size="xs" c="dimmed">
          {t('dashboard.chart.alerts.site', { site: name })}
        </Text>
      }
    >
      <FailureNote failure={times.error} />
      {times.data && answered.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('dashboard.chart.alerts.empty')}
        </Text>
      )}
      {answered.map((each) => (
        <div key={each.group} data-testid="alert-times">
          <Group justify="space-between" wrap="nowrap" mb={4}>
            <Text size="sm">
              {word('alert_kind', each.group)}{' '}
              <Text span size="xs" c="dimmed">
                {t('dashboard.chart.alerts.counts', { alerts: each.alerts, escalated: each.escalated })}
              </Text>
            </Text>
            <Text size="sm" c="dimmed" className="numbers">
              {t('dashboard.chart.alerts.half', { time: showDuration(each.time.median_seconds) })} · {t('dashboard.chart.alerts.nine', { time: showDuration(each.time.p90_seconds) })}
            </Text>
          </Group>
          <span className={classes.times} aria-hidden>
            <span className={classes.nine} style={{ inlineSize: `${(each.time.p90_seconds * 100) / slowest}%` }} />
            <span className={classes.half} style={{ inlineSize: `${(each.time.median_seconds * 100) / slowest}%` }} />
          </span>
        </div>
      ))}
    </Panel>
  );
}

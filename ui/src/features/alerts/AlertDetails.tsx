import { Button, Group, Stack, Text, Timeline } from '@mantine/core';
import { IconAlarm, IconArrowUpRight, IconBan, IconCheck, IconCircleCheck, IconHourglassHigh, IconNote, IconRun, IconStairsUp } from '@tabler/icons-react';
import type { AlertEvent, AlertLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { useGoTo } from '../../app/goTo';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Facts } from '../../shared/look/Facts';
import { FailureNote } from '../../shared/look/Note';
import { showDayAndTime, showNumber, showTime } from '../../shared/time/format';
import { useNow } from '../../shared/time/useNow';
import type { AlertAct } from './AlertActForm';
import { AlertPatients, AlertPeople, isOver } from './AlertCard';
import { Escalation } from './Escalation';
import { ALERT_TABLES } from './myAlerts';
import { raisedText } from './raisedText';
import { Urgency } from './Urgency';

const icons = { created: IconAlarm, delivered: IconCheck, acknowledged: IconRun, escalated: IconStairsUp, resolved: IconCircleCheck, cancelled: IconBan, note: IconNote } as const;

/** Clocks of two PCs differ by seconds; an entry that was written this much later is said to be. */
const LATE_MICROS = 60_000_000;

function eventTitle(event: AlertEvent): string {
  const name = event.person ?? t('alert_event.somebody');
  if (event.kind === 'escalated') return t('alert_event.escalated', { level: event.level ?? 1 });
  if (event.kind === 'created') return event.person ? t('alert_event.created.by', { name }) : t('alert_event.created');
  return t(`alert_event.${event.kind}`, { name });
}

function position(alert: AlertLine): string | null {
  if (alert.latitude === null || alert.longitude === null) return null;
  return t('alerts.position.value', { latitude: showNumber(alert.latitude, 5), longitude: showNumber(alert.longitude, 5), accuracy: alert.accuracy_metres === null ? 'none' : showNumber(alert.accuracy_metres, 0) });
}

/** One alert with everything that has happened to it. */
export function AlertDetails({ id, onClose, onAct }: { id: string; onClose: () => void; onAct: (alert: AlertLine, act: AlertAct) => void }) {
  const { time_zone: zone } = useSite();
  const now = useNow(1);
  const mayAnswer = useMay('answer_alerts');
  const goTo = useGoTo();
  const details = useCommand('alerts.one', { id }, ALERT_TABLES);
  useDialogKeys(onClose);
  if (!details.data) return <FailureNote failure={details.error} />;
  const { alert, timeline } = details.data;
  const source = goTo(alert.source_table, alert.source_row_id);
  const over = isOver(alert);
  return (
    <Stack gap="md" data-testid="alert-details">
      <div>
        <Text fw={650} size="xl" className="any-script" lh={1.3}>
          {[alert.title, alert.room].filter(Boolean).join(' · ')}
        </Text>
        <Group gap="xs" my={6}>
          <Urgency urgency={alert.urgency} />
          <Text size="sm" fw={580}>
            {word('alert_status', alert.status)}
          </Text>
          <Escalation alert={alert} now={now} />
        </Group>
        <AlertPatients alert={alert} />
        {alert.message && (
          <Text className="any-script prewrap" mt={4}>
            {say(alert.message)}
          </Text>
        )}
        <Text size="sm" c="dimmed" mt={4}>
          {raisedText(alert, now)}
        </Text>
      </div>
      <Group gap={6}>
        {mayAnswer && !over && (
          <Button onClick={() => onAct(alert, 'acknowledge')} data-testid="details-answer">
            {t('alerts.answer')}
          </Button>
        )}
        <Button variant="default" onClick={() => onAct(alert, 'note')} data-testid="details-note">
          {t('alerts.note')}
        </Button>
        {mayAnswer && !over && (
          <>
            <Button variant="default" onClick={() => onAct(alert, 'resolve')} data-testid="details-resolve">
              {t('alerts.resolve')}
            </Button>
            <Button variant="subtle" color="red" onClick={() => onAct(alert, 'cancel')} data-testid="details-cancel">
              {t('alerts.cancel')}
            </Button>
          </>
        )}
        {source && (
          <Button variant="subtle" rightSection={<IconArrowUpRight size={16} className="mirrored" />} onClick={source}>
            {t('alerts.source')}
          </Button>
        )}
      </Group>
      <Facts
        rows={[
          [t('alerts.raise.kind'), word('alert_kind', alert.kind)],
          [t('alerts.department'), alert.department],
          [t('alerts.position'), position(alert)],
        ]}
      />
      <div>
        {!over && (
          <Text size="sm" fw={600} mb={4}>
            {alert.called.length > 0 ? t(`alerts.rule.${alert.rule}`) : t('alerts.called')}
          </Text>
        )}
        <AlertPeople alert={alert} all />
      </div>
      <div>
        <Text size="sm" fw={600} mb="xs">
          {t('alerts.timeline')}
        </Text>
        <Timeline active={timeline.length - 1} bulletSize={26} lineWidth={2} data-testid="alert-timeline">
          {timeline.map((event) => {
            const Icon = icons[event.kind];
            return (
              <Timeline.Item key={event.id} bullet={<Icon size={15} aria-hidden />} title={<Text fw={580}>{eventTitle(event)}</Text>} data-testid="alert-event">
                {(event.action_text ?? event.notes) !== null && (
                  <Text size="sm" className="any-script prewrap">
                    {event.action_text ?? event.notes}
                  </Text>
                )}
                <Text size="xs" c="dimmed" className="numbers">
                  {[
                    showDayAndTime(event.occurred_at, zone),
                    event.eta_minutes === null ? null : t('alert_event.eta', { minutes: event.eta_minutes }),
                    event.written_at - event.occurred_at > LATE_MICROS ? t('alert_event.written', { time: showTime(event.written_at, zone) }) : null,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Timeline.Item>
            );
          })}
          {alert.next_escalation_at !== null && alert.status === 'open' && (
            <Timeline.Item bullet={<IconHourglassHigh size={15} aria-hidden />} lineVariant="dashed" title={<Text c="dimmed">{t('alert_event.coming')}</Text>}>
              <Text size="xs" c="dimmed" className="numbers">
                {showTime(alert.next_escalation_at, zone)}
              </Text>
            </Timeline.Item>
          )}
        </Timeline>
      </div>
    </Stack>
  );
}

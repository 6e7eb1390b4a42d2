import { Button, Group, Stack, Text } from '@mantine/core';
import type { ProblemRow, ResponseOf } from '../../../api/commands';
import { useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useDialogKeys } from '../../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../../shared/look/Note';
import { Quiet } from '../../../shared/look/Page';
import { showDate, showDayAndTime } from '../../../shared/time/format';
import rows from '../rows.module.css';

type Change = ResponseOf<'encounters.condition_history'>['states'][number];

/** How it stood after this change, in one line. */
function standing({ state }: Change): string {
  return [
    state.code,
    word('condition_status', state.status),
    word('severity', state.severity),
    word('condition_verification', state.verification),
    state.onset_on && t('chart.since', { when: showDate(state.onset_on) }),
    state.abated_on && t('care_plan.until', { day: showDate(state.abated_on) }),
    state.notes,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How a condition has stood over time, the newest first; what came with an imported record has no history before it came. */
export function ConditionHistory(props: { problem: ProblemRow; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const loaded = useCommand('encounters.condition_history', { id: props.problem.id }, ['medical_conditions', 'ehr_entries', 'users']);
  useDialogKeys(props.onClose);
  const changes = [...(loaded.data?.states ?? [])].reverse();
  return (
    <Stack gap="sm" data-testid="condition-history">
      <FailureNote failure={loaded.error} />
      {loaded.data && changes.length === 0 && <Quiet>{t('condition.history.empty')}</Quiet>}
      {changes.length > 0 && (
        <div>
          {changes.map((each, index) => (
            <article key={index} className={rows.row} data-testid="condition-change">
              <div className={rows.what}>
                <Text size="sm" fw={570}>
                  {word('condition_change', each.state.change)}
                </Text>
                {each.state.condition_text !== props.problem.condition_name && (
                  <Text size="sm" className="any-script">
                    {each.state.condition_text}
                  </Text>
                )}
                <Text size="sm" className="any-script">
                  {standing(each)}
                </Text>
                {each.state.reason && (
                  <Text size="sm" className="any-script prewrap">
                    {t('condition.history.reason', { reason: each.state.reason })}
                  </Text>
                )}
              </div>
              <Text size="xs" c="dimmed" className="numbers any-script">
                {[showDayAndTime(each.at, zone), each.author].filter(Boolean).join(' · ')}
              </Text>
            </article>
          ))}
        </div>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose} data-autofocus data-testid="condition-history-close">
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  );
}

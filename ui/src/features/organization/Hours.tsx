import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconClock, IconCopy, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showMinutes, weekdayName } from '../../shared/time/format';
import { parseClock } from '../../shared/time/typed';
import { spanTrouble, toSpans, type Span } from './weekHours';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const SLOTS = [10, 15, 20, 30, 45, 60];

function Week(props: { practitionerId: string }) {
  const hours = useCommand('scheduling.hours', { practitioner_id: props.practitionerId }, ['schedules']);
  const save = useAct('scheduling.set_hours');
  const [spans, setSpans] = useState<Span[] | null>(null);
  useEffect(() => {
    if (hours.data) setSpans(toSpans(hours.data));
  }, [hours.data]);
  if (!spans) return <FailureNote failure={hours.error} />;

  const change = (index: number, part: Partial<Span>) => setSpans(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  const add = (weekday: number) => {
    const last = spans.filter((span) => span.weekday === weekday).at(-1);
    setSpans([...spans, last ? { ...last, starts: last.ends, ends: '18:00' } : { weekday, starts: '08:00', ends: '17:00', slot_minutes: 15 }]);
  };
  const copyToWeek = (weekday: number) => {
    const day = spans.filter((span) => span.weekday === weekday);
    const others = spans.filter((span) => span.weekday > 5);
    setSpans([...[1, 2, 3, 4, 5].flatMap((each) => day.map((span) => ({ ...span, weekday: each }))), ...others]);
  };
  const wrong = spans.some((_, index) => spanTrouble(spans, index) !== null);

  return (
    <Stack gap="sm">
      {WEEKDAYS.map((weekday) => {
        const here = spans.map((span, index) => ({ span, index })).filter((each) => each.span.weekday === weekday);
        return (
          <Group key={weekday} align="flex-start" gap="md" wrap="nowrap" mih="2.4rem">
            <Text w="7rem" fw={550} pt={6}>
              {weekdayName(weekday)}
            </Text>
            <Stack gap={6} flex={1}>
              {here.length === 0 && (
                <Text c="dimmed" size="sm" pt={7}>
                  {t('hours.closed')}
                </Text>
              )}
              {here.map(({ span, index }) => (
                <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
                  <TextInput w="5.5rem" aria-label={t('hours.from')} value={span.starts} onChange={(event) => change(index, { starts: event.currentTarget.value })} onBlur={() => change(index, { starts: parseClock(span.starts) ?? span.starts })} error={spanTrouble(spans, index)} data-testid="hours-from" />
                  <Text pt={6}>–</Text>
                  <TextInput w="5.5rem" aria-label={t('hours.to')} value={span.ends} onChange={(event) => change(index, { ends: event.currentTarget.value })} onBlur={() => change(index, { ends: parseClock(span.ends) ?? span.ends })} data-testid="hours-to" />
                  <Select w="9rem" aria-label={t('hours.slot')} data={SLOTS.map((each) => ({ value: String(each), label: t('hours.each', { length: showMinutes(each) }) }))} value={String(span.slot_minutes)} onChange={(value) => change(index, { slot_minutes: Number(value ?? 15) })} allowDeselect={false} />
                  <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('hours.remove')} onClick={() => setSpans(spans.filter((_, at) => at !== index))}>
                    <IconTrash size={16} />
                  </ActionIcon>
                </Group>
              ))}
            </Stack>
            <Group gap={2}>
              <ActionIcon variant="subtle" size={36} aria-label={t('hours.add', { day: weekdayName(weekday) })} onClick={() => add(weekday)}>
                <IconPlus size={17} />
              </ActionIcon>
              {weekday === 1 && here.length > 0 && (
                <Button variant="subtle" size="compact-sm" leftSection={<IconCopy size={14} />} onClick={() => copyToWeek(1)}>
                  {t('hours.copy')}
                </Button>
              )}
            </Group>
          </Group>
        );
      })}
      <FailureNote failure={save.error} />
      <Group>
        <Button
          disabled={wrong}
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              { practitioner_id: props.practitionerId, weekdays: spans.map((span) => ({ ...span, starts: parseClock(span.starts) ?? span.starts, ends: parseClock(span.ends) ?? span.ends })) },
              { onSuccess: () => notifications.show({ message: t('hours.saved') }) },
            )
          }
          data-testid="hours-save"
        >
          {t('common.save')}
        </Button>
      </Group>
    </Stack>
  );
}

/** When each practitioner can be booked. */
export function Hours() {
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = practitioners.data ?? [];
  const id = chosen ?? list[0]?.id ?? null;
  return (
    <Panel title={t('settings.hours')} testid="hours">
      <FailureNote failure={practitioners.error} />
      {practitioners.data && list.length === 0 && <Teach icon={<IconClock size={40} stroke={1.3} />} title={t('today.nobody')} text={t('today.nobody.text')} />}
      {id && (
        <>
          <Select label={t('hours.of')} data={list.map((each) => ({ value: each.id, label: each.display_name }))} value={id} onChange={setChosen} allowDeselect={false} maw="22rem" />
          <Week key={id} practitionerId={id} />
        </>
      )}
    </Panel>
  );
}

import { Button, Group, NumberInput, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { numberOrNull } from '../../shared/forms/text';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { showNumber } from '../../shared/time/format';

type Limit = ResponseOf<'encounters.limits'>[number];
type Ends = { low: number | string; high: number | string };

const key = (limit: Limit) => `${limit.place}/${limit.group}/${limit.metric}`;
const shown = (end: number | null) => (end === null ? '–' : showNumber(end));

/** Which limits hold, and where they come from. An administrator sets others in their place. */
export function Limits(props: { onClose: () => void }) {
  const mayKeep = useMay('keep_limits');
  const loaded = useCommand('encounters.limits', {}, ['system_settings']);
  const set = useAct('encounters.set_limits');
  // What was typed in place of a limit; null stands for the published one.
  const [typed, setTyped] = useState<ReadonlyMap<string, Ends | null>>(new Map());
  const limits = loaded.data ?? [];
  const change = (limit: Limit, ends: Ends | null) => setTyped(new Map(typed).set(key(limit), ends));
  const save = () => {
    const own = limits.flatMap((limit) => {
      const ends = typed.get(key(limit));
      const { place, group, metric } = limit;
      if (ends === null) return [];
      if (ends !== undefined) return [{ place, group, metric, low: numberOrNull(ends.low), high: numberOrNull(ends.high) }];
      return limit.own ? [{ place, group, metric, low: limit.low, high: limit.high }] : [];
    });
    set.mutate(
      { limits: own },
      {
        onSuccess: () => {
          setTyped(new Map());
          notifications.show({ message: t('icu.limits.saved') });
        },
      },
    );
  };
  useDialogKeys(props.onClose, mayKeep && typed.size > 0 ? save : undefined);
  const sections = [...new Set(limits.map((limit) => `${limit.place}/${limit.group}`))];
  return (
    <Stack data-testid="limits">
      <Text size="sm" c="dimmed">
        {t('icu.limits.text')}
      </Text>
      <FailureNote failure={loaded.error ?? set.error} />
      {sections.map((section) => {
        const here = limits.filter((limit) => `${limit.place}/${limit.group}` === section);
        return (
          <div key={section}>
            <Title order={3} mb={4}>
              {word('limit_place', here[0]?.place)}, {word('limit_group', here[0]?.group)}
            </Title>
            <Table verticalSpacing={6}>
              <Table.Tbody>
                {here.map((limit) => {
                  const ends = typed.get(key(limit));
                  const own = ends === undefined ? limit.own : ends !== null;
                  const low = ends?.low ?? limit.low ?? '';
                  const high = ends?.high ?? limit.high ?? '';
                  const name = `${limit.name} (${limit.unit})`;
                  return (
                    <Table.Tr key={key(limit)} data-testid="limit">
                      <Table.Td>
                        <Text size="sm">{name}</Text>
                        <Text size="xs" c="dimmed">
                          {own ? t('icu.limits.own') : t('icu.limits.source', { source: limit.source })}
                          {own && low === '' && high === '' && ` · ${t('icu.limits.off')}`}
                        </Text>
                      </Table.Td>
                      {mayKeep && ends !== null ? (
                        <Table.Td w="15rem">
                          <Group gap={6} wrap="nowrap">
                            <NumberInput size="xs" hideControls aria-label={`${name}: ${t('icu.limits.low')}`} placeholder={t('icu.limits.low')} value={low} onChange={(value) => change(limit, { low: value, high })} data-testid={`low-${key(limit)}`} />
                            <NumberInput size="xs" hideControls aria-label={`${name}: ${t('icu.limits.high')}`} placeholder={t('icu.limits.high')} value={high} onChange={(value) => change(limit, { low, high: value })} data-testid={`high-${key(limit)}`} />
                          </Group>
                          {own && (
                            <Button size="compact-xs" variant="subtle" onClick={() => change(limit, null)} data-testid={`published-${key(limit)}`}>
                              {t('icu.limits.published')}
                            </Button>
                          )}
                        </Table.Td>
                      ) : (
                        <Table.Td ta="end" className="numbers">
                          {ends === null ? t('icu.limits.published') : `${shown(limit.low)} – ${shown(limit.high)}`}
                        </Table.Td>
                      )}
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </div>
        );
      })}
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose}>
          {t('common.close')}
        </Button>
        {mayKeep && (
          <Button disabled={typed.size === 0} loading={set.isPending} onClick={save} data-testid="limits-save">
            {t('icu.limits.save')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

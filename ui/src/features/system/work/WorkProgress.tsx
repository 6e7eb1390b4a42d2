import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Work } from '../../../api/shell';
import { useAct } from '../../../api/useCommand';
import { say, t } from '../../../app/messages';
import { FailureNote, Note } from '../../../shared/look/Note';
import { isAtWork } from './useWork';

/** How far a work is, with the way to stop it; once it has ended, what came of it or why not. */
export function WorkProgress(props: { work: Work | null; children?: ReactNode }) {
  const { work } = props;
  const stop = useAct('work.stop');
  if (!work) return null;
  if (!isAtWork(work)) {
    return (
      <Stack gap="sm" data-testid={`work-${work.kind}-ended`}>
        {work.sentence && <Note tone={work.state === 'failed' ? 'red' : 'amber'}>{say(work.sentence)}</Note>}
        {work.result !== null && props.children}
      </Stack>
    );
  }
  const percent = work.total === null || work.total === 0 ? null : Math.min(100, Math.floor((work.done / work.total) * 100));
  const step = t(`work.step.${work.step}`);
  const amount = [percent === null ? null : t('work.percent', { percent }), work.records === null ? null : t('work.records', { count: work.records })].filter(Boolean).join(' · ');
  return (
    <Stack gap={6} data-testid={`work-${work.kind}`}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">{step}</Text>
        <Text size="sm" c="dimmed" className="numbers" data-testid={`work-${work.kind}-amount`}>
          {amount}
        </Text>
      </Group>
      <Progress.Root size="sm">
        <Progress.Section value={percent ?? 100} animated={percent === null} striped={percent === null} aria-label={step} aria-valuetext={amount} />
      </Progress.Root>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {work.state === 'stopping' ? t('work.stopping') : t('work.goes_on')}
        </Text>
        <Button size="compact-sm" variant="default" leftSection={<IconPlayerStop size={15} />} disabled={work.state === 'stopping'} loading={stop.isPending} onClick={() => stop.mutate({ kind: work.kind })} data-testid={`work-${work.kind}-stop`}>
          {t('work.stop')}
        </Button>
      </Group>
      <FailureNote failure={stop.error} />
    </Stack>
  );
}

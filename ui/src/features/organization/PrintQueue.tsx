import { Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ResponseOf } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { useSayPrinted } from '../../shared/usePrint';
import { ChartRow } from '../people/ChartList';

type Job = ResponseOf<'document.print_queue'>['jobs'][number];

const colours: Record<Job['state'], string> = { failed: 'red', handing_over: 'gray', at_printer: 'gray', printed: 'green' };

/** What no printer has taken yet, and what was printed where. */
export function PrintQueue() {
  const { time_zone: zone } = useSite();
  const queue = useCommand('document.print_queue', {}, ['print_jobs']);
  const say = useSayPrinted();
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const jobs = queue.data?.jobs ?? [];
  const failed = jobs.filter((job) => job.state === 'failed');

  const work = async (id: string, what: () => Promise<void>) => {
    setBusy(id);
    setFailure(null);
    try {
      await what();
    } catch (thrown) {
      setFailure(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(null);
    }
  };
  const again = async (job: Job) => say(job.kind, await call('document.print_again', { id: job.id }));
  const drop = async (job: Job) => {
    await call('document.drop_print', { id: job.id });
    notifications.show({ message: t('print.queue.dropped', { paper: word('print_kind', job.kind), printer: job.printer }) });
  };
  // One after another: a printer that is away answers each of them only after a while.
  const all = async () => {
    for (const job of failed) await again(job);
  };

  return (
    <Panel
      title={t('print.queue')}
      count={failed.length}
      flush
      testid="print-queue"
      actions={
        failed.length > 1 && (
          <Button size="compact-sm" variant="default" loading={busy === 'all'} disabled={busy !== null} onClick={() => void work('all', all)} data-testid="print-again-all">
            {t('print.again.all')}
          </Button>
        )
      }
    >
      <FailureNote failure={queue.error ?? failure} />
      {queue.data && jobs.length === 0 && <Teach icon={<IconPrinter size={42} stroke={1.3} />} title={t('print.queue.empty')} text={t('print.queue.empty.text')} />}
      {jobs.map((job) => (
        <ChartRow
          key={job.id}
          testid="print-job"
          side={
            job.state === 'failed' && (
              <Group gap={6} wrap="nowrap">
                <Button size="compact-sm" variant="default" loading={busy === job.id} disabled={busy !== null} onClick={() => void work(job.id, () => again(job))} data-testid="print-again">
                  {t('print.again')}
                </Button>
                <Button size="compact-sm" variant="subtle" color="gray" disabled={busy !== null} onClick={() => void work(job.id, () => drop(job))} data-testid="print-drop">
                  {t('print.drop')}
                </Button>
              </Group>
            )
          }
        >
          <Group gap="xs">
            <Text span fw={570}>
              {word('print_kind', job.kind)}
            </Text>
            <Badge color={colours[job.state]}>{word('print_job', job.state)}</Badge>
            <Text span size="sm" className="any-script">
              {job.printer}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {job.asked_by ? t('print.queue.asked', { when: showDayAndTime(job.asked_at, zone), name: job.asked_by }) : showDayAndTime(job.asked_at, zone)}
          </Text>
          {job.trouble && <Text size="sm">{job.trouble}</Text>}
        </ChartRow>
      ))}
    </Panel>
  );
}

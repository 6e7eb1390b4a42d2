import { Badge, Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { IconAlertTriangle, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../api/call';
import type { ResponseOf } from '../../../api/commands';
import type { Failure } from '../../../api/failure';
import { useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { Facts } from '../../../shared/look/Facts';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { showDayAndTime } from '../../../shared/time/format';
import rows from '../../encounters/rows.module.css';
import { ProofOutcome } from '../../system/ProofOutcome';
import { chainedLines } from './chainedContent';
import { More } from './More';
import own from './record.module.css';

type Entries = ResponseOf<'records.entries'>;
type Entry = Entries['entries'][number];

const TABLES = ['ehr_entries'];
/** Pages are longer than this, so a shorter one is the last. */
const SURELY_LAST = 20;

function EntryRow(props: { entry: Entry; broken: boolean }) {
  const { entry } = props;
  const { time_zone: zone } = useSite();
  const [open, setOpen] = useState(false);
  const what = word('chained_type', entry.record_type);
  const when = showDayAndTime(entry.recorded_at, zone);
  return (
    <article className={rows.row} data-testid="chained-entry">
      <div className={rows.what}>
        <Text span fw={570}>
          {what}
        </Text>{' '}
        {props.broken && (
          <Badge color="red" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
            {t('chained.broken')}
          </Badge>
        )}
        <Text size="sm" c="dimmed" className="numbers any-script">
          {[when, entry.author].filter(Boolean).join(' · ')}
        </Text>
        {open && (
          <Stack gap={6} mt={6}>
            <Facts rows={chainedLines(entry.record_type, entry.content, zone).map(([label, text]) => [label, <span key={label} className="prewrap">{text}</span>])} />
            <Text size="xs" c="dimmed" className={own.hash}>
              <IconLink size={13} aria-hidden /> {t('chained.hash', { sequence: entry.chain_sequence })} <bdi dir="ltr">{entry.hash}</bdi>
            </Text>
            <Text size="xs" c="dimmed" className={own.hash}>
              {entry.previous_hash === null ? (
                t('chained.first')
              ) : (
                <>
                  {t('chained.follows')} <bdi dir="ltr">{entry.previous_hash}</bdi>
                </>
              )}
            </Text>
          </Stack>
        )}
      </div>
      <Button size="compact-sm" variant="subtle" color="gray" aria-expanded={open} aria-label={t(open ? 'chained.hide.one' : 'chained.show.one', { what, when })} onClick={() => setOpen(!open)} data-testid="chained-show">
        {t(open ? 'chained.hide' : 'chained.show')}
      </Button>
    </article>
  );
}

/** What was signed or may not be rewritten, in the words of its moment, with the proof that it still stands so. */
export function ChainedRecord(props: { patientId: string }) {
  const { patientId: patient_id } = props;
  const verified = useCommand('records.verify', { patient_id }, TABLES);
  const pages = useInfiniteQuery<Entries, Failure, InfiniteData<Entries>, string[], number | null>({
    queryKey: ['records.entries', patient_id, 'pages'],
    queryFn: ({ pageParam }) => call('records.entries', { patient_id, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => (page.entries.length < SURELY_LAST ? null : (page.entries.at(-1)?.recorded_at ?? null)),
    meta: { tables: TABLES },
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const broken = new Set(verified.data?.bad.map((each) => each.id));
  return (
    <Stack gap="sm" data-testid="chained">
      <Text size="sm" c="dimmed" maw="46rem">
        {t('chained.text')}
      </Text>
      <FailureNote failure={verified.error} />
      {verified.data && <ProofOutcome verified={verified.data} />}
      <FailureNote failure={pages.error} />
      {pages.data && (
        <Panel flush>
          {entries.length === 0 && <Quiet>{t('chained.empty')}</Quiet>}
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} broken={broken.has(entry.id)} />
          ))}
          <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
        </Panel>
      )}
    </Stack>
  );
}

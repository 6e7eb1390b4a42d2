import { Button, Drawer, Group, Paper, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import type { RequestOf, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote, Note } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showDate, showDayAndTime } from '../../shared/time/format';
import { InvoiceOfVisit } from './InvoiceOfVisit';

type ToBill = ResponseOf<'billing.visits_to_bill'>;
type Older = NonNullable<RequestOf<'billing.visits_to_bill'>['older']>;

/** Visits that are over and have no bill; from here each gets one. */
export function VisitsToBill() {
  const { time_zone: zone } = useSite();
  const [billing, setBilling] = useState<ToBill['visits'][number] | null>(null);
  const pages = useInfiniteQuery<ToBill, Failure, InfiniteData<ToBill>, string[], Older | null>({
    queryKey: ['billing.visits_to_bill'],
    queryFn: ({ pageParam }) => call('billing.visits_to_bill', { older: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => page.older,
    meta: { tables: ['visits', 'invoices', 'patients'] },
  });
  const visits = pages.data?.pages.flatMap((page) => page.visits) ?? [];
  const since = pages.data?.pages[0]?.since;
  if (pages.error) return <FailureNote failure={pages.error} />;
  if (!pages.data) return null;
  if (visits.length === 0) return <Teach icon={<IconReceipt size={46} stroke={1.3} />} title={t('to_bill.empty')} text={t('to_bill.empty.text', { since: showDate(since ?? null) })} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('to_bill.since', { since: showDate(since ?? null) })}
      </Text>
      <Paper withBorder>
        <Table verticalSpacing="xs" data-testid="visits-to-bill">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('to_bill.visit')}</Table.Th>
              <Table.Th>{t('billing.patient')}</Table.Th>
              <Table.Th>{t('to_bill.with')}</Table.Th>
              <Table.Th>{t('to_bill.kind')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('to_bill.write')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {visits.map((visit) => (
              <Table.Tr key={visit.id} data-testid="visit-to-bill">
                <Table.Td className="numbers">{showDayAndTime(visit.started_at, zone)}</Table.Td>
                <Table.Td>
                  <Text fw={570} className="any-script">
                    {visit.patient.display_name}
                  </Text>
                </Table.Td>
                <Table.Td className="any-script">{visit.practitioner}</Table.Td>
                <Table.Td>
                  {word('visit_kind', visit.kind)}
                  {!visit.signed && (
                    <Text size="xs" c="dimmed">
                      {t('to_bill.unsigned')}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Group justify="flex-end">
                    <Button size="compact-md" variant="default" onClick={() => setBilling(visit)} aria-label={t('to_bill.write_for', { patient: visit.patient.display_name })} data-testid="visit-bill">
                      {t('to_bill.write')}
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      {pages.hasNextPage && (
        <Button mt="sm" variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('to_bill.more')}
        </Button>
      )}
      <Drawer opened={billing !== null} onClose={() => setBilling(null)} title={billing ? t('to_bill.title', { patient: billing.patient.display_name, day: showDayAndTime(billing.started_at, zone) }) : ''} size="44rem">
        {billing && !billing.signed && <Note tone="amber">{t('to_bill.unsigned.text')}</Note>}
        {billing && <InvoiceOfVisit visitId={billing.id} onDone={() => setBilling(null)} />}
      </Drawer>
    </>
  );
}

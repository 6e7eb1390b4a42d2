import { Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { IconChartLine, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { PatientLine, ResultLine } from '../../../api/commands';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { showLongDate } from '../../../shared/time/format';
import { dateAt } from '../../../shared/time/siteTime';
import { ShownResult } from '../../encounters/laboratory/ShownResult';
import { usePaged } from '../../encounters/usePaged';
import { byDay } from './byDay';
import { More } from './More';
import own from './record.module.css';
import { ResultTrend } from './ResultTrend';

/** Every result, the newest first; what was struck is shown to whoever asks for it. */
export function AllResults(props: { patient: PatientLine }) {
  const { patient } = props;
  const { time_zone: zone } = useSite();
  const [withStruck, setWithStruck] = useState(false);
  const [search, setSearch] = useState('');
  const [large, setLarge] = useState<ResultLine | null>(null);
  const pages = usePaged('encounters.results', { patient_id: patient.id, with_struck: withStruck }, ['lab_results', 'lab_orders']);
  const words = search.trim().toLocaleLowerCase();
  const all = pages.data?.pages.flatMap((page) => page.results) ?? [];
  const matching = all.filter((result) => words === '' || [result.test_name, result.panel_name ?? '', result.test_code ?? ''].some((text) => text.toLocaleLowerCase().includes(words)));
  return (
    <Panel
      title={t('chart.results')}
      flush
      testid="all-results"
      actions={
        <Group gap="sm" wrap="nowrap">
          <Switch size="sm" label={t('record.results.struck')} checked={withStruck} onChange={(event) => setWithStruck(event.currentTarget.checked)} data-testid="results-struck" />
          <TextInput size="xs" aria-label={t('record.results.find')} placeholder={t('record.results.find')} leftSection={<IconSearch size={15} aria-hidden />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="results-find" />
        </Group>
      }
    >
      <FailureNote failure={pages.error} />
      {pages.data && all.length === 0 && <Quiet>{t('chart.results.empty')}</Quiet>}
      {all.length > 0 && matching.length === 0 && <Quiet>{t(pages.hasNextPage ? 'record.results.not_on_page' : 'record.results.none')}</Quiet>}
      {byDay(matching, (result) => dateAt(result.at, zone)).map(({ day, items }) => (
        <section key={day} aria-label={showLongDate(day)}>
          <Text className={own.day ?? ''} size="sm" fw={600}>
            {showLongDate(day)}
          </Text>
          {items.map((result) => (
            <div key={result.id} className={own.result} data-testid="record-result">
              <div>
                <ShownResult result={result} patient={patient} />
              </div>
              {result.value !== null && (
                <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconChartLine size={15} />} aria-label={t('record.trend.title', { test: result.test_name })} onClick={() => setLarge(result)} data-testid="result-trend-open">
                  {t('vitals.trend')}
                </Button>
              )}
            </div>
          ))}
        </section>
      ))}
      <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
      <ResultTrend patientId={patient.id} result={large} onClose={() => setLarge(null)} />
    </Panel>
  );
}

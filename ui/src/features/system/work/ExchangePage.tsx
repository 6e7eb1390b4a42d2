import { Button, Group, SegmentedControl, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconFileExport, IconFileImport } from '@tabler/icons-react';
import type { ImportReport, WorkOf } from '../../../api/shell';
import { useAct, useCommand } from '../../../api/useCommand';
import { say, t, word } from '../../../app/messages';
import { DayField } from '../../../shared/forms/DayField';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel } from '../../../shared/look/Page';
import { showNumber } from '../../../shared/time/format';
import { AdministrationFrame } from '../../organization/AdministrationFrame';
import { isAtWork, useBegun, useWork } from './useWork';
import { WorkProgress } from './WorkProgress';

/** As many problems are shown; a source of pure garbage has thousands of the same. */
const PROBLEMS_SHOWN = 200;

function Exported(props: { result: NonNullable<WorkOf<'export'>['result']> }) {
  const { path, exported } = props.result;
  const counts = Object.entries(exported.resources);
  return (
    <>
      <Note tone="green">{t('export.done', { path })}</Note>
      {exported.limits && <Note tone="amber">{say(exported.limits)}</Note>}
      {counts.length === 0 && <Text size="sm">{t('export.nothing')}</Text>}
      {counts.length > 0 && (
        <Table verticalSpacing={4}>
          <Table.Tbody>
            {counts.map(([kind, count]) => (
              <Table.Tr key={kind}>
                <Table.Td>{word('table', kind)}</Table.Td>
                <Table.Td ta="end" className="numbers">
                  {showNumber(count, 0)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

function Export() {
  const lists = useCommand('work.lists', {}, []);
  const { work, failure } = useWork('export');
  const start = useAct('work.export');
  const begun = useBegun();
  const { form, banner, refuse } = useDraftForm<{ what: string; list: string | null; since: string; folder: string }>('export', {
    blank: { what: 'fhir', list: null, since: '', folder: '' },
    validate: (values) => ({
      list: values.what === 'list' && values.list === null ? t('export.list.missing') : null,
      folder: values.folder.trim() === '' ? t('export.folder.missing') : null,
    }),
  });
  const values = form.getValues();
  const submit = form.onSubmit(({ what, list, since, folder }) => {
    refuse(null);
    start.mutate({ folder: folder.trim(), list: what === 'list' ? list : null, since: what === 'fhir' && since !== '' ? since : null }, { onSuccess: begun, onError: refuse });
  });
  return (
    <Panel title={t('export.title')} testid="export">
      <Note tone="amber">{t('export.warning')}</Note>
      <FailureNote failure={failure ?? lists.error} />
      <form onSubmit={submit}>
        <Stack gap="sm">
          <SegmentedControl aria-label={t('export.what')} data={(['fhir', 'list'] as const).map((value) => ({ value, label: t(`export.what.${value}`) }))} {...form.getInputProps('what')} data-testid="export-what" />
          {values.what === 'list' ? (
            <Select label={t('export.list')} searchable allowDeselect={false} data={(lists.data ?? []).map((list) => ({ value: list.name, label: word('table', list.name) }))} {...form.getInputProps('list')} data-testid="export-list" />
          ) : (
            <DayField label={t('export.since')} description={t('export.since.text')} {...form.getInputProps('since')} />
          )}
          <TextInput label={t('backup.folder')} description={t('export.folder.text')} dir="ltr" spellCheck={false} {...form.getInputProps('folder')} data-testid="export-folder" />
          <FailureNote failure={banner} />
          <Group>
            <Button type="submit" leftSection={<IconFileExport size={17} />} disabled={isAtWork(work)} loading={start.isPending} data-testid="export-now">
              {t('export.now')}
            </Button>
          </Group>
        </Stack>
      </form>
      <WorkProgress work={work}>{work?.result && <Exported result={work.result} />}</WorkProgress>
    </Panel>
  );
}

function Imported(props: { report: ImportReport }) {
  const { resources, problems } = props.report;
  const kinds = Object.entries(resources);
  const sum = (of: 'stored' | 'changed' | 'unchanged' | 'left') => kinds.reduce((total, [, count]) => total + count[of], 0);
  const columns = ['seen', 'stored', 'changed', 'unchanged', 'left'] as const;
  return (
    <>
      <Note tone={problems.length === 0 ? 'green' : 'amber'} testid="import-sum">
        {t('import.done', { stored: sum('stored'), changed: sum('changed'), unchanged: sum('unchanged'), left: sum('left') })}
      </Note>
      {kinds.length > 0 && (
        <Table.ScrollContainer minWidth="34rem">
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('import.kind')}</Table.Th>
                {columns.map((column) => (
                  <Table.Th key={column} ta="end">
                    {t(`import.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {kinds.map(([kind, count]) => (
                <Table.Tr key={kind}>
                  <Table.Td>{kind}</Table.Td>
                  {columns.map((column) => (
                    <Table.Td key={column} ta="end" className="numbers">
                      {showNumber(count[column], 0)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {sum('left') > 0 && (
        <Text size="sm" c="dimmed">
          {t('import.left.text')}
        </Text>
      )}
      {problems.length > 0 && (
        <Stack gap={4} data-testid="import-problems">
          <Text fw={600}>{t('import.problems')}</Text>
          {problems.slice(0, PROBLEMS_SHOWN).map((problem, index) => (
            // Two problems of one line may read the same, and the list never changes.
            <Text key={index} size="sm">
              <Text span c="dimmed" className="any-script">
                {problem.line === 0 ? problem.file : t('import.problem.line', { file: problem.file, line: problem.line })}
              </Text>{' '}
              {say(problem.reason)}
            </Text>
          ))}
          {problems.length > PROBLEMS_SHOWN && (
            <Text size="sm" c="dimmed">
              {t('import.problems.more', { count: problems.length - PROBLEMS_SHOWN })}
            </Text>
          )}
        </Stack>
      )}
    </>
  );
}

function Import() {
  const { work } = useWork('import');
  const start = useAct('work.import');
  const begun = useBegun();
  const { form, banner, refuse } = useDraftForm<{ path: string }>('import', {
    blank: { path: '' },
    validate: (values) => ({ path: values.path.trim() === '' ? t('import.path.missing') : null }),
  });
  const submit = form.onSubmit((values) => {
    refuse(null);
    start.mutate({ path: values.path.trim() }, { onSuccess: begun, onError: refuse });
  });
  return (
    <Panel title={t('import.title')} testid="import">
      <Text size="sm" c="dimmed">
        {t('import.text')}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label={t('import.path')} dir="ltr" spellCheck={false} {...form.getInputProps('path')} data-testid="import-path" />
          <FailureNote failure={banner} />
          <Group>
            <Button type="submit" leftSection={<IconFileImport size={17} />} disabled={isAtWork(work)} loading={start.isPending} data-testid="import-now">
              {t('import.now')}
            </Button>
          </Group>
        </Stack>
      </form>
      <WorkProgress work={work}>{work?.result && <Imported report={work.result} />}</WorkProgress>
    </Panel>
  );
}

/** Other systems' records into this one, and this one for other systems. */
export function ExchangePage() {
  return (
    <AdministrationFrame title={t('admin.exchange')} needs="keep_clinic" testid="exchange-page" width="56rem">
      <Stack gap="md">
        <Export />
        <Import />
      </Stack>
    </AdministrationFrame>
  );
}

import { Badge, Button, Checkbox, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconFlask, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { AskOnce } from '../../../shared/forms/AskOnce';
import { orNull } from '../../../shared/forms/text';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Teach } from '../../../shared/look/Page';
import { AdministrationFrame } from '../../organization/AdministrationFrame';
import { ChartRow } from '../../people/ChartList';
import { LabTestForm, type LabTestEntry } from './LabTestForm';
import { rangeLines, who, type LabTest } from './ranges';

/** The rows of one test stand together: one code, or one name where there is no code. */
function byTest(rows: readonly LabTest[]): LabTest[][] {
  const tests = new Map<string, LabTest[]>();
  for (const row of rows) {
    const key = row.code ?? `name:${row.name}`;
    tests.set(key, [...(tests.get(key) ?? []), row]);
  }
  return [...tests.values()];
}

/** What the laboratory offers, with the ranges by which results are judged. */
export function LabTestsPage() {
  const [query, setQuery] = useState('');
  const [retired, setRetired] = useState(false);
  const tests = useCommand('encounters.lab_tests', { query: orNull(query), with_retired: retired }, ['lab_tests'], { keepPrevious: true });
  const retire = useAct('encounters.retire_lab_test');
  const [entry, setEntry] = useState<LabTestEntry | null>(null);
  const [ending, setEnding] = useState<LabTest | null>(null);
  const close = () => {
    retire.reset();
    setEnding(null);
  };
  useShortcuts([{ keys: 'F8', scope: 'screen', label: 'lab_test.add', run: () => setEntry({ what: 'add' }) }]);
  const groups = byTest(tests.data ?? []);
  const range = (row: LabTest) => [who(row) || t('lab_test.everybody'), rangeLines([row])[0] ?? t('lab_test.no_range')].join(': ');
  return (
    <AdministrationFrame
      title={t('admin.lab_tests')}
      needs="keep_lab_tests"
      testid="lab-tests"
      actions={
        <Button leftSection={<IconPlus size={17} />} onClick={() => setEntry({ what: 'add' })} data-testid="lab-test-add">
          {t('lab_test.add')}
        </Button>
      }
    >
      <Stack gap="md">
        <Group>
          <TextInput w="22rem" leftSection={<IconSearch size={16} />} aria-label={t('lab_test.search')} placeholder={t('lab_test.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} data-testid="lab-test-search" />
          <Checkbox label={t('lab_test.with_retired')} checked={retired} onChange={(event) => setRetired(event.currentTarget.checked)} data-testid="lab-test-retired" />
        </Group>
        <FailureNote failure={tests.error} />
        {tests.data && groups.length === 0 && <Teach icon={<IconFlask size={46} stroke={1.3} />} title={t(query ? 'lab_test.nothing' : 'lab_test.empty')} text={t(query ? 'lab_test.nothing.text' : 'lab_test.empty.text')} />}
        {groups.length > 0 && (
          <Panel flush>
            {groups.map((rows) => {
              const [first] = rows;
              if (!first) return null;
              return (
                <ChartRow
                  key={first.id}
                  testid="lab-test"
                  side={
                    <Button size="compact-sm" variant="subtle" aria-label={t('lab_test.add_range.to', { test: first.name })} onClick={() => setEntry({ what: 'range', test: first })} data-testid="lab-test-add-range">
                      {t('lab_test.add_range')}
                    </Button>
                  }
                >
                  <Group gap={8}>
                    <Text span fw={570}>
                      {first.name}
                    </Text>
                    <Text span size="sm" c="dimmed" className="numbers">
                      {[first.code, first.panel_name && t('lab_test.in_panel', { panel: first.panel_name }), word('specimen_kind', first.specimen_kind)].filter(Boolean).join(' · ')}
                    </Text>
                  </Group>
                  {rows.map((row) => (
                    <Group key={row.id} justify="space-between" gap="xs" data-testid="lab-test-row">
                      <Text size="sm" c={row.is_active ? undefined : 'dimmed'} className="numbers">
                        {range(row)} {!row.is_active && <Badge color="gray">{t('lab_test.retired')}</Badge>}
                      </Text>
                      {row.is_active && (
                        <Group gap={2}>
                          <Button size="compact-xs" variant="subtle" aria-label={t('lab_test.change', { test: row.name })} onClick={() => setEntry({ what: 'change', test: row })} data-testid="lab-test-change">
                            {t('common.change')}
                          </Button>
                          <Button size="compact-xs" variant="subtle" color="gray" aria-label={t('lab_test.retire.title', { test: row.name })} onClick={() => setEnding(row)} data-testid="lab-test-retire">
                            {t('lab_test.retire')}
                          </Button>
                        </Group>
                      )}
                    </Group>
                  ))}
                </ChartRow>
              );
            })}
          </Panel>
        )}
      </Stack>
      <Drawer opened={entry !== null} onClose={() => setEntry(null)} title={entry === null || entry.what === 'add' ? t('lab_test.add') : t(entry.what === 'range' ? 'lab_test.add_range.to' : 'lab_test.change', { test: entry.test.name })} size="36rem">
        {entry && <LabTestForm entry={entry} onDone={() => setEntry(null)} />}
      </Drawer>
      <AskOnce
        opened={ending !== null}
        title={ending ? t('lab_test.retire.title', { test: ending.name }) : ''}
        text={ending ? t('lab_test.retire.text', { range: range(ending) }) : ''}
        action={t('lab_test.retire')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => ending && retire.mutate({ id: ending.id, version: ending.version }, { onSuccess: close })}
        onClose={close}
        testid="ask-once"
      />
    </AdministrationFrame>
  );
}

import { Button, Stack, Table, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showNumber } from '../../shared/time/format';
import { tableWords } from './tableWords';

/** Compares this PC with the centre, row for row. */
export function Verify() {
  const verify = useAct('sync.verify');
  const answer = verify.data;
  const differing = answer?.tables.filter((table) => !table.equal) ?? [];
  return (
    <Panel
      title={t('sync.verify')}
      testid="verify"
      actions={
        <Button size="compact-sm" variant="subtle" leftSection={<IconShieldCheck size={16} />} loading={verify.isPending} onClick={() => verify.mutate({})} data-testid="verify-now">
          {t('sync.verify.now')}
        </Button>
      }
    >
      {!answer && !verify.error && (
        <Text size="sm" c="dimmed">
          {t('sync.verify.text')}
        </Text>
      )}
      <FailureNote failure={verify.error} />
      {answer !== undefined && answer.mended > 0 && (
        <Note tone="amber" testid="verify-mended">
          {t('sync.verify.mended', { rows: showNumber(answer.mended, 0) })}
        </Note>
      )}
      {answer?.equal && (
        <Note tone="green" testid="verify-equal">
          {t('sync.verify.equal', { tables: answer.tables.length, rows: showNumber(answer.tables.reduce((sum, table) => sum + table.here, 0), 0) })}
        </Note>
      )}
      {answer && !answer.equal && (
        <Stack gap="xs">
          <Note tone="amber">{t('sync.verify.differs')}</Note>
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th />
                <Table.Th ta="end">{t('sync.verify.here')}</Table.Th>
                <Table.Th ta="end">{t('sync.verify.centre')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {differing.map((table) => (
                <Table.Tr key={table.table}>
                  <Table.Td>{tableWords([table.table])}</Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {showNumber(table.here, 0)}
                  </Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {showNumber(table.centre, 0)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      )}
    </Panel>
  );
}

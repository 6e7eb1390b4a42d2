import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { locale, t, word } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { PrintQueue } from './PrintQueue';

type Known = ResponseOf<'document.printing'>;
type KindOfPaper = Known['kinds'][number];

function PrinterOf(props: { known: Known; of: KindOfPaper; onChange: () => void }) {
  const { known, of } = props;
  const choose = useAct('document.choose_printer');
  const test = useAct('document.print_test_page');
  const paper = word('print_kind', of.kind);
  const printers = known.printers.map((name) => ({ value: name, label: name === known.default_printer ? t('print.printer.default', { printer: name }) : name }));
  // A printer that is switched off stays chosen; it is not lost because the list is short today.
  if (of.printer !== null && !of.known) printers.push({ value: of.printer, label: t('print.printer.away', { printer: of.printer }) });
  return (
    <Table.Tr data-testid={`printer-${of.kind}`}>
      <Table.Td>{paper}</Table.Td>
      <Table.Td className="numbers">{of.label ? t('print.size.label', { width: of.label.width, height: of.label.height }) : t('print.size.sheet')}</Table.Td>
      <Table.Td>
        <Select
          aria-label={t('print.printer.of', { paper })}
          data={[{ value: '', label: t('print.to_folder') }, ...printers]}
          value={of.printer ?? ''}
          allowDeselect={false}
          disabled={choose.isPending}
          onChange={(value) => choose.mutate({ kind: of.kind, printer: value === '' || value === null ? null : value }, { onSuccess: props.onChange })}
          error={choose.error?.sentence}
          data-testid={`printer-of-${of.kind}`}
        />
        <FailureNote failure={test.error} />
      </Table.Td>
      <Table.Td ta="end">
        {of.printer !== null && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('print.test.of', { paper })}
            loading={test.isPending}
            onClick={() => of.printer !== null && test.mutate({ kind: of.kind, printer: of.printer, language: locale() }, { onSuccess: () => notifications.show({ message: t('print.test.done', { printer: of.printer ?? '' }) }) })}
            data-testid={`test-page-${of.kind}`}
          >
            {t('print.test')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function FolderForPapers(props: { folder: string; onChange: () => void }) {
  const choose = useAct('document.choose_folder');
  const [path, setPath] = useState(props.folder);
  return (
    <Panel title={t('print.folder')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose.mutate(
            { path: path.trim() },
            {
              onSuccess: (chosen) => {
                notifications.show({ message: t('print.folder.saved', { path: chosen.path }) });
                props.onChange();
              },
            },
          );
        }}
      >
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('print.folder.text')}
          </Text>
          <TextInput
            aria-label={t('print.folder')}
            dir="ltr"
            spellCheck={false}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            error={choose.error?.sentence}
            data-testid="print-folder"
          />
          <Group>
            <Button type="submit" disabled={path.trim() === '' || path.trim() === props.folder} loading={choose.isPending} data-testid="print-folder-save">
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** Where papers of this PC go, and what waits for a printer. */
export function Printing() {
  const known = useCommand('document.printing', {}, []);
  const again = () => void known.refetch();
  return (
    <Stack gap="md" data-testid="printing">
      <PrintQueue />
      <FailureNote failure={known.error} />
      {known.data && (
        <>
          <Panel title={t('print.printers')}>
            <Text size="sm" c="dimmed">
              {t('print.printers.text')}
            </Text>
            {known.data.trouble ? <Note tone="amber">{known.data.trouble}</Note> : known.data.printers.length === 0 && <Note tone="plain">{t('print.printers.none')}</Note>}
            <Table.ScrollContainer minWidth={620}>
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('print.paper')}</Table.Th>
                    <Table.Th>{t('print.size')}</Table.Th>
                    <Table.Th>{t('print.printer')}</Table.Th>
                    <Table.Th ta="end">{t('print.test')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {known.data.kinds.map((of) => (
                    <PrinterOf key={of.kind} known={known.data} of={of} onChange={again} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Panel>
          <FolderForPapers folder={known.data.folder} onChange={again} />
        </>
      )}
    </Stack>
  );
}

import { ActionIcon, Badge, Button, Drawer, Group, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCloudDownload, IconDeviceFloppy, IconDots, IconFilePlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DocumentLine } from '../../../api/commands';
import { useAct, useCommand } from '../../../api/useCommand';
import { say, t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { showDate, showDay } from '../../../shared/time/format';
import rows from '../../encounters/rows.module.css';
import { useDocuments } from '../../encounters/usePaged';
import { showBytes } from '../../imaging/showBytes';
import { DocumentForm } from './DocumentForm';
import { More } from './More';

type Correction = 'superseded' | 'entered_in_error';

/** A file of the record: a copy of it where it is here, and the way to it where it is not. */
function FileButton(props: { id: string; name: string }) {
  const { id, name } = props;
  const standing = useCommand('document.file_state', { id }, ['attachments']);
  const fetch = useAct('document.fetch_attachment');
  const save = useAct('document.save_attachment');
  const state = standing.data?.state;
  return (
    <>
      {state === 'here' && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDeviceFloppy size={15} />}
          aria-label={t('document.save.one', { name })}
          loading={save.isPending}
          onClick={() => save.mutate({ id }, { onSuccess: ({ path }) => notifications.show({ message: t('imaging.file.saved', { path }), autoClose: 12_000 }) })}
          data-testid="document-save"
        >
          {t('imaging.file.save')}
        </Button>
      )}
      {(state === 'elsewhere' || state === 'being_fetched') && (
        <Button size="compact-sm" variant="default" leftSection={<IconCloudDownload size={15} />} aria-label={t('document.fetch.one', { name })} loading={fetch.isPending} onClick={() => fetch.mutate({ id }, { onSuccess: () => void standing.refetch() })} data-testid="document-fetch">
          {t('imaging.file.fetch')}
        </Button>
      )}
      {(fetch.error ?? save.error) && (
        <Text size="sm" c="var(--hf-red)" role="alert">
          {(fetch.error ?? save.error)?.sentence}
        </Text>
      )}
      {state !== undefined && state !== 'here' && standing.data?.sentence && (
        <Text size="xs" c="dimmed">
          {say(standing.data.sentence)}
        </Text>
      )}
    </>
  );
}

export function DocumentRow(props: { document: DocumentLine }) {
  const { document } = props;
  const { time_zone: zone } = useSite();
  const mayOpen = useMay('see_documents');
  const mayCorrect = useMay('correct_documents');
  const correct = useAct('records.correct_document');
  const [correcting, setCorrecting] = useState<Correction | null>(null);
  const standing = document.status === 'current';
  return (
    <article className={rows.row} data-struck={!standing || undefined} data-testid="document-row">
      <div className={rows.what}>
        <Group gap={6}>
          <Text span size="sm" fw={550} {...(document.status === 'entered_in_error' ? { td: 'line-through' } : {})} className="any-script">
            {document.title}
          </Text>
          <Badge color="gray">{word('document_kind', document.kind)}</Badge>
          {!standing && <Badge color="gray">{word('document_status', document.status)}</Badge>}
        </Group>
        {document.description && (
          <Text size="sm" className="any-script prewrap">
            {document.description}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="any-script numbers">
          {[
            document.documented_on ? t('document.of', { day: showDate(document.documented_on) }) : null,
            t('document.filed', { day: showDay(document.uploaded_at, zone) }),
            document.uploaded_by,
            document.file_name,
            document.size_bytes === null ? t('document.without_file') : showBytes(document.size_bytes),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        {mayOpen && document.attachment_id !== null && <FileButton id={document.attachment_id} name={document.title} />}
        {mayCorrect && standing && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('document.more', { name: document.title })} data-testid="document-more">
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setCorrecting('superseded')} data-testid="document-superseded">
                {t('document.superseded')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => setCorrecting('entered_in_error')} data-testid="document-error">
                {t('document.entered_in_error')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {correcting && (
        <AskReason
          title={t(`document.${correcting}.title`, { name: document.title })}
          draft={`document-${correcting}:${document.id}`}
          text={t('document.correct.text')}
          label={t('document.correct.reason')}
          submit={t(`document.${correcting}`)}
          danger={correcting === 'entered_in_error'}
          send={(reason) => correct.mutateAsync({ id: document.id, version: document.version, status: correcting, reason })}
          onClose={() => setCorrecting(null)}
          testid="correct-document"
        />
      )}
    </article>
  );
}

/** The documents of a patient; on the chart only the newest of them. */
export function Documents(props: { patientId: string; shown?: number }) {
  const { patientId, shown } = props;
  const pages = useDocuments(patientId);
  const mayAdd = useMay('add_documents');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const all = pages.data?.pages.flatMap((page) => page.documents) ?? [];
  // The short list leaves out what does not stand any more.
  const listed = shown === undefined ? all : all.filter((document) => document.status === 'current').slice(0, shown);
  return (
    <Panel
      title={t('document.documents')}
      flush
      testid="documents"
      actions={
        <Group gap={8} wrap="nowrap">
          {mayAdd && (
            <Button size="compact-sm" variant="subtle" leftSection={<IconFilePlus size={16} />} onClick={() => setAdding(true)} data-testid="document-add">
              {t('document.add')}
            </Button>
          )}
          {shown !== undefined && (
            <Link to="/patients/$patientId/record" params={{ patientId }} search={{ part: 'documents' }} className="text-link" aria-label={t('chart.all_of', { part: t('record.part.documents') })}>
              {t('chart.all')}
            </Link>
          )}
        </Group>
      }
    >
      <FailureNote failure={pages.error} />
      {pages.data && listed.length === 0 && <Quiet>{t('document.empty')}</Quiet>}
      {listed.map((document) => (
        <DocumentRow key={document.id} document={document} />
      ))}
      {shown === undefined && <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />}
      <Drawer opened={adding} onClose={close} title={t('document.add')} size="30rem">
        {adding && <DocumentForm patientId={patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}
